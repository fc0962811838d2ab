import { provider } from '../../../../../lambda/gateway/adapters/providers/twilio';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { createHttpClient, type HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const apiKeySid = 'SK0123456789abcdef0123456789abcdef';
const messagingServiceSid = 'MG0123456789abcdef0123456789abcdef';
const settings = { accountSid, from: '+12025550199' };
const send = (options = {}) =>
  attempt(provider, server.url, { settings, credentials: { authToken: 'auth-token' }, ...options });

const created = {
  sid: 'SM0123456789abcdef0123456789abcdef',
  status: 'queued',
  num_segments: '1',
  error_code: null,
  error_message: null,
  to: '+12025550123',
  body: 'Your Acme code is 739154',
};
const refusal = (code: unknown, status: number) => ({
  code,
  message: "The 'To' number +12025550123 is not a valid phone number.",
  more_info: `https://www.twilio.com/docs/errors/${status}`,
  status,
});
const form = (body = '') => Object.fromEntries(new URLSearchParams(body));

test('a message goes out as Twilio documents it', async () => {
  server.answerWith(json(201, created));
  expect(await send({ message: message('+447700900123', 'Code: 739154 & ✓') })).toEqual({
    class: 'accepted',
    messageId: created.sid,
  });

  const [request] = server.requests;
  expect(request).toMatchObject({
    method: 'POST',
    path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    body: 'To=%2B447700900123&From=%2B12025550199&Body=Code%3A+739154+%26+%E2%9C%93&ValidityPeriod=180&Attempt=1',
  });
  expect(request?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from(`${accountSid}:auth-token`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  });
});

test('a messaging service picks the sender, and Twilio hears which attempt this is', async () => {
  server.answerWith(json(201, created));
  await send({
    settings: { accountSid, messagingServiceSid, validityPeriodSeconds: 90 },
    attemptNumber: 3,
  });
  expect(form(server.requests[0]?.body)).toEqual({
    To: '+12025550123',
    MessagingServiceSid: messagingServiceSid,
    Body: 'Your Acme code is 739154',
    ValidityPeriod: '90',
    Attempt: '3',
  });
});

test('an API key signs in as itself, with the account in the path', async () => {
  server.answerWith(json(201, created));
  await send({
    settings: { ...settings, apiKeySid },
    credentials: { apiKeySecret: 'key-secret', authToken: 'for webhooks' },
  });
  expect(server.requests[0]).toMatchObject({
    path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    headers: {
      authorization: `Basic ${Buffer.from(`${apiKeySid}:key-secret`).toString('base64')}`,
    },
  });
});

test.each([
  ['an API key without its secret', { ...settings, apiKeySid }, { authToken: 'auth-token' }],
  ['a secret of an API key nobody named', settings, { apiKeySecret: 'key-secret' }],
])('%s is our configuration, and nothing is sent', async (_, given, credentials) => {
  server.answerWith(json(201, created));
  expect(await send({ settings: given, credentials })).toEqual({
    class: 'configuration',
    code: 'credentials_mismatch',
  });
  expect(server.requests).toHaveLength(0);
});

test.each([
  [{}, 'https://api.twilio.com/'],
  [{ edge: 'dublin', region: 'ie1' }, 'https://api.dublin.ie1.twilio.com/'],
])('with %j the host is %s', async (place, host) => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  const connected = provider.connect({ ...settings, ...place }, { http, region: 'eu-west-1' });
  await connected(message(), { timeoutMs: 1, attemptNumber: 1 }, { authToken: 'auth-token' });
  expect(asked).toEqual([`${host}2010-04-01/Accounts/${accountSid}/Messages.json`]);
});

// docs/sources.md, providers §4.1, by https://www.twilio.com/docs/api/errors. First class of a compound row.
const rows = rowsOf([
  [[21211, 21217, 21401, 21421], 'STOP invalid'],
  [[21604, 21602], 'BUG'],
  [[21614], 'STOP-SMS'],
  [[21612], 'NEXT'],
  [[21610], 'STOP unsubscribed'],
  [[21408], 'CONFIG'],
  [[21606, 21212, 21603, 21607, 21659, 21660, 21661, 21264, 21267, 21709], 'CONFIG'],
  [[21608, 21219], 'CONFIG'],
  [[21611, 14107, 30022], 'RETRY'],
  [[20429], 'RETRY', 429],
  [[30001], 'RETRY'],
  [[30023, 30027], 'NEXT'],
  [[21617, 21618, 21605], 'BUG'],
  [[21624, 30012, 30013], 'BUG'],
  [[21609, 21626], 'BUG'],
  [[21701, 21702, 21703, 21704, 21705], 'CONFIG'],
  [[20003], 'CONFIG', 401],
  [[20003], 'CONFIG', 403],
  [[20005, 20006, 20010, 30002, 90010], 'CONFIG'],
  [[20500], 'MAYBE', 500],
  [[20503], 'MAYBE', 503],
  [[30003], 'RETRY'],
  [[30004], 'STOP unsubscribed'],
  [[30005], 'STOP invalid'],
  [[30006], 'STOP-SMS'],
  [[30007], 'NEXT'],
  [[30008], 'NEXT'],
  [[30010], 'CONFIG'],
  [[30017], 'RETRY'],
  [[30018, 30024, 30032, 30034], 'CONFIG'],
  [[30410], 'NEXT'],
  [[30450], 'STOP refused'],
  [[60410], 'STOP refused'],
]);

test.each(rows)(
  'error $code with status $status means $words',
  async ({ code, status, outcome }) => {
    server.answerWith(json(status, refusal(code, status)));
    expect(await send()).toEqual(outcome);
  },
);

test.each(rows)('a 201 that carries error $code means $words too', async ({ code, outcome }) => {
  server.answerWith(json(201, { ...created, error_code: code, error_message: 'x' }));
  expect(await send()).toEqual(outcome);
});

test.each([
  [400, 63016, { class: 'route-only', code: '63016' }],
  [400, 'to +12025550123', { class: 'route-only', code: 'unrecognised' }],
  [400, 739154, { class: 'route-only', code: 'unrecognised' }],
  [400, { toString: 'no' }, { class: 'route-only', code: 'http_400' }],
  [401, undefined, { class: 'configuration', code: 'http_401' }],
  [404, 20404, { class: 'configuration', code: '20404' }],
  [500, 29999, { class: 'unknown', code: '29999' }],
  [201, undefined, { class: 'unknown', code: 'answer_unreadable' }],
])('a %i with the code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, refusal(code, status)));
  expect(await send()).toEqual(outcome);
});

test('a 201 whose error code makes no sense is still a failure', async () => {
  server.answerWith(json(201, { ...created, error_code: { why: 'not' } }));
  expect(await send()).toEqual({ class: 'route-only', code: 'http_201' });
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(201, { ...created, sid: 'for +12025550123' }));
  expect(await send()).toEqual({ class: 'accepted' });
});

test('the wait that Twilio asks for is passed on', async () => {
  server.answerWith(json(429, refusal(20429, 429), { 'retry-after': '7' }));
  expect(await send()).toEqual({ class: 'transient', code: '20429', retryAfterMs: 7_000 });
});

test.each([
  [settings, []],
  [{ accountSid, messagingServiceSid, apiKeySid, edge: 'sydney', region: 'au1' }, []],
  [{ accountSid, from: '72345', validityPeriodSeconds: 36_000 }, []],
  [{ accountSid, from: 'Acme Inc' }, []],
  [{ accountSid }, ['give either "from" or "messagingServiceSid", not both']],
  [{ ...settings, messagingServiceSid }, ['give either "from" or "messagingServiceSid", not both']],
  [{ ...settings, edge: 'dublin' }, ['give both "edge" and "region", or neither']],
  [{ ...settings, region: 'ie1' }, ['give both "edge" and "region", or neither']],
  [
    { ...settings, accountSid: 'SK0123' },
    ['accountSid: must be "AC" followed by 32 hexadecimal digits'],
  ],
  [
    { ...settings, apiKeySid: accountSid },
    ['apiKeySid: must be "SK" followed by 32 hexadecimal digits'],
  ],
  [
    { accountSid, messagingServiceSid: 'MG1' },
    ['messagingServiceSid: must be "MG" followed by 32 hexadecimal digits'],
  ],
  [
    { accountSid, from: 'A name too long' },
    [
      'from: must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
  [
    { ...settings, edge: 'x.evil.example/', region: 'ie1' },
    ['edge: must be the name of a Twilio edge, such as "dublin"'],
  ],
  [
    { ...settings, validityPeriodSeconds: 0 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 36000'],
  ],
  [
    { ...settings, validityPeriodSeconds: 36_001 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 36000'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [{ authToken: 'a' }, []],
  [{ apiKeySecret: 'a' }, []],
  [{ authToken: 'a', apiKeySecret: 'b' }, []],
  [{}, ['must hold "authToken" or "apiKeySecret"']],
  [{ authToken: 'a\n' }, ['authToken: must be text without spaces or line breaks']],
  [
    { authToken: 'a', token: 'b' },
    ['token: must be an object with the key "authToken" or "apiKeySecret"'],
  ],
])('credentials %j are answered by %j', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});

test('one connected function serves many messages', async () => {
  server.answerWith(json(201, created), json(400, refusal(21211, 400)));
  const connected = provider.connect(
    { ...settings, baseUrl: server.url },
    { http: createHttpClient(), region: 'eu-west-1' },
  );
  const limits = { timeoutMs: 5_000, attemptNumber: 1 };
  const outcomes = [
    await connected(message(), limits, { authToken: 'old' }),
    await connected(message(), limits, { authToken: 'new' }),
  ];
  expect(outcomes.map((outcome) => outcome.class)).toEqual(['accepted', 'recipient']);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
    ['old', 'new'].map(
      (token) => `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`,
    ),
  );
});
