import { provider } from '../../../../../lambda/gateway/adapters/providers/messagemedia';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import type { HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const settings = { apiKey: 'Abc1DEF2ghi3JKL4mno5' };
const send = (options = {}) =>
  attempt(provider, server.url, { settings, credentials: { apiSecret: 'api-secret' }, ...options });

const messageId = '04fe9a97-a579-43c5-bb1a-58ed29bf0a6a';
const queued = {
  message_id: messageId,
  status: 'queued',
  content: 'Your Acme code is 739154',
  destination_number: '+12025550123',
};
const answered = (changes: object) => ({ messages: [{ ...queued, ...changes }] });
const sentMessages = () =>
  (JSON.parse(server.requests[0]?.body ?? '') as { messages: Record<string, unknown>[] }).messages;
const sentExpiry = () => Date.parse(String(sentMessages()[0]?.['message_expiry_timestamp']));

test('a message goes out as MessageMedia documents it', async () => {
  server.answerWith(json(202, { messages: [queued] }));
  const before = Date.now();
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId,
  });
  const after = Date.now();

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/v1/messages' });
  expect(request?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('Abc1DEF2ghi3JKL4mno5:api-secret').toString('base64')}`,
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(sentMessages()).toEqual([
    {
      content: 'Code: 739154 ✓',
      destination_number: '+447700900123',
      format: 'SMS',
      message_expiry_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
  ]);
  expect(sentExpiry()).toBeGreaterThanOrEqual(before + 180_000);
  expect(sentExpiry()).toBeLessThanOrEqual(after + 180_000);
});

test.each([
  ['+12025550199', 'INTERNATIONAL'],
  ['72345', 'SHORTCODE'],
  ['Acme Inc', 'ALPHANUMERIC'],
])('the sender %s is called %s', async (sourceNumber, type) => {
  server.answerWith(json(202, { messages: [queued] }));
  await send({ settings: { ...settings, sourceNumber } });
  expect(sentMessages()).toMatchObject([{ source_number: sourceNumber, source_number_type: type }]);
});

test('a message expires when the settings say', async () => {
  server.answerWith(json(202, { messages: [queued] }));
  const before = Date.now();
  await send({ settings: { ...settings, validityPeriodSeconds: 60 } });
  expect(sentExpiry() - before).toBeGreaterThanOrEqual(60_000);
  expect(sentExpiry() - before).toBeLessThan(70_000);
});

test.each([
  [{}, 'https://api.messagemedia.com/v1/messages'],
  [{ host: 'eu.app.api.sinch.com' as const }, 'https://eu.app.api.sinch.com/v1/messages'],
])('with %j the address is %s', async (place, address) => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  const connected = provider.connect({ ...settings, ...place }, { http, region: 'eu-west-1' });
  await connected(message(), { timeoutMs: 1, attemptNumber: 1 }, { apiSecret: 'api-secret' });
  expect(asked).toEqual([address]);
});

// docs/sources.md, providers §11, errors of the request. 404, 422 and 429 by their status.
test.each([
  [
    400,
    ['messages[0].destination_number: +12025550123 is not valid'],
    { class: 'recipient', code: 'destination_refused', reason: 'invalid' },
  ],
  [
    400,
    ['messages[0].source_number is not registered'],
    { class: 'configuration', code: 'source_refused' },
  ],
  [
    400,
    ['destination_number not reachable', 'source_number not registered'],
    { class: 'configuration', code: 'source_refused' },
  ],
  [400, ['content must not be longer than 5000'], { class: 'bug', code: 'http_400' }],
  [400, [], { class: 'route-only', code: 'http_400' }],
  [400, [{ field: 'destination_number' }], { class: 'route-only', code: 'http_400' }],
  [400, undefined, { class: 'route-only', code: 'http_400' }],
  [401, ['bad key'], { class: 'configuration', code: 'http_401' }],
  [403, ['destination_number: feature not enabled'], { class: 'configuration', code: 'http_403' }],
  [404, undefined, { class: 'configuration', code: 'http_404' }],
  [422, undefined, { class: 'route-only', code: 'http_422' }],
  [429, undefined, { class: 'transient', code: 'http_429' }],
  [500, ['destination_number'], { class: 'unknown', code: 'http_500' }],
  [503, undefined, { class: 'unknown', code: 'http_503' }],
])('a %i with the details %j is %j', async (status, details, outcome) => {
  server.answerWith(json(status, { message: 'Unable to send to +12025550123', details }));
  expect(await send()).toEqual(outcome);
});

// docs/sources.md, providers §11, codes of delivery reports.
const rows = rowsOf([
  [[302, 412], 'STOP unsubscribed'],
  [[411], 'STOP invalid'],
  [[413], 'STOP-SMS'],
  [[414], 'NEXT'],
  [[303, 333, 410], 'CONFIG'],
  [[301], 'CONFIG'],
  [[330, 331, 332, 400, 402], 'NEXT'],
  // No class of their own there: another provider may try. 305 is a duplicate, which says nothing
  // of whether the first one arrived.
  [[304, 305, 320, 401, 403, 405], 'NEXT'],
]);

test.each(rows)(
  'a 202 whose message failed with error $code means $words',
  async ({ code, outcome }) => {
    server.answerWith(json(202, answered({ status: 'rejected', error_code: code })));
    expect(await send()).toEqual(outcome);
  },
);

test.each(['expired', 'failed', 'rejected'])(
  'a 202 whose message is %s already lets another provider try',
  async (status) => {
    server.answerWith(json(202, answered({ status })));
    expect(await send()).toEqual({ class: 'route-only', code: status });
  },
);

test.each(['queued', 'enroute', 'submitted', 'delivered', 'a status of tomorrow'])(
  'a 202 whose message is %s is an acceptance',
  async (status) => {
    server.answerWith(json(202, answered({ status, error_code: 101 })));
    expect(await send()).toEqual({ class: 'accepted', messageId });
  },
);

test('a code that may be text is not repeated', async () => {
  server.answerWith(json(202, answered({ status: 'failed', error_code: 'to +12025550123' })));
  expect(await send()).toEqual({ class: 'route-only', code: 'unrecognised' });
});

test.each([
  ['without a message', { messages: [] }],
  ['whose message has no id', answered({ message_id: undefined })],
  ['that is null', null],
])('a 202 %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(202, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(202, answered({ message_id: 'for +12025550123' })));
  expect(await send()).toEqual({ class: 'accepted' });
});

test.each([
  [settings, []],
  [
    {
      ...settings,
      sourceNumber: 'Acme',
      host: 'eu.app.api.sinch.com',
      validityPeriodSeconds: 86_400,
    },
    [],
  ],
  [{ apiKey: 'a:b' }, ['apiKey: must be letters and digits, as the MessageMedia portal shows it']],
  [
    { ...settings, host: 'evil.example' },
    ['host: must be "api.messagemedia.com" or "eu.app.api.sinch.com"'],
  ],
  [
    { ...settings, sourceNumber: 'A name too long' },
    [
      'sourceNumber: must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
  [
    { ...settings, validityPeriodSeconds: 29 },
    ['validityPeriodSeconds: must be a whole number of seconds from 30 to 86400'],
  ],
  [
    { ...settings, validityPeriodSeconds: 86_401 },
    ['validityPeriodSeconds: must be a whole number of seconds from 30 to 86400'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [{ apiSecret: 's' }, []],
  [{ apiSecret: 's ' }, ['apiSecret: must be text without spaces or line breaks']],
  [{ apiKey: 'k', apiSecret: 's' }, ['apiKey: must be an object with exactly the key "apiSecret"']],
])('credentials %j are answered by %j', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
