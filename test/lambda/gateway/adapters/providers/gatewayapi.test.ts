import { provider } from '../../../../../lambda/gateway/adapters/providers/gatewayapi';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import type { HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const send = (options = {}) =>
  attempt(provider, server.url, { settings: {}, credentials: { token: 'api-token' }, ...options });

const taken = { ids: [421332671], usage: { countries: { US: 1 }, currency: 'EUR' } };
const refusal = (code: unknown, text?: unknown) => ({
  code,
  incident_uuid: 'd8127429-fa0c-4316-b1f2-e610c3958f43',
  message: text,
  variables: ['12025550123'],
});
const sentBody = () => JSON.parse(server.requests[0]?.body ?? '') as Record<string, unknown>;

test('a message goes out as GatewayAPI documents it', async () => {
  server.answerWith(json(200, taken));
  expect(await send()).toEqual({ class: 'accepted', messageId: '421332671' });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/rest/mtsms' });
  expect(request?.headers).toMatchObject({
    authorization: 'Token api-token',
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(sentBody()).toEqual({
    message: 'Your Acme code is 739154',
    recipients: [{ msisdn: 12025550123 }],
    validity_period: 180,
  });
});

test('the settings name the sender, the class and how long a message is worth sending', async () => {
  server.answerWith(json(200, taken));
  await send({
    settings: { sender: '+12025550199', messageClass: 'secret', validityPeriodSeconds: 60 },
    message: message('+447700900123'),
  });
  expect(sentBody()).toEqual({
    sender: '12025550199',
    class: 'secret',
    message: 'Your Acme code is 739154',
    recipients: [{ msisdn: 447700900123 }],
    validity_period: 60,
  });
});

test.each([
  ['Your code: 739154 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ', undefined],
  ['!"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\r\n', undefined],
  ['739154 ^{}\\[~]|€', undefined],
  ['Código: 739154', 'UCS2'],
  ['739154 ✓', 'UCS2'],
  ['739154 `', 'UCS2'],
  ['Ваш код 739154', 'UCS2'],
])('the text %j is sent in the encoding %s', async (text, encoding) => {
  server.answerWith(json(200, taken));
  await send({ message: message(undefined, text) });
  expect(sentBody()).toMatchObject({ message: text });
  expect(sentBody()['encoding']).toBe(encoding);
});

test.each([
  [{}, 'https://gatewayapi.com/rest/mtsms'],
  [{ host: 'gatewayapi.eu' as const }, 'https://gatewayapi.eu/rest/mtsms'],
])('with %j the address is %s', async (settings, address) => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  const connected = provider.connect(settings, { http, region: 'eu-west-1' });
  await connected(message(), { timeoutMs: 1, attemptNumber: 1 }, { token: 'api-token' });
  expect(asked).toEqual([address]);
});

// https://gatewayapi.com/docs/error-codes (API errors, with their statuses), which docs/sources.md
// §15.2 had not found. Those of e-mail, MMS, phone book, number look-up and push are not for SMS.
const rows = rowsOf(
  [
    [['0x0210', '0x0211', '0x0212'], 'CONFIG', 401],
    [['0x0213'], 'CONFIG'],
    [['0x0214'], 'NEXT'],
    [['0x0215'], 'STOP unsubscribed'],
    [['0x0216'], 'CONFIG'],
    [['0x0217'], 'CONFIG'],
    [['0x0218'], 'CONFIG', 422],
    [['0x021D'], 'CONFIG'],
    [['0x021E'], 'CONFIG'],
    [['0x021F'], 'NEXT'],
    [['0x0220'], 'BUG', 422],
    [['0x0221'], 'CONFIG', 401],
    [['0x0222'], 'BUG', 422],
    [['0x0223', '0x0224', '0x0225', '0x0226', '0x0229'], 'CONFIG', 401],
    [['0x0310', '0x0311'], 'BUG', 422],
  ],
  403,
);

test.each(rows)(
  'error $code with status $status means $words',
  async ({ code, status, outcome }) => {
    server.answerWith(json(status, refusal(code, 'MSISDN 12025550123 and its sender')));
    expect(await send()).toEqual(outcome);
  },
);

// docs/sources.md, providers §15.2, by the status.
test.each([
  [401, undefined, 'Invalid token', { class: 'configuration', code: 'http_401' }],
  [403, undefined, 'Unauthorized IP-address', { class: 'configuration', code: 'http_403' }],
  [
    422,
    '0x0308',
    'Invalid MSISDN: 12025550123',
    { class: 'recipient', code: 'msisdn_refused', reason: 'invalid' },
  ],
  [
    422,
    undefined,
    'recipients.0.msisdn: not a number',
    { class: 'recipient', code: 'msisdn_refused', reason: 'invalid' },
  ],
  [422, '0x0308', 'Invalid sender: Acme', { class: 'configuration', code: 'sender_refused' }],
  [
    422,
    '0x0308',
    'Sender is not allowed to reach MSISDN 12025550123',
    { class: 'configuration', code: 'sender_refused' },
  ],
  [422, '0x0308', 'message is too long', { class: 'bug', code: 'http_422' }],
  [422, undefined, { msisdn: 'bad' }, { class: 'route-only', code: 'http_422' }],
  [400, undefined, 'Bad msisdn', { class: 'route-only', code: 'http_400' }],
  [400, '0x0301', 'Unknown error', { class: 'route-only', code: 'unrecognised' }],
  [429, undefined, 'slow down', { class: 'transient', code: 'http_429' }],
  [500, '0x0301', 'msisdn', { class: 'unknown', code: 'unrecognised' }],
  [503, undefined, undefined, { class: 'unknown', code: 'http_503' }],
  [403, 'to 12025550123', undefined, { class: 'configuration', code: 'unrecognised' }],
])('a %i with the code %p that says %j is %j', async (status, code, text, outcome) => {
  server.answerWith(json(status, refusal(code, text)));
  expect(await send()).toEqual(outcome);
});

test('a 200 without an id sent nothing', async () => {
  server.answerWith(json(200, { ...taken, ids: [] }));
  expect(await send()).toEqual({ class: 'route-only', code: 'no_id' });
});

test.each([
  ['without ids', { usage: {} }],
  ['whose ids are no list', { ids: 421332671 }],
  ['that carries an error', refusal('0x0216', 'Insufficient credit')],
  ['that is null', null],
])('a 200 %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(200, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(200, { ids: ['for +12025550123'] }));
  expect(await send()).toEqual({ class: 'accepted' });
});

test.each([
  [{}, []],
  [
    {
      sender: 'Acme Inc',
      host: 'gatewayapi.eu',
      messageClass: 'premium',
      validityPeriodSeconds: 30,
    },
    [],
  ],
  [
    { sender: 'A name too long' },
    ['sender: must be 3 to 15 digits, or an alphanumeric sender ID of at most 11 characters'],
  ],
  [{ host: 'evil.example' }, ['host: must be "gatewayapi.com" or "gatewayapi.eu"']],
  [{ messageClass: 'gold' }, ['messageClass: must be "standard", "premium" or "secret"']],
  [
    { validityPeriodSeconds: 29 },
    ['validityPeriodSeconds: must be a whole number of seconds from 30 to 86400'],
  ],
  [
    { validityPeriodSeconds: 86_401 },
    ['validityPeriodSeconds: must be a whole number of seconds from 30 to 86400'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [{ token: 't' }, []],
  [{ token: 't\n' }, ['token: must be text without spaces or line breaks']],
  [{}, ['token: must be an object with exactly the key "token"']],
])('credentials %j are answered by %j', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
