import { CANARIES, canariesIn } from '../auth0-connection/support/canaries';
import { FOREIGN_CODE, seedForeignAction, seedTwilioProvider } from './support/seeds';
import {
  actionCode,
  startPhoneWorld,
  type PhoneTestWorld,
  type PhoneWorldOptions,
} from './support/world';

let world: PhoneTestWorld;
const open = async (options?: PhoneWorldOptions) => {
  world = await startPhoneWorld(options);
  return world;
};
afterEach(() => world.close());

const ours = actionCode('custom-phone-provider', 'test');

describe('a tenant without a phone provider', () => {
  test('gets the Action, deployed and bound, and the phone provider over it', async () => {
    await open();
    const id = await world.create(world.properties());
    expect(id).toBe(world.url);
    const { actions, bindings, providers, unified } = await world.standing();
    expect(actions).toStrictEqual([
      {
        id: expect.any(String),
        name: 'SMS gateway',
        code: ours,
        runtime: 'node22',
        dependencies: [],
        secrets: [
          'GATEWAY_TOKEN_KEY',
          'GATEWAY_URL',
          'AUDIENCE',
          'SUBJECT',
          'CODE_LIFETIME_SECONDS',
          // Which key, and which settings, without either.
          expect.stringMatching(/^KEY_MARK_[0-9A-F]{16}_[0-9A-F]{16}$/),
        ],
        running: ours,
      },
    ]);
    expect(bindings).toStrictEqual([{ id: expect.any(String), displayName: 'SMS gateway' }]);
    expect(providers).toMatchObject([
      { name: 'custom', disabled: false, configuration: { delivery_methods: ['text'] } },
    ]);
    expect(unified).toBe(true);
    expect(world.log().at(-1)).toMatchObject({ message: 'completed', action: 'created' });
  });

  test('is written to in this order, and read after each change', async () => {
    await open();
    await world.create(world.properties());
    const named = world.calls().map((call) => call.replace(/[0-9a-f-]{36}/, '{id}'));
    expect(named.filter((call, at) => call !== named[at - 1])).toStrictEqual([
      'POST /oauth/token',
      'GET /api/v2/actions/actions',
      'GET /api/v2/actions/triggers/custom-phone-provider/bindings',
      'GET /api/v2/branding/phone/providers',
      'GET /api/v2/tenants/settings',
      'GET /api/v2/connections',
      'POST /api/v2/actions/actions',
      'GET /api/v2/actions/actions/{id}',
      'POST /api/v2/actions/actions/{id}/deploy',
      'GET /api/v2/actions/actions/{id}',
      'PATCH /api/v2/actions/triggers/custom-phone-provider/bindings',
      'GET /api/v2/actions/triggers/custom-phone-provider/bindings',
      'POST /api/v2/branding/phone/providers',
      'GET /api/v2/branding/phone/providers',
      'PATCH /api/v2/tenants/settings',
      'GET /api/v2/tenants/settings',
    ]);
  });

  test('of after March 2025 keeps its setting: it sends everything by its phone provider already', async () => {
    await open({ createdBefore2025March: false });
    await world.create(world.properties());
    expect(world.writes()).not.toContain('PATCH /api/v2/tenants/settings');
  });

  test('makes calls, too, where a route does', async () => {
    await open();
    await world.create(world.properties({ deliveryMethods: ['text', 'voice'] }));
    const { providers } = await world.standing();
    expect(providers).toMatchObject([{ configuration: { delivery_methods: ['text', 'voice'] } }]);
  });

  test('is not changed when the backup cannot be written', async () => {
    await open();
    world.secrets.refusals.set('backup-test-phone', { on: 'write', code: 'AccessDeniedException' });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/could not be kept in the secret backup-test-phone \(Access/);
    expect(world.writes()).toStrictEqual([]);
  });
});

describe('a tenant with an Action of its own', () => {
  test('gives it over: same id and name, our code; what stood there is kept first', async () => {
    await open();
    const id = await seedForeignAction(world);
    let keptAtFirstWrite: unknown;
    world.sabotage(({ method, path }) => {
      if (method === 'PATCH' && path.includes('/actions/actions/'))
        keptAtFirstWrite ??= world.backup();
      return undefined;
    });
    await world.create(world.properties());
    const { actions, bindings, providers } = await world.standing();
    expect(actions).toMatchObject([{ id, name: 'Our own sender', code: ours, running: ours }]);
    expect(bindings).toStrictEqual([{ id, displayName: 'Their name' }]);
    expect(providers).toMatchObject([{ configuration: { delivery_methods: ['text'] } }]);
    expect(keptAtFirstWrite).toMatchObject({
      tenants: {
        [world.url]: {
          kept: {
            phoneAction: { createdByUs: false, before: { deployed: { code: FOREIGN_CODE } } },
          },
        },
      },
    });
    expect(world.log().at(-1)).toMatchObject({ action: 'adopted' });
  });

  test('with secrets is left alone until the environment says so, for they might not come back', async () => {
    await open();
    await seedForeignAction(world, { secrets: [{ name: 'VENDOR_KEY', value: 'canary' }] });
    const before = await world.standing();
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /"Our own sender" with the secret VENDOR_KEY, .*; it comes back by rolling back to version 1, which Auth0 drops after 50 newer ones: write it down and set auth0.phoneProvider.replaceExisting to true, or remove it, then deploy again\.$/,
    );
    expect(world.writes()).toStrictEqual([]);
    expect(await world.standing()).toStrictEqual(before);
  });

  test('with secrets is taken where the environment says so', async () => {
    await open();
    await seedForeignAction(world, { secrets: [{ name: 'VENDOR_KEY', value: 'canary' }] });
    await world.create(world.properties({ replaceExisting: true }));
    expect((await world.standing()).actions).toMatchObject([{ running: ours }]);
  });

  test('is refused when there are several, for Auth0 uses one', async () => {
    await open();
    await seedForeignAction(world);
    world.sabotage(({ method, path }) =>
      method === 'GET' && path === '/api/v2/actions/actions'
        ? {
            when: 'before',
            answer: {
              status: 200,
              body: JSON.stringify({
                actions: ['One', 'Two'].map((name) => ({ id: name, name, code: '' })),
              }),
            },
          }
        : undefined,
    );
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/has 2 Actions for custom-phone-provider \("One", "Two"\)/);
    expect(world.writes()).toStrictEqual([]);
  });
});

describe('a tenant whose phone provider is Twilio', () => {
  test('is left alone, because nobody could put its credentials back', async () => {
    await open();
    await seedTwilioProvider(world);
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/phone provider of the tenant is "twilio".*replaceExisting/);
    expect(world.writes()).toStrictEqual([]);
  });

  test('is switched over where the environment says so, and back with all that Auth0 showed', async () => {
    await open();
    await seedTwilioProvider(world);
    const before = await world.standing();
    const properties = world.properties({ replaceExisting: true });
    const id = await world.create(properties);
    expect((await world.standing()).providers).toMatchObject([{ name: 'custom' }]);
    await world.remove(id, properties);
    expect(await world.standing()).toStrictEqual(before);
    expect(world.log().at(-1)).toMatchObject({
      action: 'restored',
      note: expect.stringContaining('is "twilio" again, whose credentials Auth0 never showed'),
    });
  });
});

describe('an update', () => {
  test('that changes nothing writes nothing, in Auth0 and in the backup', async () => {
    await open();
    const properties = world.properties();
    const id = await world.create(properties);
    const saved = world.secrets.written.get('backup-test-phone')?.length;
    world.forget();
    await world.update(id, properties, properties);
    expect(world.writes()).toStrictEqual([]);
    expect(world.secrets.written.get('backup-test-phone')).toHaveLength(saved ?? 0);
    expect(world.log().at(-1)).toMatchObject({ action: 'unchanged' });
  });

  test('brings new code to run, and leaves the rest alone', async () => {
    await open();
    const properties = world.properties();
    const id = await world.create(properties);
    world.forget();
    world.setCode((trigger, environment) => actionCode(trigger, environment, 2));
    await world.update(id, properties, properties);
    const [action] = (await world.standing()).actions as { running: string; id: string }[];
    expect(action?.running).toBe(actionCode('custom-phone-provider', 'test', 2));
    expect(world.writes()).toStrictEqual([
      `PATCH /api/v2/actions/actions/${action?.id}`,
      `POST /api/v2/actions/actions/${action?.id}/deploy`,
    ]);
  });

  test('writes the secrets again when one changed, though Auth0 shows none', async () => {
    await open();
    const properties = world.properties();
    const id = await world.create(properties);
    world.forget();
    await world.update(id, world.properties({ codeLifetimeSeconds: 300 }), properties);
    const patch = world.requests().find(({ method }) => method === 'PATCH');
    expect(patch?.body).toContain('{"name":"CODE_LIFETIME_SECONDS","value":"300"}');
  });

  test('writes the secrets again when somebody else did', async () => {
    await open();
    const properties = world.properties();
    const id = await world.create(properties);
    const [action] = (await world.standing()).actions as { id: string; secrets: string[] }[];
    world.pass(60_000);
    await world.manage('PATCH', `/actions/actions/${action?.id}`, {
      secrets: action?.secrets.map((name) => ({ name, value: 'theirs' })),
    });
    world.forget();
    await world.update(id, properties, properties);
    expect(world.writes()).toHaveLength(2);
    const patch = world.requests().find(({ method }) => method === 'PATCH');
    expect(patch?.body).toContain(CANARIES.gatewayKey);
  });

  test('repairs what somebody removed', async () => {
    await open();
    const properties = world.properties();
    const id = await world.create(properties);
    const before = await world.standing();
    const [provider] = before.providers as { id: string }[];
    await world.manage('DELETE', `/branding/phone/providers/${provider?.id}`);
    await world.manage('PATCH', '/actions/triggers/custom-phone-provider/bindings', {
      bindings: [],
    });
    await world.update(id, properties, properties);
    const after = await world.standing();
    expect(after.bindings).toStrictEqual(before.bindings);
    expect(after.providers).toMatchObject([{ name: 'custom', disabled: false }]);
  });
});

describe('a build that fails', () => {
  test('is reported with what Auth0 says, and leaves the tenant as it was', async () => {
    await open({ build: { refuse: () => 'SyntaxError: Unexpected token\n    at line 1' } });
    const before = await world.standing();
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /^Auth0 could not build the Action "SMS gateway" \(\S+\), saying "SyntaxError: Unexpected token": look at it/,
    );
    expect(await world.standing()).toStrictEqual(before);
    expect(world.backup()).toStrictEqual({ version: 1, tenants: {} });
  });

  test('that never ends is given up in time', async () => {
    await open({ build: { buildMs: 3_600_000 } });
    const started = world.now();
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/was not built in time: look at https:\/\/status.auth0.com/);
    expect(world.now() - started).toBeLessThan(150_000);
  });
});

test('no secret reaches a log or an error', async () => {
  await open();
  await seedForeignAction(world);
  world.sabotage(({ method, path }) =>
    method === 'PATCH' && path.includes('/branding/')
      ? {
          when: 'before',
          answer: {
            status: 400,
            body: JSON.stringify({ statusCode: 400, message: `no ${CANARIES.gatewayKey}` }),
          },
        }
      : undefined,
  );
  const failure = await world.failureOf(world.create(world.properties()));
  expect(failure?.message).toMatch(/PATCH \/api\/v2\/branding\/phone\/providers\/\{id\} with 400/);
  expect(canariesIn([failure?.message, ...world.lines()].join('\n'))).toStrictEqual([]);
});
