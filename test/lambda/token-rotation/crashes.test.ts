import { ROTATION_STEPS } from '../../../lambda/token-rotation/core/plan';
import { crashPoints, expectRepaired, playUntil, type CrashPoint } from './support/crashes';
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

test('an Action that a rotation died over is deployed by the next run, and no sign-in fails', async () => {
  const layout = 'phone provider';
  const point = (await crashPoints(layout)).find(
    ({ call, when }) => call === 'PATCH /api/v2/actions/actions/{id}' && when === 'after',
  ) as CrashPoint;
  const world = await createWorld(layout);
  await playUntil(world, point, newVersionId());
  expect(await world.rotation(newVersionId())).toBeUndefined();
  await expectRepaired(world, layout);
  await world.close();
});

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
