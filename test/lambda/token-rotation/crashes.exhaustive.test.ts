import { jsonResponse, type LocalResponse } from '../../../local/http/message';
import { ROTATION_STEPS } from '../../../lambda/token-rotation/core/plan';
import { share } from '../../support/how-often';
import { foreignOptionsOf } from '../auth0-connection/support/world';
import {
  crashPoints,
  expectRepaired,
  foreignIn,
  playUntil,
  type CrashPoint,
} from './support/crashes';
import { createWorld, LAYOUTS, newVersionId, type Layout } from './support/world';

const ALL_LAYOUTS = Object.keys(LAYOUTS) as Layout[];

test.each(ALL_LAYOUTS)(
  'with %s, killed before or after any call of any step: the next run, of the same version or of another, repairs it, and no sign-in fails',
  async (layout) => {
    const world = await createWorld(layout);
    for (const [index, point] of share((await crashPoints(layout)).entries())) {
      // With Actions, whose threads take their time, one after another.
      for (const sameVersion of layout === 'connection' ? [true, false] : [index % 4 < 2]) {
        world.setStranger(!sameVersion);
        const versionId = newVersionId();
        await playUntil(world, point, versionId);
        const failure = await world.rotation(sameVersion ? versionId : newVersionId());
        expect({ ...point, failure }).toStrictEqual({ ...point, failure: undefined });
        await expectRepaired(world, layout);
        world.forget();
      }
    }
    await world.close();
  },
  900_000,
);

test.each(ALL_LAYOUTS)(
  'with %s, every step may be played twice',
  async (layout) => {
    const world = await createWorld(layout);
    const versionId = newVersionId();
    for (const step of ROTATION_STEPS) {
      expect(await world.step(step, versionId)).toBeUndefined();
      expect(await world.step(step, versionId)).toBeUndefined();
    }
    await expectRepaired(world, layout);
    await world.close();
  },
  60_000,
);

const envelope = (statusCode: number, errorCode: string) =>
  jsonResponse(statusCode, {
    statusCode,
    error: 'Fault',
    message: 'Something is wrong',
    errorCode,
  });

/** Everything that one call to Auth0 may come to. */
const FAULTS: Readonly<Record<string, LocalResponse>> = {
  '401': envelope(401, 'invalid_token'),
  '403': envelope(403, 'insufficient_scope'),
  '404': envelope(404, 'inexistent_connection'),
  '409': envelope(409, 'conflict'),
  '429': envelope(429, 'too_many_requests'),
  '500': envelope(500, 'internal'),
  HTML: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>canary</html>' },
  'no options': jsonResponse(200, { id: 'con_Rotation00000000', name: 'sms', options: {} }),
};

test.each(
  ALL_LAYOUTS.flatMap((layout) =>
    Object.keys(FAULTS).flatMap((fault) =>
      // With Actions, whose threads take their time, each call is struck on one side.
      (layout === 'connection'
        ? (['before', 'after'] as const)
        : (['before or after'] as const)
      ).map((when) => [layout, fault, when] as const),
    ),
  ),
)(
  'with %s, any call to Auth0 that is answered with %s, %s it was carried out: a sentence or a success, no sign-in fails, and the next run ends it',
  async (layout, name, when) => {
    const how = FAULTS[name] as LocalResponse;
    const world = await createWorld(layout);
    const points = (await crashPoints(layout)).filter(
      ({ call, when: side }) => side === 'before' && / \/(api|oauth)/.test(call),
    );
    expect(points.length).toBeGreaterThan(10);
    for (const [index, { step: struck, at }] of share(points.entries())) {
      const side = when === 'before or after' ? (['before', 'after'] as const)[index % 2] : when;
      const versionId = newVersionId();
      let failure: Error | undefined;
      for (const step of ROTATION_STEPS) {
        failure ??= await world.step(
          step,
          versionId,
          step === struck ? { at, how, when: side ?? 'before' } : undefined,
        );
      }
      if (failure) {
        expect(failure.message).toMatch(/^[A-Z].*\.$/);
        expect(failure.message).not.toMatch(/\n|canary|a reason it does not know/i);
      }
      expect(foreignOptionsOf(world.connection())).toStrictEqual(foreignIn(layout));
      expect(await world.rotation(versionId)).toBeUndefined();
      await expectRepaired(world, layout);
      world.forget();
    }
    await world.close();
  },
  300_000,
);

test('a rotation that never gets further than half, again and again, fails no sign-in', async () => {
  const world = await createWorld();
  world.setStranger(true);
  const points = await crashPoints();
  const afterWrite = points.find(
    ({ call, when }) => call.startsWith('PATCH') && when === 'after',
  ) as CrashPoint;
  await playUntil(world, afterWrite, newVersionId());
  const ofCreate = points.filter(({ step, when }) => step === 'createSecret' && when === 'after');
  for (const point of ofCreate.slice(0, 5)) {
    await playUntil(world, point, newVersionId());
    await world.advance(60_000);
  }
  expect(await world.rotation(newVersionId())).toBeUndefined();
  await expectRepaired(world);
});

test('steps that end well are followed by a crash: the next run begins anew', async () => {
  const world = await createWorld();
  for (const last of ROTATION_STEPS) {
    const versionId = newVersionId();
    for (const step of ROTATION_STEPS.slice(0, ROTATION_STEPS.indexOf(last) + 1)) {
      expect(await world.step(step, versionId)).toBeUndefined();
    }
    expect(await world.rotation(versionId)).toBeUndefined();
    await expectRepaired(world);
  }
});
