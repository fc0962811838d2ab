import { isRecord, localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import { REGISTRATION_SCOPES, type ConnectionSeed } from '../../local/tenant/model';
import { createTenant, type TenantOptions } from '../../local/tenant/tenant';

const BASE = 'http://127.0.0.1:9999';
const SMS_OPTIONS = {
  provider: 'sms_gateway',
  gateway_url: 'https://gateway.example/prod/sms',
  gateway_authentication: {
    method: 'bearer',
    subject: 'urn:Auth0',
    audience: 'urn:MySmsGateway',
    secret: 'a-secret-in-clear',
    secret_base64_encoded: false,
  },
  totp: { length: 6, time_step: 300 },
};
const SEED: ConnectionSeed = { id: 'con_0000000000000001', name: 'sms', options: SMS_OPTIONS };
const APPLICATION = {
  clientId: 'm2m',
  clientSecret: 'm2m-secret',
  name: 'Registration',
  grants: ['client_credentials'],
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const setUp = (
  options: Partial<TenantOptions> = {},
  scopes: readonly string[] = REGISTRATION_SCOPES,
) => {
  const tenant = createTenant({
    baseUrl: BASE,
    connections: [SEED],
    ...options,
    applications: [{ ...APPLICATION, managementScopes: scopes }],
  });
  const ask = async (
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = (await tenant.handle(
      localRequest(method, target, { body, headers }),
    )) as LocalResponse;
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: parseJson(answer.body ?? '') as Answer['body'],
    };
  };
  const token = async () =>
    (
      await ask('POST', '/oauth/token', {
        grant_type: 'client_credentials',
        client_id: 'm2m',
        client_secret: 'm2m-secret',
        audience: `${BASE}/api/v2/`,
      })
    ).body?.['access_token'] as string;
  const call = async (method: string, path: string, body?: unknown) =>
    ask(method, `/api/v2${path}`, body, { authorization: `Bearer ${await token()}` });
  return { tenant, ask, call };
};

const without = (...scopes: string[]) =>
  REGISTRATION_SCOPES.filter((scope) => !scopes.includes(scope));

describe('the Management API answers as recorded', () => {
  const envelope = (statusCode: number, error: string, message: unknown, errorCode: string) => ({
    statusCode,
    error,
    message,
    errorCode,
  });
  const invalidBody = (message: unknown) => envelope(400, 'Bad Request', message, 'invalid_body');
  const unknownConnection = envelope(
    404,
    'Not Found',
    'The connection does not exist',
    'inexistent_connection',
  );
  const tooFewScopes = (scope: string) =>
    envelope(
      403,
      'Forbidden',
      `Insufficient scope, expected any of: ${scope}`,
      'insufficient_scope',
    );
  const view = {
    id: SEED.id,
    name: 'sms',
    strategy: 'sms',
    options: SMS_OPTIONS,
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    realms: ['sms'],
  };

  // method and path | body | scopes | status | body | source (tags of docs/sources.md)
  // prettier-ignore
  test.each<[string, unknown, readonly string[], number, unknown, string]>([
    // --- reading
    ['GET /connections/con_0000000000000001', undefined, REGISTRATION_SCOPES, 200, view, 'T:rec/TestAccConnectionCustomSMS: the secret in clear'],
    ['GET /connections/con_0000000000000001', undefined, without('read:connections_options'), 200, { ...view, options: undefined }, 'D: migrate-connection-options-scope.mdx'],
    ['GET /connections/con_0000000000000001', undefined, without('read:connections'), 403, tooFewScopes('read:connections'), 'REC, docs/sources.md §4.4'],
    ['GET /connections/con_none', undefined, REGISTRATION_SCOPES, 404, unknownConnection, 'docs/sources.md §4.4'],
    ['GET /connections?name=sms&strategy=sms', undefined, REGISTRATION_SCOPES, 200, [view], 'docs/sources.md §4.5'],
    ['GET /connections?name=sms&strategy=email', undefined, REGISTRATION_SCOPES, 200, [], 'docs/sources.md §4.5'],
    ['GET /connections?name=other', undefined, REGISTRATION_SCOPES, 200, [], 'docs/sources.md §4.5'],
    ['GET /connections?include_totals=true', undefined, REGISTRATION_SCOPES, 200, { start: 0, limit: 50, total: 1, connections: [view] }, 'docs/sources.md §4.5'],
    ['GET /connections?take=10', undefined, REGISTRATION_SCOPES, 200, { connections: [view] }, 'docs/sources.md §4.5'],
    ['GET /connections?fields=strategy,name', undefined, REGISTRATION_SCOPES, 200, [{ ...view, options: undefined, realms: undefined }], 'REC, docs/sources.md §4.5'],
    ['GET /connections?fields=options&include_fields=false', undefined, REGISTRATION_SCOPES, 200, [{ ...view, options: undefined }], 'docs/sources.md §4.5'],
    ['GET /connections?per_page=101', undefined, REGISTRATION_SCOPES, 400, expect.objectContaining({ errorCode: 'invalid_query_string' }), 'docs/sources.md §4.5: per_page <= 100'],
    // --- creating
    ['POST /connections', { name: 'other', strategy: 'sms', options: SMS_OPTIONS }, REGISTRATION_SCOPES, 201, { ...view, id: expect.stringMatching(/^con_[A-Za-z0-9]{16}$/), name: 'other', realms: ['other'] }, 'T:rec/TestAccConnectionCustomSMS: no display_name'],
    ['POST /connections', { name: 'sms', strategy: 'sms' }, REGISTRATION_SCOPES, 409, expect.objectContaining({ statusCode: 409, error: 'Conflict', message: 'A connection with the same name already exists' }), 'docs/sources.md §4.4'],
    ['POST /connections', { name: 'other', strategy: 'sms', enabled_clients: [] }, REGISTRATION_SCOPES, 400, invalidBody("Payload validation error: 'Additional properties not allowed: enabled_clients'."), 'W: deploy-cli#1290'],
    ['POST /connections', { strategy: 'sms' }, REGISTRATION_SCOPES, 400, invalidBody("Payload validation error: 'Missing required property: name'."), 'docs/sources.md §4.4'],
    ['POST /connections', { name: 'sms_eu', strategy: 'sms' }, REGISTRATION_SCOPES, 400, invalidBody(expect.stringMatching(/String does not match pattern .* on property name/)), 'docs/sources.md §4.5: no underscore'],
    ['POST /connections', { name: 'a--b', strategy: 'sms' }, REGISTRATION_SCOPES, 400, invalidBody(expect.stringContaining('on property name')), 'docs/sources.md §4.5: no double dash'],
    ['POST /connections', { name: 'other', strategy: 'sms' }, without('create:connections'), 403, tooFewScopes('create:connections'), 'docs/sources.md §4.2'],
    ['POST /connections', 'no json', REGISTRATION_SCOPES, 400, invalidBody(expect.anything()), 'docs/sources.md §4.4'],
    // --- the limits of the options (docs/sources.md §1.1)
    ...(
      [
        [{ gateway_url: 'http://gateway.example/sms' }, 'gateway_url'],
        [{ gateway_url: 'http://127.0.0.1:8787/sms' }, 'gateway_url'],
        [{ gateway_url: `https://${'x'.repeat(250)}` }, 'gateway_url'],
        [{ totp: { length: 3 } }, 'totp.length'],
        [{ totp: { length: 41 } }, 'totp.length'],
        [{ totp: { time_step: 59 } }, 'totp.time_step'],
        [{ totp: { steps: 1 } }, 'totp'],
        [{ provider: 'plivo' }, 'provider'],
        [{ syntax: 'markdown' }, 'syntax'],
        [{ forward_req_info: 'true' }, 'forward_req_info'],
        [{ template: 'x'.repeat(5121) }, 'template'],
        [{ from: 'x'.repeat(129) }, 'from'],
        [{ gateway_authentication: { method: 'bearer', secret: 's' } }, 'gateway_authentication'],
        [{ gateway_authentication: { ...SMS_OPTIONS.gateway_authentication, subject: 'x'.repeat(65) } }, 'gateway_authentication.subject'],
        [{ gateway_authentication: { ...SMS_OPTIONS.gateway_authentication, audience: 'x'.repeat(129) } }, 'gateway_authentication.audience'],
      ] as const
    ).map(
      ([options, property]) =>
        ['POST /connections', { name: 'other', strategy: 'sms', options }, REGISTRATION_SCOPES, 400, invalidBody(expect.stringMatching(new RegExp(`^Payload validation error: '.*' on property options\\.${property}\\.$`))), 'M: ConnectionOptionsSMS'] as [string, unknown, readonly string[], number, unknown, string],
    ),
    // --- changing
    ['PATCH /connections/con_0000000000000001', { options: { provider: 'sms_gateway' } }, REGISTRATION_SCOPES, 200, { ...view, options: { provider: 'sms_gateway' }, display_name: 'sms' }, 'T:rec/TestAccConnectionEmail [4]: options replaced whole; M: display_name'],
    ['PATCH /connections/con_0000000000000001', { display_name: 'Text message' }, REGISTRATION_SCOPES, 200, { ...view, display_name: 'Text message' }, 'M: UpdateConnectionRequestContent'],
    ['PATCH /connections/con_0000000000000001', { options: SMS_OPTIONS }, without('read:connections_options'), 200, { ...view, options: undefined, display_name: 'sms' }, 'docs/sources.md §4.2'],
    ['PATCH /connections/con_0000000000000001', { options: SMS_OPTIONS }, without('update:connections_options'), 403, tooFewScopes('update:connections_options'), 'D: migrate-connection-options-scope.mdx; text unverified'],
    ['PATCH /connections/con_0000000000000001', { display_name: 'x' }, without('update:connections_options'), 200, { ...view, display_name: 'x' }, 'docs/sources.md §4.2'],
    ['PATCH /connections/con_0000000000000001', { name: 'new' }, REGISTRATION_SCOPES, 400, invalidBody("Payload validation error: 'Additional properties not allowed: name'."), 'M: name is not in the PATCH schema'],
    ['PATCH /connections/con_0000000000000001', { enabled_clients: ['a'] }, REGISTRATION_SCOPES, 400, invalidBody("Payload validation error: 'Additional properties not allowed: enabled_clients'."), 'W: deploy-cli#1290'],
    ['PATCH /connections/con_none', { display_name: 'x' }, REGISTRATION_SCOPES, 404, unknownConnection, 'docs/sources.md §4.4'],
    // --- deleting
    ['DELETE /connections/con_0000000000000001', undefined, REGISTRATION_SCOPES, 202, { deleted_at: expect.stringMatching(/^\d{4}-.*Z$/) }, 'T:rec/TestAccConnectionCustomSMS'],
    ['DELETE /connections/con_none', undefined, REGISTRATION_SCOPES, 204, undefined, 'M: DELETE connections/{id}'],
    ['DELETE /connections/con_0000000000000001', undefined, without('delete:connections'), 403, tooFewScopes('delete:connections'), 'docs/sources.md §4.2'],
    // --- clients
    ['GET /connections/con_0000000000000001/clients', undefined, REGISTRATION_SCOPES, 200, { clients: [] }, 'docs/sources.md §4.5'],
    ['GET /connections/con_0000000000000001/clients?take=1001', undefined, REGISTRATION_SCOPES, 400, expect.objectContaining({ errorCode: 'invalid_query_string' }), 'docs/sources.md §4.5: take 1..1000'],
    ['PATCH /connections/con_0000000000000001/clients', [{ client_id: 'a', status: true }], REGISTRATION_SCOPES, 204, undefined, 'REC, docs/sources.md §4.5'],
    ['PATCH /connections/con_0000000000000001/clients', [], REGISTRATION_SCOPES, 400, invalidBody(expect.stringContaining('Array is too short')), 'docs/sources.md §4.5: min 1'],
    ['PATCH /connections/con_0000000000000001/clients', Array.from({ length: 51 }, (_, at) => ({ client_id: `c${at}`, status: true })), REGISTRATION_SCOPES, 400, invalidBody(expect.stringContaining('Array is too long')), 'docs/sources.md §4.5: max 50'],
    ['PATCH /connections/con_0000000000000001/clients', [{ client_id: 'a' }], REGISTRATION_SCOPES, 400, invalidBody(expect.stringContaining('Missing required property: status')), 'docs/sources.md §4.5'],
    ['PATCH /connections/con_none/clients', [{ client_id: 'a', status: true }], REGISTRATION_SCOPES, 404, unknownConnection, 'docs/sources.md §4.4'],
    // --- elsewhere
    ['GET /nothing', undefined, REGISTRATION_SCOPES, 404, { statusCode: 404, error: 'Not Found', message: 'Not Found' }, 'docs/sources.md §4.4 (text unverified)'],
  ])('%s with %j and %j: %i (%#)', async (target, body, scopes, status, expected, _source) => {
    const [method = '', path = ''] = target.split(' ');

    const answer = await setUp({}, scopes).call(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(expected);
    // `toEqual` lets an undefined key pass for an absent one; JSON has no undefined.
    if (isRecord(answer.body)) expect(Object.values(answer.body)).not.toContain(undefined);
  });
});

describe('connections', () => {
  test('an option that a PATCH leaves out is gone', async () => {
    const { call, tenant } = setUp();
    await call('PATCH', `/connections/${SEED.id}`, { options: { template: 'x' } });
    expect(tenant.connections()[0]?.options).toEqual({ template: 'x' });
  });

  test('a loopback gateway is taken only where the tenant was told so', async () => {
    const { call } = setUp({ allowLoopbackGateway: true });
    const body = { options: { gateway_url: 'http://127.0.0.1:8787/gateway/sms' } };
    expect((await call('PATCH', `/connections/${SEED.id}`, body)).status).toBe(200);
  });

  test('clients are added and taken away one by one, and listed in pages', async () => {
    const { call } = setUp();
    const path = `/connections/${SEED.id}/clients`;
    const all = ['a', 'b', 'c'].map((client_id) => ({ client_id, status: true }));
    await call('PATCH', path, all);
    await call('PATCH', path, [{ client_id: 'a', status: false }]);

    const first = await call('GET', `${path}?take=1`);
    expect(first.body).toEqual({ clients: [{ client_id: 'b' }], next: expect.any(String) });
    const second = await call('GET', `${path}?take=1&from=${String(first.body?.['next'])}`);
    expect(second.body).toEqual({ clients: [{ client_id: 'c' }] });
  });
});

describe('the token for the Management API', () => {
  const good = {
    grant_type: 'client_credentials',
    client_id: 'm2m',
    client_secret: 'm2m-secret',
    audience: `${BASE}/api/v2/`,
  };

  test('comes with type, lifetime and scopes, from JSON and from a form', async () => {
    const { ask } = setUp();
    const expected = {
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 86_400,
      scope: REGISTRATION_SCOPES.join(' '),
    };
    expect(await ask('POST', '/oauth/token', good)).toMatchObject({ status: 200, body: expected });
    expect(
      await ask('POST', '/oauth/token', new URLSearchParams(good).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
      }),
    ).toMatchObject({ status: 200, body: expected });
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'access_denied'],
    ['an unknown client', { client_id: 'nobody' }, 401, 'access_denied'],
    ['an audience without its slash', { audience: `${BASE}/api/v2` }, 403, 'access_denied'],
    ['no audience', { audience: undefined }, 403, 'access_denied'],
    [
      'a grant that is not allowed',
      { grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp' },
      403,
      'unauthorized_client',
    ],
    ['a grant that does not exist', { grant_type: 'password' }, 403, 'unsupported_grant_type'],
  ])('is refused for %s', async (_, change, status, error) => {
    const answer = await setUp().ask('POST', '/oauth/token', { ...good, ...change });
    expect(answer).toMatchObject({
      status,
      body: { error, error_description: expect.any(String) },
    });
  });

  test('is asked for, read and found expired', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const { ask } = setUp({ now: () => now });
    expect(await ask('GET', '/api/v2/connections')).toMatchObject({ status: 401 });
    expect(
      await ask('GET', '/api/v2/connections', undefined, { authorization: 'Bearer nonsense' }),
    ).toMatchObject({ status: 401, body: { error: 'Unauthorized', message: 'Invalid token.' } });

    const authorization = `Bearer ${String((await ask('POST', '/oauth/token', good)).body?.['access_token'])}`;
    const list = () => ask('GET', '/api/v2/connections', undefined, { authorization });
    expect(await list()).toMatchObject({ status: 200 });
    now += 86_401_000;
    expect(await list()).toMatchObject({ status: 401 });
  });
});

describe('the rate limit of the Management API', () => {
  test('is off unless asked for', async () => {
    expect((await setUp().call('GET', '/connections')).headers).not.toHaveProperty(
      'x-ratelimit-limit',
    );
  });

  test('answers 429 with its headers and lets go again', async () => {
    let now = 1_800_000_000_000;
    const { call } = setUp({ now: () => now, managementLimit: { burst: 2, perSecond: 2 } });
    expect((await call('GET', '/connections')).headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
    });
    await call('GET', '/connections');
    expect(await call('GET', '/connections')).toMatchObject({
      status: 429,
      body: { statusCode: 429, errorCode: 'too_many_requests' },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000001' },
    });
    now += 1000;
    expect((await call('GET', '/connections')).status).toBe(200);
  });
});

test('a fault of the test’s own is answered before anything else', async () => {
  const { call } = setUp({
    intercept: ({ method }) => (method === 'PATCH' ? { status: 503, body: '{}' } : undefined),
  });
  expect((await call('PATCH', `/connections/${SEED.id}`, {})).status).toBe(503);
});
