import { at } from '../../lambda/gateway/adapters/providers/answers';
import { ACTION, invalidBody, managementTenant, textAt } from './management-client';

/** An Action whose first version has other code and another secret than its second. */
const setUp = async () => {
  const tenant = managementTenant();
  const id = await tenant.deployAction();
  const path = `/actions/actions/${id}`;
  const get = async () => (await tenant.call('GET', path)).body;
  const deploy = async (content: object) => {
    await tenant.call('PATCH', path, content);
    tenant.clock.ms += 1_000;
    await tenant.call('POST', `${path}/deploy`);
    tenant.clock.ms += 1_000;
  };
  const first = textAt(await get(), 'deployed_version', 'id');
  await deploy({ code: '// second', secrets: [{ name: 'OTHER', value: 'other' }] });
  const rollBack = async (body?: unknown, version = first) => {
    const answer = await tenant.call('POST', `${path}/versions/${version}/deploy`, body);
    tenant.clock.ms += 1_000;
    return answer;
  };
  return { ...tenant, id, path, first, get, deploy, rollBack };
};

const FIRST = { code: ACTION.code, secrets: [{ name: 'TOKEN' }] };
const SECOND = { code: '// second', secrets: [{ name: 'OTHER' }] };

describe('a rollback', () => {
  test('runs a new version that is like the old one, and leaves both as they are', async () => {
    const { get, call, path, first, rollBack } = await setUp();
    expect(await rollBack()).toMatchObject({
      status: 200,
      body: { ...FIRST, number: 3, deployed: false, action: { all_changes_deployed: false } },
    });
    expect(await get()).toMatchObject({ deployed_version: { ...FIRST, number: 3 } });
    expect((await call('GET', `${path}/versions`)).body).toMatchObject({
      versions: [
        { ...FIRST, number: 3, deployed: true },
        { ...SECOND, number: 2, deployed: false },
        { ...FIRST, number: 1, deployed: false, id: first },
      ],
    });
  });

  test.each([undefined, null, {}, { update_draft: false }])(
    'leaves the draft alone (%j)',
    async (body) => {
      const { get, rollBack } = await setUp();
      await rollBack(body);
      expect(await get()).toMatchObject({ ...SECOND, all_changes_deployed: false });
    },
  );

  test('makes the draft the same where it is asked to, built already', async () => {
    const { get, call, path, rollBack } = await setUp();
    await call('PATCH', path, { code: '// half written' });
    await rollBack({ update_draft: true });
    expect(await get()).toMatchObject({ ...FIRST, status: 'built', all_changes_deployed: true });
  });

  test('goes on running what ran until it is through', async () => {
    const { get, call, path, first } = await setUp();
    await call('POST', `${path}/versions/${first}/deploy`, { update_draft: true });
    expect(await get()).toMatchObject({
      ...FIRST,
      all_changes_deployed: false,
      deployed_version: { number: 2 },
    });
  });

  test('of a version that was never there is refused', async () => {
    const { get, rollBack } = await setUp();
    expect(await rollBack({}, 'none')).toMatchObject({
      status: 404,
      body: { statusCode: 404, error: 'Not Found' },
    });
    expect(await get()).toMatchObject({ deployed_version: { number: 2 } });
  });

  test.each([
    [{ update_draft: 'yes' }, 'on property update_draft'],
    [{ updateDraft: true }, 'Additional properties not allowed: updateDraft'],
  ])('of a body that no rollback has is refused (%j)', async (body, words) => {
    const { rollBack } = await setUp();
    expect(await rollBack(body)).toMatchObject({
      status: 400,
      body: invalidBody(expect.stringContaining(words)),
    });
  });
});

test('of fifty-one versions the oldest is gone, and cannot be rolled back to', async () => {
  const { call, path, first, deploy, rollBack } = await setUp();
  for (let number = 3; number <= 50; number += 1) await deploy({ code: `// ${number}` });
  expect((await call('GET', `${path}/versions/${first}`)).status).toBe(200);
  await deploy({ code: '// 51' });
  expect((await call('GET', `${path}/versions/${first}`)).status).toBe(404);
  expect((await rollBack()).status).toBe(404);
  const { body } = await call('GET', `${path}/versions?per_page=100`);
  expect(at(body, 'versions')).toHaveLength(50);
});
