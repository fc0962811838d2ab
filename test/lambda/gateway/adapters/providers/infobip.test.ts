import { provider } from '../../../../../lambda/gateway/adapters/providers/infobip';
import type { HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const settings = { host: 'xyz123.api.infobip.com', sender: '+12025550199' };
const credentials = { apiKey: '003026bbc133714df1834b8638bb496e-8f4b3d9a' };
const send = (options = {}) => attempt(provider, server.url, { settings, credentials, ...options });

const messageId = '2250be2d4219-3af1-78856-aabe-1362af1edfd2';
const answerWith = (status: unknown) => ({
  bulkId: '2034072219640523072',
  messages: [{ messageId, status, destination: '12025550123', details: { messageCount: 1 } }],
});
const pending = answerWith({
  groupId: 1,
  groupName: 'PENDING',
  id: 26,
  name: 'PENDING_ACCEPTED',
  description: 'Message sent to next instance',
});
const inGroup = (groupId: unknown, id: unknown) =>
  answerWith({ groupId, id, description: 'To 12025550123: Your Acme code is 739154' });
const violation = (...properties: readonly unknown[]) => ({
  errorCode: 'E400',
  description: 'Request cannot be processed: 12025550123',
  action: 'Check the syntax, violations and adjust the request.',
  violations: properties.map((property) => ({ property, violation: 'wrong: 12025550123' })),
  resources: [],
});

test('a message goes out as Infobip documents it, for no longer than a code lives', async () => {
  server.answerWith(json(200, pending));
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId,
  });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/sms/3/messages' });
  expect(request?.headers).toMatchObject({
    authorization: 'App 003026bbc133714df1834b8638bb496e-8f4b3d9a',
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    messages: [
      {
        sender: '12025550199',
        destinations: [{ to: '447700900123' }],
        content: { text: 'Code: 739154 ✓' },
        options: { validityPeriod: { amount: 180, timeUnit: 'SECONDS' } },
      },
    ],
  });
});

test('takes its sender and its time to live from the settings', async () => {
  server.answerWith(json(200, pending));
  await send({ settings: { ...settings, sender: 'Acme Inc', validityPeriodSeconds: 60 } });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
    messages: [
      { sender: 'Acme Inc', options: { validityPeriod: { amount: 60, timeUnit: 'SECONDS' } } },
    ],
  });
});

test('goes to the host of the account', async () => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  const connected = provider.connect(settings, { http, region: 'eu-west-1' });
  await connected(message(), { timeoutMs: 1, attemptNumber: 1 }, credentials);
  expect(asked).toEqual(['https://xyz123.api.infobip.com/sms/3/messages']);
});

test.each([3, 7, 26])('a 200 that calls the message pending (%i) is an acceptance', async (id) => {
  server.answerWith(json(200, inGroup(1, id)));
  expect(await send()).toEqual({ class: 'accepted', messageId });
});

// docs/sources.md, providers §9, status ids of group 5, in a 200.
test.each(
  rowsOf(
    [
      [[6], 'NEXT'],
      [[8], 'STOP invalid'],
      [[10], 'STOP unsubscribed'],
      [[11], 'CONFIG'],
      [[12], 'CONFIG'],
      [[13], 'CONFIG'],
      [[14], 'STOP unsubscribed'],
      [[17], 'CONFIG'],
      [[18], 'CONFIG'],
      [[19], 'NEXT'],
      [[20], 'STOP refused'],
      [[21], 'RETRY'],
      [[24, 25], 'BUG'],
      [[51, 52], 'STOP invalid'],
      [[87], 'STOP refused'],
      [[100], 'NEXT'],
    ],
    200,
  ),
)('a 200 that rejects the message with $code means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, inGroup(5, code)));
  expect(await send()).toEqual(outcome);
});

test('a message id that was used before was taken then', async () => {
  server.answerWith(json(200, inGroup(5, 23)));
  expect(await send()).toEqual({ class: 'accepted', messageId });
});

// docs/sources.md, providers §9, the other groups: undeliverable is a failure although the status is 200.
test.each([
  [2, 4, { class: 'route-only', code: '4' }],
  [2, 9, { class: 'route-only', code: '9' }],
  [2, 31, { class: 'route-only', code: '31' }],
  [2, 87, { class: 'recipient', code: '87', reason: 'refused' }],
  [4, 15, { class: 'route-only', code: '15' }],
  [4, 87, { class: 'recipient', code: '87', reason: 'refused' }],
  [5, 999, { class: 'route-only', code: '999' }],
  ['5', '12', { class: 'configuration', code: '12' }],
  [5, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [5, 739154, { class: 'route-only', code: 'unrecognised' }],
  [5, undefined, { class: 'route-only', code: 'http_200' }],
])('a 200 with group %j and status %j is %j', async (groupId, id, outcome) => {
  server.answerWith(json(200, inGroup(groupId, id)));
  expect(await send()).toEqual(outcome);
});

test.each([
  ['no message', { messages: [] }],
  ['a message without status', { messages: [{ messageId }] }],
  ['a group that is none', inGroup(9, 26)],
  ['a group in words', answerWith({ groupName: 'PENDING', id: 26 })],
  ['a list', [pending]],
  ['null', null],
])('a 200 with %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(200, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('a message id that holds anything else is dropped', async () => {
  const status = { groupId: 1, id: 26 };
  server.answerWith(json(200, { messages: [{ messageId: 'for +12025550123', status }] }));
  expect(await send()).toEqual({ class: 'accepted' });
});

test.each([
  [['messages[0].destinations[0].to'], { class: 'recipient', reason: 'invalid' }],
  [['to'], { class: 'recipient', reason: 'invalid' }],
  [['messages[0].sender'], { class: 'configuration' }],
  [['messages[0].destinations[0].to', 'messages[0].sender'], { class: 'configuration' }],
  [['messages[0].content.text'], { class: 'bug' }],
  [['messages[0].options.goto'], { class: 'bug' }],
  [['messages[0].destinations[0].to.networkId'], { class: 'bug' }],
  [[], { class: 'bug' }],
  [[{ to: 'x' }], { class: 'bug' }],
])('a 400 about %j is the fault of %j', async (properties, outcome) => {
  server.answerWith(json(400, violation(...properties)));
  expect(await send()).toEqual({ ...outcome, code: 'E400' });
});

test.each([
  [400, 'E400', { class: 'bug', code: 'E400' }],
  [401, 'E401', { class: 'configuration', code: 'E401' }],
  [403, 'E403', { class: 'configuration', code: 'E403' }],
  [429, 'E429', { class: 'transient', code: 'E429' }],
  [500, 'E500', { class: 'unknown', code: 'E500' }],
  [400, 'E4711', { class: 'route-only', code: 'unrecognised' }],
  [400, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [400, undefined, { class: 'route-only', code: 'http_400' }],
  [403, undefined, { class: 'configuration', code: 'http_403' }],
  [404, undefined, { class: 'configuration', code: 'http_404' }],
  [503, undefined, { class: 'unknown', code: 'http_503' }],
])('a %i with the code %p is %j', async (status, errorCode, outcome) => {
  server.answerWith(json(status, { errorCode, description: 'For 12025550123' }));
  expect(await send()).toEqual(outcome);
});

test.each([
  [400, 'BAD_REQUEST', { class: 'bug', code: 'BAD_REQUEST' }],
  [401, 'UNAUTHORIZED', { class: 'configuration', code: 'UNAUTHORIZED' }],
  [403, 'SOMETHING', { class: 'configuration', code: 'unrecognised' }],
  [500, 'number 12025550123', { class: 'unknown', code: 'unrecognised' }],
])('a %i in the older form, with %p, is %j', async (status, code, outcome) => {
  const serviceException = { messageId: code, text: 'For 12025550123' };
  server.answerWith(json(status, { requestError: { serviceException } }));
  expect(await send()).toEqual(outcome);
});

test('the wait that Infobip asks for is passed on', async () => {
  server.answerWith(json(429, { errorCode: 'E429' }, { 'retry-after': '7' }));
  expect(await send()).toEqual({ class: 'transient', code: 'E429', retryAfterMs: 7_000 });
});

test.each([
  [settings, []],
  [{ host: 'api.infobip.com', sender: 'Acme Inc', validityPeriodSeconds: 172_800 }, []],
  [
    { ...settings, sender: 'A name too long' },
    [
      'sender: must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
  [
    { ...settings, validityPeriodSeconds: 172_801 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 172800'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each(['https://xyz123.api.infobip.com', 'xyz123.api.infobip.com.evil.example', 'xyz123'])(
  'the key is never sent to %s',
  (host) => {
    expect(complaints(provider.settings, { ...settings, host })).toEqual([
      'host: must be a host name such as "xyz123.api.infobip.com"',
    ]);
  },
);

test.each([
  [credentials, []],
  [{}, ['apiKey: must be an object with exactly the key "apiKey"']],
  [{ apiKey: 'key ' }, ['apiKey: must be text without spaces or line breaks']],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
