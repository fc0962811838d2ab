import { provider } from '../../../../../lambda/gateway/adapters/providers/clickatell';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const credentials = { apiKey: 'T3sRVjF6Tq-x2g==' };
const send = (options = {}) => attempt(provider, server.url, { credentials, ...options });

const taken = {
  apiMessageId: '77fb29998253415fa5d66971d519d362',
  accepted: true,
  to: '12025550123',
  error: null,
};
const refusedFor = (code: number | string) => ({
  messages: [
    {
      apiMessageId: null,
      accepted: false,
      to: '12025550123',
      error: { code, description: 'Invalid number 12025550123 for "Your Acme code is 739154"' },
    },
  ],
  error: null,
});

test('a message goes out as Clickatell documents it', async () => {
  server.answerWith(json(202, { messages: [taken], error: null }));
  expect(await send()).toEqual({
    class: 'accepted',
    messageId: '77fb29998253415fa5d66971d519d362',
  });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/v1/message' });
  expect(request?.headers).toMatchObject({
    authorization: 'T3sRVjF6Tq-x2g==',
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    messages: [{ channel: 'sms', to: '12025550123', content: 'Your Acme code is 739154' }],
  });
});

test('the two-way number of the settings is the sender, in digits', async () => {
  server.answerWith(json(202, { messages: [taken], error: null }));
  await send({
    settings: { from: '+12025550199' },
    message: message('+447700900123', 'Código: 739154 ✓'),
  });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    messages: [
      { channel: 'sms', to: '447700900123', content: 'Código: 739154 ✓', from: '12025550199' },
    ],
  });
});

test.each([200, 202, 207])(
  'accepted:false is a refusal although the status is %i',
  async (status) => {
    server.answerWith(json(status, refusedFor(25)));
    expect(await send()).toEqual({ class: 'recipient', code: '25', reason: 'invalid' });
  },
);

test('accepted:false without a reason lets another provider try', async () => {
  server.answerWith(json(202, { messages: [{ accepted: false, to: '12025550123', error: null }] }));
  expect(await send()).toEqual({ class: 'route-only', code: 'not_accepted' });
});

test.each([
  ['no message in it', { messages: [], error: null }],
  ['accepted as text', { messages: [{ ...taken, accepted: 'true' }] }],
  ['a list', []],
  ['null', null],
])('a 202 with %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(202, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

// docs/sources.md, providers §3.1, by https://docs.clickatell.com (One API errors table).
const rows = rowsOf([
  [[1], 'CONFIG', 401],
  [[2, 3], 'CONFIG'],
  [[7], 'CONFIG', 401],
  [[18], 'MAYBE', 500],
  [[19], 'RETRY', 503],
  [[20], 'CONFIG', 402],
  [[21, 22, 23], 'BUG'],
  [[24, 100], 'BUG'],
  [[25], 'STOP invalid'],
  [[26], 'STOP unsubscribed'],
  [[27], 'NEXT'],
  [[28], 'CONFIG'],
  [[38, 39], 'CONFIG'],
  [[40], 'BUG'],
  [[41, 42], 'BUG'],
  [[43], 'RETRY'],
  [[44, 45], 'CONFIG'],
  [[46], 'CONFIG'],
  [[101], 'NEXT'],
  [[110, 111], 'CONFIG'],
]);

test.each(rows)('error $code of a message means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, refusedFor(code)));
  expect(await send()).toEqual(outcome);
});

test.each(rows)(
  'error $code of the whole request means $words',
  async ({ code, status, outcome }) => {
    server.answerWith(
      json(status, { messages: [], error: { code: String(code), description: 'x' } }),
    );
    expect(await send()).toEqual(outcome);
  },
);

test.each([
  [400, 999, { class: 'route-only', code: '999' }],
  [401, 999, { class: 'configuration', code: '999' }],
  [500, 999, { class: 'unknown', code: '999' }],
  [400, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [400, 739154, { class: 'route-only', code: 'unrecognised' }],
])('a %i with the unheard-of code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, refusedFor(code)));
  expect(await send()).toEqual(outcome);
});

test('a line break in the key is our configuration, and nothing is sent', async () => {
  server.answerWith(json(202, { messages: [taken] }));
  expect(await send({ credentials: { apiKey: 'T3sRVjF6\nTq' } })).toEqual({
    class: 'configuration',
    code: 'malformed_request',
  });
  expect(server.requests).toHaveLength(0);
});

test.each([
  [{}, []],
  [{ from: '12025550199' }, []],
  [{ from: 'Acme' }, ['from: must be a phone number or short code of 3 to 15 digits']],
])('settings %j are answered by %j', (settings, expected) => {
  expect(complaints(provider.settings, settings)).toEqual(expected);
});

test.each([
  [{ apiKey: 'k' }, []],
  [{ apiKey: 'secret ' }, ['apiKey: must be text without spaces or line breaks']],
  [{ apiKey: 12345678 }, ['apiKey: must be text without spaces or line breaks']],
  [12345678, ['must be an object with exactly the key "apiKey"']],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
