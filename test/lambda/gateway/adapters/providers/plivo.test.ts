import { provider } from '../../../../../lambda/gateway/adapters/providers/plivo';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const authId = 'MAXXXXXXXXXXXXXXXXXX';
const powerpackUuid = '5ec4c8c9-cd74-42b5-9e41-0d7670d6bb46';
const settings = { authId, src: '+12025550199' };
const send = (options = {}) =>
  attempt(provider, server.url, { settings, credentials: { authToken: 'auth-token' }, ...options });

const accepted = {
  api_id: 'db342550-7c9d-11e1-8ea7-12313806be9a',
  message: 'message(s) queued',
  message_uuid: ['db3ce55a-7c9d-11e1-8ea7-1231380bc196'],
};
const failed = (error: unknown) => ({ api_id: accepted.api_id, error });

test('a message goes out as Plivo documents it, and stays out of its log', async () => {
  server.answerWith(json(202, accepted));
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId: 'db3ce55a-7c9d-11e1-8ea7-1231380bc196',
  });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: `/v1/Account/${authId}/Message/` });
  expect(request?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from(`${authId}:auth-token`).toString('base64')}`,
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    src: '12025550199',
    dst: '447700900123',
    text: 'Code: 739154 ✓',
    type: 'sms',
    log: 'false',
  });
});

test('a Powerpack picks the sender', async () => {
  server.answerWith(json(202, accepted));
  await send({ settings: { authId, powerpackUuid } });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    powerpack_uuid: powerpackUuid,
    dst: '12025550123',
    text: 'Your Acme code is 739154',
    type: 'sms',
    log: 'false',
  });
});

test.each([
  [
    'names our number as invalid',
    { ...accepted, message_uuid: [], invalid_number: ['12025550123'] },
    { class: 'recipient', code: 'invalid_number', reason: 'invalid' },
  ],
  [
    'gives an id and names our number as invalid',
    { ...accepted, invalid_number: ['12025550123'] },
    { class: 'recipient', code: 'invalid_number', reason: 'invalid' },
  ],
  [
    'gives no id',
    { ...accepted, message_uuid: [] },
    { class: 'route-only', code: 'no_message_uuid' },
  ],
  ['knows of no ids', { api_id: 'x' }, { class: 'unknown', code: 'answer_unreadable' }],
  ['is null', null, { class: 'unknown', code: 'answer_unreadable' }],
  [
    'lists no invalid number',
    { ...accepted, invalid_number: [] },
    { class: 'accepted', messageId: accepted.message_uuid[0] },
  ],
])('a 202 that %s is read for what it says', async (_, body, outcome) => {
  server.answerWith(json(202, body));
  expect(await send()).toEqual(outcome);
});

// docs/sources.md, providers §5: answers in words and without a code.
test.each([
  [
    400,
    "'dst' parameter is invalid",
    { class: 'recipient', code: 'dst_refused', reason: 'invalid' },
  ],
  [
    400,
    'Invalid destination 12025550123',
    { class: 'recipient', code: 'dst_refused', reason: 'invalid' },
  ],
  [400, 'unknown parameter 12025550123', { class: 'bug', code: 'http_400' }],
  [
    400,
    'invalid phone number 12025550123',
    { class: 'recipient', code: 'dst_refused', reason: 'invalid' },
  ],
  [400, "'src' number is invalid", { class: 'configuration', code: 'src_refused' }],
  [400, 'powerpack_uuid does not exist', { class: 'configuration', code: 'src_refused' }],
  [400, 'src and dst must not be equal', { class: 'configuration', code: 'src_refused' }],
  [400, 'Insufficient Credit', { class: 'configuration', code: 'no_credit' }],
  [400, 'text is too long', { class: 'bug', code: 'http_400' }],
  [400, { dst: ['bad'] }, { class: 'route-only', code: 'http_400' }],
  [401, 'authentication failed', { class: 'configuration', code: 'http_401' }],
  [402, 'Insufficient Credit', { class: 'configuration', code: 'no_credit' }],
  [403, 'geo permission', { class: 'configuration', code: 'http_403' }],
  [404, 'not found', { class: 'configuration', code: 'http_404' }],
  [405, 'method not allowed', { class: 'configuration', code: 'http_405' }],
  [406, 'not acceptable', { class: 'route-only', code: 'http_406' }],
  [429, 'slow down', { class: 'transient', code: 'http_429' }],
  [500, 'credit service is down', { class: 'unknown', code: 'http_500' }],
  [503, undefined, { class: 'unknown', code: 'http_503' }],
])('a %i that says %j is %j', async (status, error, outcome) => {
  server.answerWith(json(status, failed(error)));
  expect(await send()).toEqual(outcome);
});

// docs/sources.md, providers §5, error codes of callbacks. First class of a compound row.
test.each(
  rowsOf([
    [[10, 110], 'BUG'],
    [[20], 'RETRY'],
    [[30, 60, 90, 100, 300, 1000], 'NEXT'],
    [[40], 'CONFIG'],
    [[50], 'STOP-SMS'],
    [[70], 'STOP invalid'],
    [[80], 'RETRY'],
    [[200], 'STOP unsubscribed'],
    [[201, 450, 900, 910], 'CONFIG'],
  ]),
)('error code $code means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, { ...failed('dst'), error_code: code }));
  expect(await send()).toEqual(outcome);
});

test.each([
  [settings, []],
  [{ authId, src: 'Acme' }, []],
  [{ authId, powerpackUuid }, []],
  [{ authId }, ['give either "src" or "powerpackUuid", not both']],
  [{ ...settings, powerpackUuid }, ['give either "src" or "powerpackUuid", not both']],
  [
    { authId: '../Account', src: 'Acme' },
    ['authId: must be letters and digits, as the Plivo console shows it'],
  ],
  [{ authId, powerpackUuid: 'pool' }, ['powerpackUuid: must be a UUID']],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [{ authToken: 'a' }, []],
  [{}, ['authToken: must be an object with exactly the key "authToken"']],
])('credentials %j are answered by %j', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
