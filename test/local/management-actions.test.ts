import { at } from '../../lambda/gateway/adapters/providers/answers';
import { ACTION, error, invalidBody, managementTenant, textAt } from './management-client';

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const TRIGGER = { id: 'custom-phone-provider', version: 'v1' };
const NO_ACTION = error(404, 'Not Found', 'That action does not exist.');
const NOT_BUILT = error(
  400,
  'Bad Request',
  "A draft must be in the 'built' state before it can be deployed.",
);

const pending = {
  id: UUID,
  name: ACTION.name,
  supported_triggers: [TRIGGER],
  created_at: ISO,
  updated_at: ISO,
  code: ACTION.code,
  dependencies: [],
  runtime: 'node22',
  status: 'pending',
  secrets: [{ name: 'TOKEN', updated_at: ISO }],
  all_changes_deployed: false,
};
const version = {
  code: ACTION.code,
  dependencies: [],
  id: UUID,
  number: 1,
  secrets: pending.secrets,
  status: 'built',
  created_at: ISO,
  updated_at: ISO,
  runtime: 'node22',
  supported_triggers: [TRIGGER],
};
const runningVersion = { ...version, deployed: true, built_at: ISO };
const currentVersion = {
  id: UUID,
  code: ACTION.code,
  runtime: 'node22',
  status: 'BUILT',
  number: 1,
  build_time: ISO,
  created_at: ISO,
  updated_at: ISO,
};
const running = {
  ...pending,
  status: 'built',
  current_version: currentVersion,
  deployed_version: runningVersion,
  all_changes_deployed: true,
};
const binding = {
  id: UUID,
  trigger_id: TRIGGER.id,
  action: {
    id: UUID,
    name: ACTION.name,
    supported_triggers: [TRIGGER],
    created_at: ISO,
    updated_at: ISO,
    current_version: currentVersion,
    deployed_version: runningVersion,
    all_changes_deployed: false,
  },
  created_at: ISO,
  updated_at: ISO,
  display_name: 'Gateway',
};
const bind = (value: string, type = 'action_id') => ({
  bindings: [{ ref: { type, value }, display_name: 'Gateway' }],
});

describe('without any Action', () => {
  // method and path | body | status | body | source
  // prettier-ignore
  test.each<[string, unknown, number, unknown, string]>([
    ['GET /actions/actions', undefined, 200, { actions: [], per_page: 20 }, 'C: handlers/actions; zeros left out: T:rec/TestAccActionDeleteWithUnbind'],
    ['GET /actions/actions?include_totals=true', undefined, 400, expect.objectContaining({ errorCode: 'invalid_query_string' }), 'C: handlers/actions (text unverified)'],
    ['GET /actions/actions/none', undefined, 404, NO_ACTION, 'REC, docs/sources.md §2.1'],
    ['PATCH /actions/actions/none', {}, 404, NO_ACTION, 'REC, docs/sources.md §2.1'],
    ['DELETE /actions/actions/none', undefined, 404, NO_ACTION, 'REC, docs/sources.md §2.1'],
    ['POST /actions/actions/none/deploy', undefined, 404, NO_ACTION, 'REC, docs/sources.md §2.1'],
    ['GET /actions/actions/none/versions', undefined, 404, NO_ACTION, 'docs/sources.md §2.1'],
    ['GET /actions/triggers/custom-phone-provider/bindings', undefined, 200, { bindings: [], per_page: 20 }, 'T:rec/TestAccActionDeleteWithUnbind'],
    ['GET /actions/triggers/none/bindings', undefined, 404, expect.objectContaining({ statusCode: 404 }), 'text unverified'],
    ['POST /actions/actions', ACTION, 201, pending, 'T:rec/TestAccActionDeleteWithUnbind, of another trigger'],
    ['POST /actions/actions', { name: 'x', supported_triggers: [{ id: 'custom-phone-provider' }] }, 201, expect.objectContaining({ code: '', runtime: 'node22', secrets: [], dependencies: [] }), 'C:rec triggers: default_runtime node22'],
    ['POST /actions/actions', { ...ACTION, runtime: 'node16' }, 400, invalidBody(expect.stringContaining('on property runtime')), 'C:rec triggers: runtimes'],
    ['POST /actions/actions', { ...ACTION, name: undefined }, 400, invalidBody("Payload validation error: 'Missing required property: name'."), 'docs/sources.md §4.4'],
    ['POST /actions/actions', { ...ACTION, supported_triggers: [] }, 400, invalidBody(expect.stringContaining('on property supported_triggers')), 'M: minItems 1'],
    ['POST /actions/actions', { ...ACTION, supported_triggers: [{ id: 'made-up' }] }, 400, invalidBody(expect.stringContaining('supported_triggers.0.id')), 'M: ActionTriggerTypeEnum'],
    ['POST /actions/actions', { ...ACTION, id: 'x' }, 400, invalidBody("Payload validation error: 'Additional properties not allowed: id'."), 'docs/sources.md §4.4'],
    ['POST /actions/actions', { ...ACTION, code: 'x'.repeat(100_001) }, 400, invalidBody(expect.stringContaining('on property code')), 'D: actions/limitations: 100 kB'],
    ['POST /actions/actions', { ...ACTION, code: 'é'.repeat(50_001) }, 400, invalidBody(expect.stringContaining('on property code')), 'D: actions/limitations: 100 kB'],
    ['POST /actions/actions', { ...ACTION, secrets: Array.from({ length: 31 }, (_, at) => ({ name: `S${at}`, value: 'x' })) }, 400, invalidBody(expect.stringContaining('on property secrets')), 'D: actions/limitations: 30 secrets'],
    ['POST /actions/actions', { ...ACTION, secrets: [{ name: 'x'.repeat(129), value: 'x' }] }, 400, invalidBody(expect.stringContaining('on property secrets.0.name')), 'D: actions/limitations: 128'],
    ['POST /actions/actions', { ...ACTION, secrets: [{ name: 'x', value: 'x'.repeat(4097) }] }, 400, invalidBody(expect.stringContaining('on property secrets.0.value')), 'D: actions/limitations: 4096'],
    ['POST /actions/actions', { ...ACTION, dependencies: Array.from({ length: 11 }, (_, at) => ({ name: `p${at}`, version: '1.0.0' })) }, 400, invalidBody(expect.stringContaining('on property dependencies')), 'D: actions/limitations: 10'],
    ['POST /actions/actions', { ...ACTION, dependencies: [{ name: 'axios' }] }, 400, invalidBody(expect.stringContaining('Missing required property: version')), 'D: actions/limitations: name the version'],
    ['POST /actions/actions', 'no json', 400, invalidBody(expect.anything()), 'docs/sources.md §4.4'],
  ])('%s (%#)', async (target, body, status, expected, _source) => {
    const [method = '', path = ''] = target.split(' ');
    const answer = await managementTenant().call(method, path, body);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
  });
});

describe('with an Action that runs', () => {
  const NO_PLACE = '<id>';
  // method and path | body | status | body | source
  // prettier-ignore
  test.each<[string, unknown, number, unknown, string]>([
    ['GET /actions/actions/<id>', undefined, 200, running, 'T:rec/TestAccActionDeleteWithUnbind [6]'],
    ['GET /actions/actions', undefined, 200, { actions: [running], total: 1, per_page: 20 }, 'C:rec'],
    ['GET /actions/actions?triggerId=custom-phone-provider&actionName=SMS%20gateway&deployed=true', undefined, 200, { actions: [running], total: 1, per_page: 20 }, 'M: GET actions/actions'],
    ['GET /actions/actions?triggerId=post-login', undefined, 200, { actions: [], per_page: 20 }, 'M: GET actions/actions'],
    ['GET /actions/actions?actionName=other', undefined, 200, { actions: [], per_page: 20 }, 'M: GET actions/actions'],
    ['GET /actions/actions?deployed=false', undefined, 200, { actions: [], per_page: 20 }, 'M: GET actions/actions'],
    ['GET /actions/actions?page=1&per_page=1', undefined, 200, { actions: [], page: 1, per_page: 1 }, 'T:rec/TestAccActionDeleteWithUnbind [12]'],
    ['GET /actions/actions?per_page=101', undefined, 400, expect.objectContaining({ errorCode: 'invalid_query_string' }), 'M: per_page <= 100'],
    ['POST /actions/actions/<id>/deploy', undefined, 200, { ...version, number: 2, deployed: false, action: { id: UUID, name: ACTION.name, supported_triggers: [TRIGGER], created_at: ISO, updated_at: ISO, all_changes_deployed: false } }, 'T:rec/TestAccActionDeleteWithUnbind [4]: 200, not the documented 202'],
    ['PATCH /actions/actions/<id>', { name: 'New' }, 200, { ...running, name: 'New', status: 'pending', all_changes_deployed: false }, 'T:rec/TestAccAction'],
    ['PATCH /actions/actions/<id>', { secrets: [] }, 200, { ...running, secrets: [], status: 'pending', all_changes_deployed: false }, 'T:rec/TestAccAction: replaces the list'],
    ['PATCH /actions/actions/<id>', { supported_triggers: [{ id: 'post-login', version: 'v3' }] }, 400, expect.objectContaining({ statusCode: 400 }), 'unverified'],
    ['POST /actions/actions', ACTION, 400, expect.objectContaining({ statusCode: 400 }), 'D: deprecations-and-migrations: one per tenant (body unverified)'],
    ['POST /actions/actions', { ...ACTION, supported_triggers: [{ id: 'post-login', version: 'v3' }] }, 201, expect.objectContaining({ status: 'pending' }), 'T:rec/TestAccAction'],
    ['GET /actions/actions/<id>/versions', undefined, 200, { versions: [runningVersion], total: 1, per_page: 20 }, 'M: GET versions'],
    ['GET /actions/actions/<id>/versions/none', undefined, 404, expect.objectContaining({ statusCode: 404 }), 'text unverified'],
    ['PATCH /actions/triggers/custom-phone-provider/bindings', bind(NO_PLACE), 200, { bindings: [binding] }, 'T:rec/TestAccActionDeleteWithUnbind [10]'],
    ['PATCH /actions/triggers/custom-phone-provider/bindings', bind('SMS gateway', 'action_name'), 200, { bindings: [binding] }, 'M: bindings ref'],
    ['PATCH /actions/triggers/custom-phone-provider/bindings', bind('none'), 400, expect.objectContaining({ statusCode: 400 }), 'text unverified'],
    ['PATCH /actions/triggers/post-login/bindings', bind(NO_PLACE), 400, expect.objectContaining({ statusCode: 400 }), 'text unverified'],
    ['PATCH /actions/triggers/custom-phone-provider/bindings', { bindings: [{ ref: { type: 'name', value: 'x' } }] }, 400, invalidBody(expect.stringContaining('bindings.0.ref.type')), 'M: bindings ref'],
    ['DELETE /actions/actions/<id>', undefined, 204, undefined, 'T:rec/TestAccAction_FailedBuild [6]'],
  ])('%s (%#)', async (target, body, status, expected, _source) => {
    const { call, deployAction } = managementTenant();
    const id = await deployAction();
    const [method = '', path = ''] = target.replace(NO_PLACE, id).split(' ');
    const sent = typeof body === 'object' ? (JSON.parse(JSON.stringify(body).replace(NO_PLACE, id)) as unknown) : body;
    const answer = await call(method, path, sent);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
  });

  test('one version of it, by its id', async () => {
    const { call, deployAction } = managementTenant();
    const path = `/actions/actions/${await deployAction()}/versions`;
    const { body } = await call('GET', path);
    expect((await call('GET', `${path}/${textAt(body, 'versions', 0, 'id')}`)).body).toEqual(
      runningVersion,
    );
  });

  test('once bound, it is deleted by force only, and unbound then', async () => {
    const { call, deployAction } = managementTenant();
    const id = await deployAction();
    const bindings = '/actions/triggers/custom-phone-provider/bindings';
    await call('PATCH', bindings, bind(id));
    expect((await call('GET', bindings)).body).toEqual({
      bindings: [binding],
      total: 1,
      per_page: 20,
    });
    expect((await call('DELETE', `/actions/actions/${id}`)).status).toBe(400);
    expect((await call('DELETE', `/actions/actions/${id}?force=true`)).status).toBe(204);
    expect((await call('GET', bindings)).body).toEqual({ bindings: [], per_page: 20 });
  });

  test('a list of bindings replaces the list', async () => {
    const { call, deployAction } = managementTenant();
    const id = await deployAction();
    const bindings = '/actions/triggers/custom-phone-provider/bindings';
    const first = textAt((await call('PATCH', bindings, bind(id))).body, 'bindings', 0, 'id');
    const again = await call('PATCH', bindings, bind(first, 'binding_id'));
    expect(again.body).toMatchObject({ bindings: [{ display_name: 'Gateway' }] });
    expect((await call('PATCH', bindings, { bindings: [] })).body).toEqual({ bindings: [] });
  });
});

describe('the life of an Action', () => {
  const setUp = async (change: object = {}) => {
    const tenant = managementTenant();
    const { body } = await tenant.call('POST', '/actions/actions', { ...ACTION, ...change });
    const path = `/actions/actions/${textAt(body, 'id')}`;
    const get = async () => (await tenant.call('GET', path)).body;
    const deploy = () => tenant.call('POST', `${path}/deploy`);
    return { ...tenant, path, get, deploy };
  };

  test('pending, building, built; deployed; then it runs', async () => {
    const { clock, get, deploy } = await setUp();
    expect(await deploy()).toMatchObject({ status: 400, body: NOT_BUILT });
    clock.ms += 100;
    expect(await get()).toMatchObject({ status: 'building' });
    expect(await deploy()).toMatchObject({ status: 400, body: NOT_BUILT });
    clock.ms += 400;
    expect(await get()).toEqual({ ...pending, status: 'built' });
    expect((await deploy()).status).toBe(200);
    const soon = await get();
    expect(soon).toMatchObject({ status: 'built', all_changes_deployed: false });
    expect(soon).not.toHaveProperty('deployed_version');
    clock.ms += 250;
    expect(await get()).toEqual(running);
  });

  test('dependencies take their time', async () => {
    const { clock, get } = await setUp({ dependencies: [{ name: 'axios', version: '1.7.9' }] });
    clock.ms += 6000;
    expect(await get()).toMatchObject({ status: 'building' });
    clock.ms += 100;
    expect(await get()).toMatchObject({ status: 'built' });
  });

  test('a dependency that npm does not have: building, retrying, failed, never deployed', async () => {
    const { clock, get, deploy } = await setUp({
      dependencies: [{ name: 'crypto', version: '17.7.1' }],
    });
    const seen = new Set<string>();
    for (let step = 0; step < 70; step += 1) {
      seen.add(textAt(await get(), 'status'));
      clock.ms += 100;
    }
    expect([...seen]).toEqual(['pending', 'building', 'retrying', 'failed']);
    expect(await deploy()).toMatchObject({ status: 400, body: NOT_BUILT });
  });

  test('a change leaves what runs alone until it is deployed', async () => {
    const { clock, path, call, get, deploy } = await setUp();
    clock.ms += 1000;
    await deploy();
    clock.ms += 1000;
    await call('PATCH', path, { code: 'new code' });
    expect(await get()).toMatchObject({
      code: 'new code',
      status: 'pending',
      all_changes_deployed: false,
      deployed_version: { code: ACTION.code, number: 1 },
    });
    clock.ms += 1000;
    await deploy();
    clock.ms += 1000;
    expect(await get()).toMatchObject({
      all_changes_deployed: true,
      deployed_version: { code: 'new code', number: 2 },
    });
    expect((await call('GET', `${path}/versions`)).body).toMatchObject({
      versions: [
        { number: 2, deployed: true },
        { number: 1, deployed: false },
      ],
    });
  });

  test('no answer ever holds a secret’s value', async () => {
    const { clock, path, call, deploy } = await setUp();
    clock.ms += 1000;
    const deployed = await deploy();
    clock.ms += 1000;
    const answers = [
      deployed,
      await call('GET', path),
      await call('GET', `${path}/versions`),
      await call('PATCH', path, { secrets: [{ name: 'TOKEN', value: 'the-value-of-the-secret' }] }),
    ];
    expect(JSON.stringify(answers)).not.toContain('the-value-of-the-secret');
  });

  test('an Action that was never deployed cannot be bound', async () => {
    const { path, call } = await setUp();
    const answer = await call(
      'PATCH',
      '/actions/triggers/custom-phone-provider/bindings',
      bind(path.split('/').at(-1) ?? ''),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('deployed') },
    });
  });
});

test('the triggers, among them the phone provider’s', async () => {
  const { body } = await managementTenant().call('GET', '/actions/triggers');
  expect(at(body, 'triggers')).toContainEqual({
    id: 'custom-phone-provider',
    version: 'v1',
    status: 'CURRENT',
    runtimes: ['node18-actions', 'node22'],
    default_runtime: 'node22',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  });
});
