import { MANAGEMENT_SCOPES } from '../../../local/tenant/model';
import { handsOn } from '../../support/tenant-hands';
import { CANARIES, canariesIn } from '../auth0-connection/support/canaries';
import { actionCode, APP, startPhoneWorld } from '../auth0-phone-provider/support/world';
import {
  checkIn,
  EDITED,
  FOREIGN,
  OTHER_OWNER,
  REDEPLOY,
  register,
  type Registered,
} from './support/registered';
import { LAMBDA_MS } from './support/run-check';

const PHONE = 'custom-phone-provider';

describe('a tenant with a phone provider', () => {
  let registered: Registered;
  beforeAll(async () => (registered = await register()));
  afterAll(() => registered.world.close());

  test('has no drift as it was registered, and is only read', async () => {
    registered.world.forget();
    const { line, failure } = await registered.check();
    expect(failure).toBeUndefined();
    expect(line).toMatchObject({ level: 'info', message: 'as registered', Drift: 0 });
    expect(registered.world.calls()).toStrictEqual([
      'POST /oauth/token',
      'GET /api/v2/connections',
      expect.stringMatching(/^GET \/api\/v2\/connections\/con_\w+\/clients$/),
      'GET /api/v2/actions/actions',
      'GET /api/v2/actions/triggers/custom-phone-provider/bindings',
      'GET /api/v2/branding/phone/providers',
      'GET /api/v2/tenants/settings',
      'GET /api/v2/guardian/factors',
      'GET /api/v2/guardian/factors/phone/message-types',
    ]);
  });

  // Every single one is in phone-drift.exhaustive.test.ts.
  test('what was changed is drift, by its path and without a word of the code; the next deployment mends it', async () => {
    const by = handsOn(registered.world);
    await by.editAndDeploy({ code: EDITED });
    await by.changeProvider({ disabled: true });
    await by.unify(false);
    await by.disableClient(APP);
    await by.factor(false);
    const { line, lines, failure } = await registered.check();
    expect(failure).toBeUndefined();
    expect(line).toMatchObject({
      level: 'warn',
      message: 'drift',
      paths: [
        'connection.clients',
        'action.code',
        'phoneProvider.disabled',
        'tenant.phone_consolidated_experience',
        'mfa.factor',
      ],
      fixes: [REDEPLOY],
      Drift: 5,
    });
    expect(canariesIn(lines.join())).toStrictEqual([]);
    await registered.redeploy();
    expect((await registered.check()).line).toMatchObject({ message: 'as registered', Drift: 0 });
  });

  test('an Action in the place of ours is drift, and so is a draft beside ours', async () => {
    const by = handsOn(registered.world);
    await by.edit({ code: FOREIGN });
    expect((await registered.check()).line).toMatchObject({ paths: ['action.draft.code'] });
    await by.removeAction();
    await by.bind([await by.addAction(FOREIGN)]);
    expect((await registered.check()).line).toMatchObject({ paths: ['action.owner'] });
    await registered.redeploy();
    expect((await registered.check()).line).toMatchObject({ message: 'as registered', Drift: 0 });
  });

  test('the key of a rotation that is under way is no drift', async () => {
    const { secrets } = registered.world;
    const current = secrets.values.get('sms-gateway/test/gateway-token') ?? '';
    secrets.pending.set('sms-gateway/test/gateway-token', CANARIES.formerGatewaySecret);
    expect((await registered.check()).line).toMatchObject({ message: 'as registered' });
    secrets.values.set('sms-gateway/test/gateway-token', CANARIES.formerGatewaySecret);
    await registered.redeploy();
    secrets.values.set('sms-gateway/test/gateway-token', current);
    // The Action has the next key already.
    expect((await registered.check()).line).toMatchObject({ message: 'as registered' });
    secrets.pending.clear();
    expect((await registered.check()).line).toMatchObject({ paths: ['action.key'] });
    await registered.redeploy();
  });

  test('what another environment took is drift that no deployment mends', async () => {
    const by = handsOn(registered.world);
    await by.editAndDeploy({ code: `// Owner: ${OTHER_OWNER}\n${FOREIGN}` });
    const { line } = await registered.check();
    expect(line).toMatchObject({
      paths: ['action.owner'],
      fixes: [expect.stringMatching(/^it belongs to the environment "staging" of AWS account 2/)],
    });
    await expect(registered.redeploy()).rejects.toThrow(/belongs to the environment "staging"/);
    await by.editAndDeploy({ code: actionCode(PHONE, 'test') });
    await registered.redeploy();
  });
});

describe('a tenant with a second factor of its own', () => {
  let registered: Registered;
  beforeAll(async () => (registered = await register({ integration: 'sms-gateway' })));
  afterAll(() => registered.world.close());

  test('has no drift as it was registered', async () => {
    expect((await registered.check()).line).toMatchObject({ message: 'as registered', Drift: 0 });
  });

  test('an Action that was deleted, and another provider, are drift', async () => {
    const by = handsOn(registered.world);
    await by.removeAction('send-phone-message');
    await by.mfaProvider('auth0');
    const { line } = await registered.check();
    expect(line).toMatchObject({ paths: ['action', 'mfa.provider'], fixes: [REDEPLOY] });
    await registered.redeploy();
    expect((await registered.check()).line).toMatchObject({ message: 'as registered' });
  });

  test('a tenant that moved to its phone provider meanwhile has to be told apart', async () => {
    const by = handsOn(registered.world);
    await by.bind([await by.addAction(FOREIGN)]);
    await registered.world.manage('POST', '/branding/phone/providers', {
      name: 'custom',
      disabled: false,
      configuration: { delivery_methods: ['text'] },
      credentials: {},
    });
    await by.unify(true);
    const { line } = await registered.check();
    expect(line).toMatchObject({ paths: ['mfa.provider'] });
    expect(line['fixes']).toStrictEqual([
      expect.stringContaining('set auth0.integration to "phone-provider", or leave out auth0.mfa'),
    ]);
  });
});

test.each([
  'read:connections',
  'read:actions',
  'read:phone_providers',
  'read:tenant_settings',
  'read:guardian_factors',
])('without the scope %s nothing is said of drift, and the scope is named', async (scope) => {
  const scopes = MANAGEMENT_SCOPES.filter((granted) => granted !== scope);
  const world = await startPhoneWorld({ scopes });
  const { failure, line } = await checkIn(
    world,
    world.connectionProperties(),
    world.properties({ mfaMethods: ['sms'] }),
  );
  await world.close();
  expect(failure?.message).toContain(scope);
  expect(line).toMatchObject({ level: 'error', message: 'not checked' });
  expect(line['reason']).toMatch(new RegExp(`grant it the scopes? ${scope}`));
  expect(line).not.toHaveProperty('Drift');
});

test('a tenant that does not answer ends the check in its time', async () => {
  const world = await startPhoneWorld();
  world.sabotage(({ path }) =>
    path === '/api/v2/actions/actions'
      ? { when: 'before', answer: { status: 503, body: '' } }
      : undefined,
  );
  const startMs = world.now();
  const { line } = await checkIn(world, world.connectionProperties(), world.properties());
  expect(world.now() - startMs).toBeLessThan(LAMBDA_MS);
  await world.close();
  expect(line).toMatchObject({ message: 'not checked' });
  expect(line['reason']).toMatch(/GET \/api\/v2\/actions\/actions/);
});
