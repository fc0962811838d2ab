import { crashPoints, expectRepaired, playUntil } from './support/crashes';
import { CHANGES, createWorld, newVersionId } from './support/world';

jest.setTimeout(60_000);

/** `npm run test:exhaustive` plays all of them; here are those around what is changed. */
test('a rotation that is killed around any change is repaired by the next run, and no sign-in fails', async () => {
  const points = (await crashPoints()).filter(({ call }) => CHANGES.test(call));
  expect(points.map(({ step, call, when }) => `${step}: ${when} ${call}`)).toStrictEqual([
    'createSecret: before PutSecretValue',
    'createSecret: after PutSecretValue',
    'setSecret: before PATCH /api/v2/connections/{id}',
    'setSecret: after PATCH /api/v2/connections/{id}',
    'finishSecret: before UpdateSecretVersionStage',
    'finishSecret: after UpdateSecretVersionStage',
  ]);
  const world = await createWorld();
  for (const [index, point] of points.entries()) {
    // In turns; the exhaustive one plays both after each.
    const sameVersion = index % 3 === 0;
    const versionId = newVersionId();
    await playUntil(world, point, versionId);
    expect(await world.rotation(sameVersion ? versionId : newVersionId())).toBeUndefined();
    await expectRepaired(world);
  }
});
