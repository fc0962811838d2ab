import { ROTATION_STEPS, type RotationStep } from '../../../../lambda/token-rotation/core/plan';
import { foreignOptionsOf, FOREIGN } from '../../auth0-connection/support/world';
import { createWorld, NAMES, newVersionId, type World } from './world';

/** A place where a rotation ends before its time. */
export interface CrashPoint {
  readonly step: RotationStep;
  /** Which call of the step, from 0. */
  readonly at: number;
  readonly call: string;
  readonly when: 'before' | 'after';
}

/** Every call of every step of a rotation, each with its crash before and after it. */
export const crashPoints = async (): Promise<readonly CrashPoint[]> => {
  const world = await createWorld();
  const versionId = newVersionId();
  const points: CrashPoint[] = [];
  for (const step of ROTATION_STEPS) {
    const failure = await world.step(step, versionId);
    if (failure) throw failure;
    for (const [at, call] of world.calls().entries()) {
      for (const when of ['before', 'after'] as const) points.push({ step, at, call, when });
    }
  }
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
export const expectRepaired = (world: World): void => {
  const current = world.secretsManager.valueOf(NAMES.gatewayToken);
  expect(world.failedSignIns()).toStrictEqual([]);
  expect(world.heldKey()).toBe(current);
  expect(world.secretsManager.valueOf(NAMES.gatewayToken, 'AWSPENDING')).toBe(current);
  expect(foreignOptionsOf(world.connection())).toStrictEqual(FOREIGN);
  expect(world.lines.join('\n')).not.toMatch(/canary/i);
};
