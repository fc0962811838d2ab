import { ROTATION_STEPS, type RotationStep } from '../../../../lambda/token-rotation/core/plan';
import { foreignOptionsOf, FOREIGN } from '../../auth0-connection/support/world';
import { actionAt } from './actions';
import { createWorld, LAYOUTS, NAMES, newVersionId, type Layout, type World } from './world';

/** A place where a rotation ends before its time. */
export interface CrashPoint {
  readonly step: RotationStep;
  /** Which call of the step, from 0. */
  readonly at: number;
  readonly call: string;
  readonly when: 'before' | 'after';
}

/** A rotation makes the same calls each time, and playing one takes a second or two. */
const known = new Map<Layout | undefined, Promise<readonly CrashPoint[]>>();

/** Every call of every step of a rotation, each with its crash before and after it. */
export const crashPoints = (layout?: Layout): Promise<readonly CrashPoint[]> => {
  const points = known.get(layout) ?? findCrashPoints(layout);
  known.set(layout, points);
  return points;
};

const findCrashPoints = async (layout?: Layout): Promise<readonly CrashPoint[]> => {
  const world = await createWorld(layout);
  const versionId = newVersionId();
  const points: CrashPoint[] = [];
  for (const step of ROTATION_STEPS) {
    const failure = await world.step(step, versionId);
    if (failure) throw failure;
    for (const [at, call] of world.calls().entries()) {
      for (const when of ['before', 'after'] as const) points.push({ step, at, call, when });
    }
  }
  await world.close();
  return points;
};

/** Plays the steps up to the crash. */
export const playUntil = async (
  world: World,
  { step: last, at, when }: CrashPoint,
  versionId: string,
): Promise<void> => {
  for (const step of ROTATION_STEPS) {
    if (step === last) {
      const failure = await world.step(step, versionId, { at, how: 'killed', when });
      if (failure === undefined) throw new Error('it was not killed');
      return;
    }
    const failure = await world.step(step, versionId);
    if (failure) throw failure;
  }
};

/** What must hold after a crash and one whole run, of the same version or of another. */
export const expectRepaired = async (
  world: World,
  layout: Layout = 'connection',
): Promise<void> => {
  const current = world.secretsManager.valueOf(NAMES.gatewayToken);
  expect(world.failedSignIns()).toStrictEqual([]);
  expect(world.heldKeys()).toStrictEqual(LAYOUTS[layout].map(() => current));
  expect(world.secretsManager.valueOf(NAMES.gatewayToken, 'AWSPENDING')).toBe(current);
  expect(foreignOptionsOf(world.connection())).toStrictEqual(foreignIn(layout));
  for (const place of LAYOUTS[layout]) {
    if (place === 'connection') continue;
    // No draft is left behind, and the code is what it was.
    const action = await actionAt(world, place);
    expect(action.all_changes_deployed).toBe(true);
    expect(action.code).toMatch(/\/\/ Owner: 111111111111\/eu-west-1\/test/);
  }
  expect(world.lines.join('\n')).not.toMatch(/canary/i);
};

/** What others keep in the connection; the switch to the phone provider is one of them here. */
export const foreignIn = (layout: Layout): object => ({
  ...FOREIGN,
  ...(layout === 'phone provider' && { use_phone_provider: true }),
});
