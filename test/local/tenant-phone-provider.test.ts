import { bundlePhoneAction } from '../../lib/bundle';
import { localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import {
  CLIENT_CREDENTIALS_GRANT,
  MANAGEMENT_SCOPES,
  PASSWORDLESS_GRANT,
} from '../../local/tenant/model';
import type { TenantOptions } from '../../local/tenant/tenant';
import { textAt } from './management-client';
import { BASE, NUMBER, OPTIONS, signInTenant } from './sign-in';

const OUR_ACTION = bundlePhoneAction('test');
const SECRETS = {
  GATEWAY_URL: 'https://gateway.example/prod/sms',
  GATEWAY_TOKEN_KEY: 'the-secret-of-the-gateway-0123456789',
  AUDIENCE: 'urn:sms-gateway:test',
  SUBJECT: 'auth0:test',
};
const TWILIO = {
  name: 'twilio',
  disabled: false,
  configuration: { mssid: 'MG1', delivery_methods: ['text'] },
  credentials: { auth_token: 'auth123' },
};
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A tenant that sends by an Action, and repeats that wait for nobody. */
const setUp = (code = OUR_ACTION, options: Partial<TenantOptions> = {}) => {
  const waits: number[] = [];
  const world = operated({
    retryAfterMs: [5, 4, 3, 2, 1],
    later: (ms, run) => {
      waits.push(ms);
      const timer = setTimeout(run, 0);
      return () => clearTimeout(timer);
    },
    ...options,
  });
  const { tenant } = world;
  tenant.setIntegration('phone-provider', { code, secrets: SECRETS });
  const types = () => tenant.logs().map(({ type }) => type);
  return { ...world, waits, types };
};
/** By way of the Management API, as registration goes. */
const asOperator = async (
  tenant: ReturnType<typeof signInTenant>['tenant'],
  method: string,
  path: string,
  body?: unknown,
) => {
  const { body: token } = await ask(tenant, 'POST', '/oauth/token', {
    grant_type: CLIENT_CREDENTIALS_GRANT,
    client_id: 'm2m',
    client_secret: 'm2m-secret',
    audience: `${BASE}/api/v2/`,
  });
  return ask(tenant, method, `/api/v2${path}`, body, {
    authorization: `Bearer ${textAt(token, 'access_token')}`,
  });
};
const ask = async (
  tenant: ReturnType<typeof signInTenant>['tenant'],
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const answer = (await tenant.handle(
    localRequest(method, path, { body, headers }),
  )) as LocalResponse;
  return { status: answer.status, body: parseJson(answer.body ?? '') };
};

/** A tenant that somebody may manage. */
const operated = (options: Partial<TenantOptions>) => {
  const world = signInTenant({
    ...options,
    applications: [
      { clientId: 'app', name: 'The App', grants: [PASSWORDLESS_GRANT] },
      {
        clientId: 'm2m',
        clientSecret: 'm2m-secret',
        name: 'Registration',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: MANAGEMENT_SCOPES,
      },
    ],
  });
  stops.push(world.tenant.stopActions);
  return world;
};

const handler = (body: string) =>
  `exports.onExecuteCustomPhoneProvider = async (event, api) => { ${body} };`;

describe('a sign-in through the phone provider', () => {
  test('is answered at once, and the Action calls the gateway', async () => {
    const { start, tenant, sent, message, exchange, types } = setUp();
    expect(await start()).toMatchObject({ status: 200, body: { phone_number: NUMBER } });
    await tenant.actionsIdle();
    expect(sent).toMatchObject([{ method: 'POST', url: SECRETS.GATEWAY_URL }]);
    expect(message()).toEqual({
      recipient: NUMBER,
      body: expect.stringMatching(/^\d{6} is your verification code for laptop$/),
      code: expect.stringMatching(/^\d{6}$/),
      messageType: 'otp_verify',
      deliveryMethod: 'text',
      clientId: 'app',
      req: { ip: '127.0.0.1' },
    });
    const code = /\d+/.exec(String(message()['body']))?.[0] ?? '';
    expect(await exchange(code)).toMatchObject({ status: 200 });
    expect(types()).toEqual(['s', 'ss', 'cs']);
    expect(JSON.stringify(tenant.logs())).not.toContain(code);
  });

  test('gives the Action the documented event, and no more', async () => {
    const { start, tenant } = setUp(
      handler(`const { notification, user, connection, ...rest } = event;
        const { code, as_text, as_voice, ...known } = notification;
        api.notification.drop(JSON.stringify({
          known, rest, connection: { ...connection, id: typeof connection.id }, user: { ...user, user_id: user.user_id.slice(0, 4) },
          codeInText: as_text.includes(code) && as_voice.includes(code),
        }));`),
    );
    await start(
      {},
      {
        headers: {
          'user-agent': 'Test',
          'accept-language': 'en-US,en;q=0.5',
          host: 'acme.example',
        },
      },
    );
    await tenant.actionsIdle();
    const { details } = tenant.logs()[0] as unknown as { details: { error: string } };
    expect(JSON.parse(details.error)).toEqual({
      known: {
        message_type: 'otp_verify',
        recipient: NUMBER,
        delivery_method: 'text',
        locale: 'en_US',
      },
      rest: {
        request: {
          geoip: {},
          ip: '127.0.0.1',
          method: 'POST',
          user_agent: 'Test',
          language: 'en-US,en;q=0.5',
          hostname: 'acme.example',
        },
        tenant: { id: 'laptop', friendly_name: 'laptop' },
        client: { client_id: 'app', name: 'The App', metadata: {} },
        secrets: SECRETS,
      },
      connection: { id: 'string', name: 'sms', strategy: 'sms', metadata: {} },
      user: {
        user_id: 'sms|',
        phone_number: NUMBER,
        phone_verified: false,
        app_metadata: {},
        user_metadata: {},
      },
      codeInText: true,
    });
  });

  test('a gateway that refuses for good: dropped, told to the log, unseen by the app', async () => {
    const { start, tenant, gateway, sent, waits } = setUp();
    gateway.answer = 400;
    expect(await start()).toMatchObject({ status: 200 });
    await tenant.actionsIdle();
    expect(sent).toHaveLength(1);
    expect(waits).toEqual([]);
    expect(tenant.logs()).toMatchObject([
      {
        type: 'fn',
        description: 'SMS gateway, to …23: answered 400',
        details: { notification_type: 'otp_verify', to: NUMBER },
      },
      { type: 'cs', details: { body: { phone_number: NUMBER, connection: 'sms' } } },
    ]);
  });

  test('a gateway that is busy: run again five times, then given up', async () => {
    const { start, tenant, gateway, sent, waits } = setUp();
    gateway.answer = 503;
    await start();
    await tenant.actionsIdle();
    expect(sent).toHaveLength(6);
    expect(waits).toEqual([5, 4, 3, 2, 1]);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(tenant.logs()[0]).toMatchObject({ description: 'Given up after 5 repeats' });
  });

  test('a repeat that succeeds ends it', async () => {
    const { start, tenant, gateway, sent } = setUp(OUR_ACTION, {
      later: (_ms, run) => {
        gateway.answer = 200;
        setTimeout(run, 0);
        return () => undefined;
      },
    });
    gateway.answer = 503;
    await start();
    await tenant.actionsIdle();
    expect(sent).toHaveLength(2);
  });

  test('repeats are called off when the tenant stops', async () => {
    const { start, tenant, gateway, sent } = setUp(OUR_ACTION, {
      later: (_ms, run) => {
        const timer = setTimeout(run, 60_000);
        return () => clearTimeout(timer);
      },
    });
    gateway.answer = 503;
    await start();
    while (sent.length === 0 || tenant.logs().length < 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await tenant.stopActions();
    await tenant.actionsIdle();
    expect(sent).toHaveLength(1);
  });

  test.each([
    [
      'throws',
      handler('throw new Error("broken " + event.notification.code);'),
      'action_error',
      'broken ******',
    ],
    ['overstays', handler('for (;;);'), 'action_timeout', 'The action ran longer than 0.3 s'],
  ])('an Action that %s is logged without the code', async (_, code, errorClass, message) => {
    const { start, tenant, types } = setUp(
      code,
      errorClass === 'action_timeout' ? { actionTimeoutMs: 300 } : {},
    );
    expect(await start()).toMatchObject({ status: 200 });
    await tenant.actionsIdle();
    expect(types()).toEqual(['actions_execution_failed', 'cs']);
    expect(tenant.logs()[0]).toMatchObject({
      details: {
        trigger_id: 'custom-phone-provider',
        error_class: errorClass,
        action_error: message,
      },
    });
  });

  test('a template of the tenant’s decides the text, the sender and what is spoken', async () => {
    const { start, tenant } = setUp(
      handler(
        'const { code, as_text, as_voice, from } = event.notification; api.notification.drop([as_text.replace(code, "#"), as_voice.replace(code, "#"), from].join("|"));',
      ),
    );
    const template = {
      type: 'otp_verify',
      disabled: false,
      content: {
        from: 'Acme',
        body: { text: '{{code}} at {{ client.name }}', voice: 'Say {{ code }}' },
      },
    };
    await asOperator(tenant, 'POST', '/branding/phone/templates', template);
    await start();
    await tenant.actionsIdle();
    expect(tenant.logs()[0]).toMatchObject({ description: '# at The App|Say #|Acme' });
  });
});

describe('which way a connection sends', () => {
  const ON = { phone_consolidated_experience: true };
  const GATEWAY = { provider: 'sms_gateway', gateway_url: OPTIONS.gateway_url };

  // created before March 2025 | settings | options | integration | source
  test.each<[boolean, object, Record<string, unknown>, string, string]>([
    [true, {}, GATEWAY, 'sms-gateway', 'docs/sources.md §1.5'],
    [true, ON, GATEWAY, 'sms-gateway', 'W: terraform-provider-auth0#1549'],
    [true, ON, { ...GATEWAY, use_phone_provider: true }, 'phone-provider', 'W: #1549'],
    [true, ON, { ...GATEWAY, use_phone_provider: 'unified' }, 'phone-provider', 'W: #1549'],
    [true, ON, { ...GATEWAY, use_phone_provider: false }, 'sms-gateway', 'W: #1549'],
    [true, {}, { ...GATEWAY, use_phone_provider: true }, 'sms-gateway', 'unverified'],
    [
      true,
      ON,
      { totp: { length: 6 } },
      'phone-provider',
      'docs/sources.md §2.5: no toggle = on it',
    ],
    [false, {}, GATEWAY, 'phone-provider', 'docs/sources.md §1.5 (inference)'],
    [false, {}, {}, 'phone-provider', 'docs/sources.md §2.5: nothing to set'],
  ])('old: %s, settings %j, options %j: %s', async (old, settings, options, expected) => {
    const { tenant } = operated({ createdBefore2025March: old });
    const { body } = await asOperator(tenant, 'GET', '/connections?name=sms');
    await asOperator(tenant, 'PATCH', `/connections/${textAt(body, 0, 'id')}`, { options });
    await asOperator(tenant, 'PATCH', '/tenants/settings', settings);
    expect(tenant.integration()).toBe(expected);
    expect(tenant.integration('none')).toBeUndefined();
  });

  test('there and back by the switch, each way delivering', async () => {
    const { tenant, start, sent, message } = setUp();
    await start();
    await tenant.actionsIdle();
    expect(message()).toHaveProperty('messageType');
    tenant.setIntegration('sms-gateway');
    expect(tenant.integration()).toBe('sms-gateway');
    expect(tenant.connections()[0]?.options).toEqual(OPTIONS);
    await start();
    expect(message()).toHaveProperty('sender');
    tenant.setIntegration('phone-provider');
    await start();
    await tenant.actionsIdle();
    expect(sent).toHaveLength(3);
  });

  test('a tenant of after March 2025 has no way back', () => {
    const { tenant } = setUp(OUR_ACTION, { createdBefore2025March: false });
    expect(() => tenant.setIntegration('sms-gateway')).toThrow('has no custom SMS gateway');
  });

  test('everything by the Management API, in the order that registration has to keep', async () => {
    const { tenant, clock, start, sent } = operated({ createdBefore2025March: false });
    const action = await asOperator(tenant, 'POST', '/actions/actions', {
      name: 'SMS gateway',
      supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
      code: OUR_ACTION,
      secrets: Object.entries(SECRETS).map(([name, value]) => ({ name, value })),
    });
    const id = textAt(action.body, 'id');
    clock.ms += 1000;
    await asOperator(tenant, 'POST', `/actions/actions/${id}/deploy`);
    clock.ms += 1000;
    const provider = {
      name: 'custom',
      configuration: { delivery_methods: ['text'] },
      credentials: {},
    };
    expect((await asOperator(tenant, 'POST', '/branding/phone/providers', provider)).status).toBe(
      201,
    );
    expect(await start()).toMatchObject({ status: 200 });
    await tenant.actionsIdle();
    expect(sent).toHaveLength(1);
  });

  // prettier-ignore
  test.each<[string, object | undefined, string]>([
    ['no provider', undefined, 'has no phone provider that is enabled'],
    ['one that is disabled', { ...TWILIO, disabled: true }, 'has no phone provider that is enabled'],
    ['one without text', { ...TWILIO, configuration: { mssid: 'MG1', delivery_methods: ['voice'] } }, 'does not deliver by text'],
    ['Twilio', TWILIO, 'through the phone provider "custom" only'],
  ])('with %s the app learns that nothing can be sent', async (_, provider, description) => {
    const { tenant, start } = operated({ createdBefore2025March: false });
    if (provider) await asOperator(tenant, 'POST', '/branding/phone/providers', provider);
    expect(await start()).toMatchObject({
      status: 400,
      body: { error: 'sms_provider_error', error_description: expect.stringContaining(description) },
    });
    expect(tenant.logs()[0]).toMatchObject({ type: 'fn' });
  });

  test('an Action that was deleted since is told to the log', async () => {
    const { tenant, start, clock } = operated({ createdBefore2025March: false });
    tenant.setIntegration('phone-provider', { code: OUR_ACTION, secrets: SECRETS });
    clock.ms += 1000;
    const { body } = await asOperator(tenant, 'GET', '/actions/actions');
    await asOperator(
      tenant,
      'DELETE',
      `/actions/actions/${textAt(body, 'actions', 0, 'id')}?force=true`,
    );
    expect(await start()).toMatchObject({ status: 200 });
    await tenant.actionsIdle();
    expect(tenant.logs()[0]).toMatchObject({
      type: 'fn',
      description: 'There is no deployed action',
    });
  });
});
