import { provider } from '../../../../../lambda/gateway/adapters/providers/sinch';
import type { HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const plan = { servicePlanId: '2f6b1d0c4e8a4f7c9b3d5a7e1c0f8b6d' };
const settings = { ...plan, region: 'eu', from: '+12025550199' };
const credentials = { apiToken: '9f86d081884c7d659a2feaa0c55ad015' };
const send = (options = {}) => attempt(provider, server.url, { settings, credentials, ...options });

const created = {
  id: '01FC66621XXXXX119Z8PMV1QPQ',
  to: ['12025550123'],
  from: '12025550199',
  canceled: false,
  body: 'Your Acme code is 739154',
  type: 'mt_text',
  created_at: '2026-11-23T09:34:28.542Z',
};
const refusal = (code: unknown, text: unknown = 'For 12025550123: Your Acme code is 739154') => ({
  code,
  text,
});

describe('at a time that is known', () => {
  beforeEach(() => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-23T10:00:00.000Z'));
  });
  afterEach(() => jest.restoreAllMocks());

  test('a message goes out as Sinch documents it, for no longer than a code lives', async () => {
    server.answerWith(json(201, created));
    expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
      class: 'accepted',
      messageId: '01FC66621XXXXX119Z8PMV1QPQ',
    });

    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/xms/v1/2f6b1d0c4e8a4f7c9b3d5a7e1c0f8b6d/batches',
    });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer 9f86d081884c7d659a2feaa0c55ad015',
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      type: 'mt_text',
      from: '+12025550199',
      to: ['+447700900123'],
      body: 'Code: 739154 ✓',
      expire_at: '2026-11-23T10:03:00.000Z',
    });
  });

  test('the plan may have a sender of its own, and a code another lifetime', async () => {
    server.answerWith(json(201, created));
    await send({ settings: { ...plan, region: 'us', validityPeriodSeconds: 60 } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      type: 'mt_text',
      to: ['+12025550123'],
      body: 'Your Acme code is 739154',
      expire_at: '2026-11-23T10:01:00.000Z',
    });
  });
});

test.each(['us', 'eu', 'au', 'br', 'ca'])('the region %s is in the address', async (region) => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  const connected = provider.connect({ ...plan, region }, { http, region: 'eu-west-1' });
  await connected(message(), { timeoutMs: 1, attemptNumber: 1 }, credentials);
  expect(asked).toEqual([
    `https://${region}.sms.api.sinch.com/xms/v1/2f6b1d0c4e8a4f7c9b3d5a7e1c0f8b6d/batches`,
  ]);
});

// docs/sources.md, providers §8. One row reads otherwise here: 404 is CONFIG and not BUG, because it is the
// service plan or the region that is not there.
test.each(
  rowsOf([
    [['syntax_invalid_json'], 'BUG', 400],
    [['syntax_invalid_parameter_format'], 'BUG', 400],
    [['syntax_constraint_violation'], 'BUG', 400],
    [['missing_callback_url'], 'CONFIG', 403],
    [['unknown_group', 'unknown_campaign'], 'CONFIG', 403],
  ]),
)('error $code means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, refusal(code)));
  expect(await send()).toEqual(outcome);
});

test.each([
  ["The field 'to' is not a valid MSISDN", { class: 'recipient', reason: 'invalid' }],
  ['Parameter to: wrong format', { class: 'recipient', reason: 'invalid' }],
  ['to: invalid phone number 12025550123', { class: 'recipient', reason: 'invalid' }],
  ['The recipient number is invalid.', { class: 'recipient', reason: 'invalid' }],
  ['Invalid MSISDN', { class: 'recipient', reason: 'invalid' }],
  ['Invalid value for field from', { class: 'configuration' }],
  ['"from" and "to" must differ', { class: 'configuration' }],
  ['Unknown originator', { class: 'configuration' }],
  ['The body is required to be shorter', { class: 'bug' }],
  ['expire_at must be in the future', { class: 'bug' }],
  [undefined, { class: 'bug' }],
  [{ field: 'to' }, { class: 'bug' }],
])('a field described as %j is the fault of %j', async (words, outcome) => {
  const codes = ['syntax_invalid_parameter_format', 'syntax_constraint_violation'];
  server.answerWith(...codes.map((code) => json(400, { code, text: words })));
  for (const code of codes) expect(await send()).toEqual({ ...outcome, code });
});

test.each([
  [401, undefined, { class: 'configuration', code: 'http_401' }],
  [403, undefined, { class: 'configuration', code: 'http_403' }],
  [403, 'unknown originator', { class: 'configuration', code: 'unrecognised' }],
  [404, undefined, { class: 'configuration', code: 'http_404' }],
  [429, undefined, { class: 'transient', code: 'http_429' }],
  [500, undefined, { class: 'unknown', code: 'http_500' }],
  [503, 'internal_error', { class: 'unknown', code: 'unrecognised' }],
  [400, 'syntax_new', { class: 'route-only', code: 'unrecognised' }],
  [400, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [400, 739154, { class: 'route-only', code: 'unrecognised' }],
  [400, 4711, { class: 'route-only', code: '4711' }],
])('a %i with the code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, refusal(code)));
  expect(await send()).toEqual(outcome);
});

test('the wait that Sinch asks for is passed on', async () => {
  server.answerWith(json(429, {}, { 'retry-after': '7' }));
  expect(await send()).toEqual({ class: 'transient', code: 'http_429', retryAfterMs: 7_000 });
});

test.each([
  ['no id', { ...created, id: undefined }, { class: 'unknown', code: 'answer_unreadable' }],
  ['an id that is no text', { ...created, id: 7 }, { class: 'unknown', code: 'answer_unreadable' }],
  ['a list', [created], { class: 'unknown', code: 'answer_unreadable' }],
  ['null', null, { class: 'unknown', code: 'answer_unreadable' }],
  [
    'an error instead of an id',
    refusal('missing_callback_url'),
    { class: 'configuration', code: 'missing_callback_url' },
  ],
  ['an id that holds anything else', { id: 'for +12025550123' }, { class: 'accepted' }],
])('a 201 with %s is no plain acceptance', async (_, body, outcome) => {
  server.answerWith(json(201, body));
  expect(await send()).toEqual(outcome);
});

test('an id in a refusal does not make it an acceptance', async () => {
  server.answerWith(json(400, { ...created, ...refusal('syntax_invalid_json') }));
  expect(await send()).toEqual({ class: 'bug', code: 'syntax_invalid_json' });
});

test.each([
  [settings, []],
  [{ ...plan, region: 'br' }, []],
  [{ ...plan, region: 'us', from: 'Acme Inc', validityPeriodSeconds: 259_200 }, []],
  [
    { ...settings, servicePlanId: '../other' },
    ['servicePlanId: must be letters and digits, as the Sinch dashboard shows it'],
  ],
  [{ ...plan, region: 'x.evil.example/' }, ['region: must be "us", "eu", "au", "br" or "ca"']],
  [
    { ...plan, region: 'eu', from: 'A name too long' },
    [
      'from: must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
  [
    { ...plan, region: 'eu', validityPeriodSeconds: 259_201 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 259200'],
  ],
  [
    { ...plan, region: 'eu', validityPeriodSeconds: 0 },
    ['validityPeriodSeconds: must be a whole number of seconds from 1 to 259200'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

const exactly = 'must be an object with exactly the key "apiToken"';
test.each([
  [credentials, []],
  [{}, [`apiToken: ${exactly}`]],
  [{ ...credentials, ...plan }, [`servicePlanId: ${exactly}`]],
  [{ apiToken: 'a\n' }, ['apiToken: must be text without spaces or line breaks']],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
