import { provider } from '../../../../../lambda/gateway/adapters/providers/messagebird';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const settings = { originator: '+12025550199' };
const credentials = { accessKey: 'live_gshuPaZoeEG6ovbc8M79w0QyM' };
const send = (options = {}) => attempt(provider, server.url, { settings, credentials, ...options });

const created = {
  id: 'e8077d803532c0b5937c639b60216938',
  href: 'https://rest.messagebird.com/messages/e8077d803532c0b5937c639b60216938',
  originator: '12025550199',
  body: 'Your Acme code is 739154',
  reference: null,
  validity: 180,
  recipients: {
    totalCount: 1,
    totalSentCount: 1,
    totalDeliveredCount: 0,
    totalDeliveryFailedCount: 0,
    items: [{ recipient: 12025550123, status: 'sent', messagePartCount: 1 }],
  },
};
const refusedFor = (code: unknown, parameter: unknown = null) => ({
  errors: [{ code, description: 'wrong: 12025550123 for "Your Acme code is 739154"', parameter }],
});

test('a message goes out as MessageBird documents it, for no longer than a code lives', async () => {
  server.answerWith(json(201, created));
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId: 'e8077d803532c0b5937c639b60216938',
  });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/messages' });
  expect(request?.headers).toMatchObject({
    authorization: 'AccessKey live_gshuPaZoeEG6ovbc8M79w0QyM',
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    originator: '12025550199',
    recipients: ['447700900123'],
    body: 'Code: 739154 ✓',
    datacoding: 'auto',
    validity: 180,
  });
});

test('takes its sender and its time to live from the settings', async () => {
  server.answerWith(json(201, created));
  await send({ settings: { originator: 'Acme Inc', validityPeriodSeconds: 60 } });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
    originator: 'Acme Inc',
    validity: 60,
  });
});

// docs/sources.md, providers §7.1. Three rows read otherwise here: 9 and 10 by their parameter, below; 20
// is CONFIG, because nothing is at an address that `baseUrl` decides; 21, which nobody could
// verify, is left to its HTTP status, so that a guess of ours does not stop other providers.
test.each(
  rowsOf([
    [[2], 'CONFIG', 401],
    [[20], 'CONFIG', 404],
    [[21], 'NEXT', 400],
    [[25], 'CONFIG', 402],
    [[25], 'CONFIG', 422],
    [[98], 'MAYBE', 404],
    [[99], 'MAYBE', 500],
  ]),
)('error $code with status $status means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, refusedFor(code)));
  expect(await send()).toEqual(outcome);
});

test.each([
  ['recipients', { class: 'recipient', reason: 'invalid' }],
  ['recipient', { class: 'recipient', reason: 'invalid' }],
  ['recipients[0]', { class: 'recipient', reason: 'invalid' }],
  ['originator', { class: 'configuration' }],
  ['body', { class: 'bug' }],
  ['validity', { class: 'bug' }],
  ['recipientsX', { class: 'bug' }],
  [null, { class: 'bug' }],
  [{ name: 'recipients' }, { class: 'bug' }],
])('errors 9 and 10 about the parameter %j mean %j', async (parameter, outcome) => {
  server.answerWith(json(422, refusedFor(9, parameter)), json(422, refusedFor('10', parameter)));
  expect(await send()).toEqual({ ...outcome, code: '9' });
  expect(await send()).toEqual({ ...outcome, code: '10' });
});

test.each([
  [400, 999, { class: 'route-only', code: '999' }],
  [401, 999, { class: 'configuration', code: '999' }],
  [500, 999, { class: 'unknown', code: '999' }],
  [422, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [422, 739154, { class: 'route-only', code: 'unrecognised' }],
  [422, undefined, { class: 'route-only', code: 'http_422' }],
])('a %i with the unheard-of code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, refusedFor(code)));
  expect(await send()).toEqual(outcome);
});

test('too many requests are a matter of time, and the wait asked for is passed on', async () => {
  server.answerWith(json(429, { errors: [] }, { 'retry-after': '3' }));
  expect(await send()).toEqual({ class: 'transient', code: 'http_429', retryAfterMs: 3_000 });
});

test('an error in a 2xx is an error', async () => {
  server.answerWith(json(200, refusedFor(25)), json(201, { ...created, ...refusedFor(2) }));
  expect(await send()).toEqual({ class: 'configuration', code: '25' });
  expect(await send()).toEqual({ class: 'configuration', code: '2' });
});

test.each([
  ['no id', { ...created, id: undefined }],
  ['an id that is no text', { ...created, id: 7 }],
  ['a list', [created]],
  ['null', null],
])('a 201 with %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(201, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(201, { ...created, id: 'for +12025550123' }));
  expect(await send()).toEqual({ class: 'accepted' });
});

test.each([
  [settings, []],
  [{ originator: 'Acme Inc', validityPeriodSeconds: 172_800 }, []],
  [
    { originator: 'A name too long' },
    [
      'originator: must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
  [
    { ...settings, validityPeriodSeconds: 0 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 172800'],
  ],
  [
    { ...settings, validityPeriodSeconds: 1.5 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 172800'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [credentials, []],
  [{}, ['accessKey: must be an object with exactly the key "accessKey"']],
  [{ accessKey: 'key ' }, ['accessKey: must be text without spaces or line breaks']],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
