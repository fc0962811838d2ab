import {
  type Auth0PhoneProviderProperties,
  type Auth0SmsConnectionProperties,
  registrationOwner,
} from '../../../lambda/contract';
import { MANAGEMENT_SCOPES } from '../../../local/tenant/model';
import { type Hands, handsOn } from '../../support/tenant-hands';
import { CANARIES, canariesIn } from '../auth0-connection/support/canaries';
import {
  actionCode,
  APP,
  type PhoneTestWorld,
  startPhoneWorld,
} from '../auth0-phone-provider/support/world';
import { LAMBDA_MS, runCheck } from './support/run-check';

const OTHER_OWNER = registrationOwner('222222222222', 'eu-west-1', 'staging');
const REDEPLOY = 'raise auth0.revision by one and deploy';
const PHONE = 'custom-phone-provider';
const MFA = 'send-phone-message';

/** A tenant that the real registrations have registered everything with. */
interface Registered {
  readonly world: PhoneTestWorld;
  readonly check: () => ReturnType<typeof runCheck>;
  /** What "raise auth0.revision and deploy" does. */
  readonly redeploy: () => Promise<void>;
}

const register = async (
  changes: Partial<Auth0PhoneProviderProperties> = {},
): Promise<Registered> => {
  const world = await startPhoneWorld({
    connections: [{ name: 'sms', options: { provider: 'sms_gateway', gateway_url: 'https://x' } }],
  });
  const { integration = 'phone-provider' } = changes;
  const connection = world.connectionProperties({ integration });
  const phone = world.properties({ mfaMethods: ['sms'], ...changes });
  const tenantId = await world.create(phone);
  const connectionId = await world.create(connection, 'connection');
  return {
    world,
    check: () => checkIn(world, connection, phone),
    redeploy: async () => {
      await world.update(tenantId, phone, phone);
      await world.update(connectionId, connection, connection, 'connection');
    },
  };
};

const checkIn = (
  world: PhoneTestWorld,
  connection: Auth0SmsConnectionProperties,
  phone: Auth0PhoneProviderProperties,
) =>
  runCheck(
    world.secrets,
    { connection, phone },
    {
      now: world.now,
      sleep: (ms) => Promise.resolve(world.pass(ms)),
      readCode: (trigger) => actionCode(trigger, 'test'),
    },
  );

/** Somebody's code, with what nobody else should see of it. */
const FOREIGN = `exports.onExecuteCustomPhoneProvider = async () => '${CANARIES.twilioToken}';`;
const EDITED = `${actionCode(PHONE, 'test')}\n// ${CANARIES.twilioToken}`;

const renamed = (secrets: readonly { name: string; value: string }[], part: RegExp) =>
  secrets.map(({ name, value }) => ({ name: name.replace(part, 'F'.repeat(16)), value }));

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

  test.each<[string, (by: Hands) => unknown, readonly string[]]>([
    ['an Action that was deleted', (by) => by.removeAction(), ['action']],
    [
      'another Action in its place',
      async (by) => {
        await by.removeAction();
        await by.bind([await by.addAction(FOREIGN)]);
      },
      ['action.owner'],
    ],
    ['other code', (by) => by.editAndDeploy({ code: EDITED }), ['action.code']],
    ['other code that does not run yet', (by) => by.edit({ code: EDITED }), ['action.draft.code']],
    [
      'code without our mark that does not run yet',
      (by) => by.edit({ code: FOREIGN }),
      ['action.draft.code'],
    ],
    [
      'another runtime',
      (by) => by.editAndDeploy({ runtime: 'node18-actions' }),
      ['action.runtime'],
    ],
    [
      'a package that was added',
      (by) => by.editAndDeploy({ dependencies: [{ name: 'axios', version: '1.7.0' }] }),
      ['action.dependencies'],
    ],
    [
      'a secret under another name',
      async (by) => {
        await by.editAndDeploy({ secrets: renamed(await by.secretNames(), /AUDIENCE/) });
      },
      ['action.secrets'],
    ],
    ['no secrets', (by) => by.editAndDeploy({ secrets: [] }), ['action.secrets', 'action.key']],
    [
      'secrets with a mark that is of another key',
      async (by) =>
        by.editAndDeploy({ secrets: renamed(await by.secretNames(), /(?<=MARK_)\w{16}/) }),
      ['action.key'],
    ],
    [
      'secrets with a mark that is of another gateway',
      async (by) =>
        by.editAndDeploy({
          secrets: renamed(await by.secretNames(), /(?<=_[0-9A-F]{16}_)\w{16}$/),
        }),
      ['action.settings'],
    ],
    [
      'a draft that is ours, and not deployed',
      async (by) => by.edit({ secrets: await by.secretNames() }),
      ['action.deployed'],
    ],
    [
      'a package that cannot be installed',
      (by) => by.edit({ dependencies: [{ name: 'crypto', version: '17.7.1' }] }),
      ['action.draft.dependencies', 'action.build'],
    ],
    ['an Action that is not bound', (by) => by.bind([]), ['action.binding']],
    ['a provider that was removed', (by) => by.removeProvider(), ['phoneProvider']],
    [
      'another provider',
      (by) =>
        by.changeProvider({
          name: 'twilio',
          configuration: {
            sid: `AC${'0'.repeat(32)}`,
            default_from: '+12025550199',
            delivery_methods: ['text'],
          },
          credentials: { auth_token: CANARIES.twilioToken },
        }),
      ['phoneProvider.name'],
    ],
    [
      'a disabled provider',
      (by) => by.changeProvider({ disabled: true }),
      ['phoneProvider.disabled'],
    ],
    [
      'other delivery methods',
      (by) => by.changeProvider({ configuration: { delivery_methods: ['text', 'voice'] } }),
      ['phoneProvider.delivery_methods'],
    ],
    ['the flag taken back', (by) => by.unify(false), ['tenant.phone_consolidated_experience']],
    [
      'a connection that goes its own way again',
      (by) => by.connection(({ use_phone_provider: _switch, ...options }) => options),
      ['connection.options.use_phone_provider'],
    ],
    ['an application that was disabled', (by) => by.disableClient(APP), ['connection.clients']],
    ['a second factor that was switched off', (by) => by.factor(false), ['mfa.factor']],
    ['no message types', (by) => by.messageTypes([]), ['mfa.message_types']],
  ])('%s is drift, and the next deployment mends it', async (_, plant, paths) => {
    await plant(handsOn(registered.world));
    const { line, lines, failure } = await registered.check();
    await registered.redeploy();
    const mended = await registered.check();

    expect(failure).toBeUndefined();
    expect(line).toMatchObject({ level: 'warn', message: 'drift', paths, fixes: [REDEPLOY] });
    expect(line).toMatchObject({ Drift: paths.length });
    expect(canariesIn(lines.join())).toStrictEqual([]);
    expect(mended.line).toMatchObject({ message: 'as registered', Drift: 0 });
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

  test.each<[string, (by: Hands) => unknown, readonly string[]]>([
    ['an Action that was deleted', (by) => by.removeAction(MFA), ['action']],
    [
      'another Action bound in its place',
      async (by) => by.bind([await by.addAction(FOREIGN, MFA)], MFA),
      ['action.binding'],
    ],
    [
      'other code',
      (by) => by.editAndDeploy({ code: `${actionCode(MFA, 'test')}\n// edited` }, MFA),
      ['action.code'],
    ],
    ['another provider', (by) => by.mfaProvider('auth0'), ['mfa.provider']],
    ['a second factor that was switched off', (by) => by.factor(false), ['mfa.factor']],
  ])('%s is drift, and the next deployment mends it', async (_, plant, paths) => {
    await plant(handsOn(registered.world));
    expect((await registered.check()).line).toMatchObject({ paths, fixes: [REDEPLOY] });
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
