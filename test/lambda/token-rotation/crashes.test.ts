import { crashPoints, expectRepaired, playUntil } from './support/crashes';
import { CHANGES, createWorld, newVersionId } from './support/world';

jest.setTimeout(60_000);

/** `npm run test:exhaustive` plays all of them; here are those right after something was changed. */
test('a rotation that is killed after any change is repaired by the next run, and no sign-in fails', async () => {
  const points = (await crashPoints()).filter(
    ({ call, when }) => CHANGES.test(call) && when === 'after',
  );
  expect(points.map(({ step, call, when }) => `${step}: ${when} ${call}`)).toStrictEqual([
    'createSecret: after PutSecretValue',
    'setSecret: after PATCH /api/v2/connections/{id}',
    'finishSecret: after UpdateSecretVersionStage',
  ]);
  const world = await createWorld();
  for (const [index, point] of points.entries()) {
    // In turns; the exhaustive one plays both after each.
    const sameVersion = index % 2 === 0;
    const versionId = newVersionId();
    await playUntil(world, point, versionId);
    expect(await world.rotation(sameVersion ? versionId : newVersionId())).toBeUndefined();
    await expectRepaired(world);
  }
});
