import {
  credentialGuides,
  type ProviderType,
} from '../../../../../lambda/gateway/adapters/providers/registry';
import { createHttpClient } from '../../../../../lambda/shared/http';
import {
  hang,
  html,
  json,
  startHttpServer,
  type TestServer,
} from '../../../../support/http-server';
import { SECRETIVE_PROVIDERS } from '../../../../support/secretive-providers';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const call = { http: createHttpClient(), timeoutMs: 2_000 };
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const ACCOUNT = `AC${'0'.repeat(32)}`;
const KEY = `SK${'0'.repeat(32)}`;

const check = (
  type: ProviderType,
  { settings = {}, credentials = {}, timeoutMs = 2_000 }: Overrides = {},
) => {
  const ask = credentialGuides[type]?.checkCredentials;
  if (ask === undefined) throw new Error(`${type} has no check`);
  const setup = SECRETIVE_PROVIDERS[type];
  return ask(
    { ...setup.settings, baseUrl: server.url, ...settings },
    { ...setup.credentials, ...credentials },
    { ...call, timeoutMs },
  );
};

interface Overrides {
  readonly settings?: object;
  readonly credentials?: object;
  readonly timeoutMs?: number;
}

/** From each provider's documentation: one GET, and how it signs in. */
const CALLS: readonly (readonly [ProviderType, string, string, Overrides?])[] = [
  ['clickatell', '/v1/balance', 'clickatellApiKey8796a5b4=='],
  ['gatewayapi', '/rest/me', 'Token gatewayapiToken1d2c3b4a'],
  ['infobip', '/account/1/balance', 'App infobipApiKey7a6b5c4d'],
  ['messagebird', '/balance', 'AccessKey messagebirdAccessKey3e4f'],
  [
    'plivo',
    '/v1/Account/MAXXXXXXXXXXXXXXXXXX/',
    basic('MAXXXXXXXXXXXXXXXXXX', 'plivoAuthToken4b5a6978'),
  ],
  ['sinch', '/xms/v1/plan/groups?page_size=1', 'Bearer sinchApiToken2c3d4e5f'],
  ['telnyx', '/v2/balance', 'Bearer telnyxApiKey6f7e8d9c'],
  ['twilio', `/2010-04-01/Accounts/${ACCOUNT}.json`, basic(ACCOUNT, 'twilioAuthToken0f1e2d3c')],
  [
    'twilio',
    `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json?PageSize=1`,
    basic(KEY, 'secretOfTheKey'),
    { settings: { apiKeySid: KEY }, credentials: { apiKeySecret: 'secretOfTheKey' } },
  ],
  [
    'twilio-verify',
    `/v2/Services/VA${'0'.repeat(32)}`,
    basic(ACCOUNT, 'twilioVerifyAuthToken9c8b'),
  ],
  ['vonage', '/account/get-balance', basic('abcd1234', 'vonageApiSecret8d7c6b5a')],
];

describe.each(
  CALLS.map(([type, path, how, overrides = {}]) => [type, path, how, overrides] as const),
)('the credentials of %s', (type, path, authorization, overrides) => {
  test(`are tried by GET ${path}, which changes nothing`, async () => {
    server.answerWith(json(200, {}));
    expect(await check(type, overrides)).toEqual({ kind: 'accepted' });
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', path, body: '' });
    expect(request?.headers.authorization).toBe(authorization);
  });

  test('are refused by a 401', async () => {
    server.answerWith(json(401, { message: 'no' }));
    expect(await check(type, overrides)).toEqual({ kind: 'refused', status: 401 });
  });

  test.each([
    ['an error of the provider', html(503), 'it answered 503'],
    ['too many questions', json(429, {}), 'it answered 429'],
    ['silence', hang, 'no answer (timeout)'],
  ])('are neither good nor bad after %s', async (_, answer, why) => {
    server.answerWith(answer);
    expect(await check(type, { ...overrides, timeoutMs: 200 })).toEqual({ kind: 'unsure', why });
  });
});

describe('what an account says of itself', () => {
  test.each<[ProviderType, object, string | undefined]>([
    ['twilio', { status: 'active', type: 'Full' }, undefined],
    ['twilio', { status: 'active', type: 'Trial' }, 'it is a trial account'],
    ['twilio', { status: 'suspended', type: 'Full' }, 'the account is suspended'],
    ['plivo', { account_type: 'developer' }, 'it is a trial account'],
    ['plivo', { billing_mode: 'prepaid', cash_credits: '0.00' }, 'the account has no credit left'],
    ['plivo', { billing_mode: 'postpaid', cash_credits: '-9.10' }, undefined],
    ['messagebird', { payment: 'prepaid', amount: 0 }, 'the account has no credit left'],
    ['messagebird', { payment: 'postpaid', amount: 0 }, undefined],
    ['clickatell', { balance: 12.5, currency: 'EUR' }, undefined],
    ['clickatell', { balance: 0, currency: 'EUR' }, 'the account has no credit left'],
    ['telnyx', { data: { available_credit: '-1.00' } }, 'the account has no credit left'],
    ['telnyx', { data: { available_credit: '' } }, undefined],
  ])('%s: %j', async (type, body, note) => {
    server.answerWith(json(200, body));
    expect(await check(type)).toEqual(
      note === undefined ? { kind: 'accepted' } : { kind: 'accepted', note },
    );
  });
});

describe('a 403', () => {
  test.each<[ProviderType, Overrides, object]>([
    ['infobip', {}, { kind: 'unsure', why: 'it answered 403' }],
    ['telnyx', {}, { kind: 'unsure', why: 'it answered 403' }],
    [
      'twilio',
      { settings: { apiKeySid: KEY }, credentials: { apiKeySecret: 'secretOfTheKey' } },
      { kind: 'unsure', why: 'it answered 403' },
    ],
    ['twilio', {}, { kind: 'refused', status: 403 }],
    ['plivo', {}, { kind: 'refused', status: 403 }],
  ])(
    'of %s is a refusal only where it cannot mean a narrow key',
    async (type, overrides, verdict) => {
      server.answerWith(json(403, {}));
      expect(await check(type, overrides)).toEqual(verdict);
    },
  );
});

test('a secret that holds the other kind of Twilio credential is said to, and not tried', async () => {
  server.answerWith(json(200, {}));
  expect(await check('twilio', { settings: { apiKeySid: KEY } })).toEqual({
    kind: 'unsure',
    why: 'the secret lacks "apiKeySecret", which the settings ask for',
  });
  expect(server.requests).toHaveLength(0);
});

test('providers without a known harmless call, or without credentials, have no check', () => {
  const without = Object.entries(credentialGuides)
    .filter(([, { checkCredentials }]) => checkCredentials === undefined)
    .map(([type]) => type);
  expect(without).toEqual(['aws-end-user-messaging', 'http', 'messagemedia', 'sns']);
});
