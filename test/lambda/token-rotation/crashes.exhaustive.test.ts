import { jsonResponse, type LocalResponse } from '../../../local/http/message';
import { ROTATION_STEPS } from '../../../lambda/token-rotation/core/plan';
import { foreignOptionsOf, FOREIGN } from '../auth0-connection/support/world';
import { crashPoints, expectRepaired, playUntil } from './support/crashes';
import { createWorld, newVersionId } from './support/world';

test('killed before or after any call of any step: the next run, of the same version or of another, repairs it, and no sign-in fails', async () => {
  const world = await createWorld();
  for (const point of await crashPoints()) {
    for (const sameVersion of [true, false]) {
      world.setStranger(!sameVersion);
      const versionId = newVersionId();
      await playUntil(world, point, versionId);
      const failure = await world.rotation(sameVersion ? versionId : newVersionId());
      expect({ ...point, failure }).toStrictEqual({ ...point, failure: undefined });
      expectRepaired(world);
      world.forget();
    }
  }
}, 900_000);

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
  Object.keys(FAULTS).flatMap((fault) => [[fault, 'before'] as const, [fault, 'after'] as const]),
)(
  'any call to Auth0 that is answered with %s, %s it was carried out: a sentence or a success, no sign-in fails, and the next run ends it',
  async (name, when) => {
    const how = FAULTS[name] as LocalResponse;
    const world = await createWorld();
    const points = (await crashPoints()).filter(
      ({ call, when: side }) => side === 'before' && / \/(api|oauth)/.test(call),
    );
    expect(points.length).toBeGreaterThan(10);
    for (const { step: struck, at } of points) {
      const versionId = newVersionId();
      let failure: Error | undefined;
      for (const step of ROTATION_STEPS) {
        failure ??= await world.step(
          step,
          versionId,
          step === struck ? { at, how, when } : undefined,
        );
      }
      if (failure) {
        expect(failure.message).toMatch(/^[A-Z].*\.$/);
        expect(failure.message).not.toMatch(/\n|canary|a reason it does not know/i);
      }
      expect(foreignOptionsOf(world.connection())).toStrictEqual(FOREIGN);
      expect(await world.rotation(versionId)).toBeUndefined();
      expectRepaired(world);
      world.forget();
    }
  },
  300_000,
);
