import { provider } from '../../../../../lambda/gateway/adapters/providers/telnyx';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const messagingProfileId = '4001767e-ce0f-4cae-9d5f-0d5e636e7809';
const settings = { from: '+12025550199' };
const send = (options = {}) =>
  attempt(provider, server.url, { settings, credentials: { apiKey: 'KEY0185_x' }, ...options });

const id = 'b0c7e8cb-6227-4c74-9f32-c7f80c30934b';
const data = {
  record_type: 'message',
  id,
  direction: 'outbound',
  to: [
    { phone_number: '+12025550123', status: 'queued', carrier: 'T-MOBILE', line_type: 'Wireless' },
  ],
  text: 'Your Acme code is 739154',
  errors: [],
};
const failure = (code: unknown, source?: object) => ({
  code,
  title: 'Invalid phone number',
  detail: 'The number +12025550123 cannot get "Your Acme code is 739154".',
  ...(source === undefined ? {} : { source }),
});

test('a message goes out as Telnyx documents it', async () => {
  server.answerWith(json(200, { data }));
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId: id,
  });

  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/v2/messages' });
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer KEY0185_x',
    'content-type': 'application/json',
    accept: 'application/json',
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    from: '+12025550199',
    to: '+447700900123',
    text: 'Code: 739154 ✓',
    type: 'SMS',
  });
});

test.each([
  [{ messagingProfileId }, { messaging_profile_id: messagingProfileId }],
  [
    { from: 'Acme', messagingProfileId },
    { from: 'Acme', messaging_profile_id: messagingProfileId },
  ],
])('with the settings %j the sender is %j', async (given, sender) => {
  server.answerWith(json(200, { data }));
  await send({ settings: given });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    ...sender,
    to: '+12025550123',
    text: 'Your Acme code is 739154',
    type: 'SMS',
  });
});

// docs/sources.md, providers §10, by https://developers.telnyx.com/docs/messaging/messages/error-codes.
// First class of a compound row; those of delivery reports as well.
const rows = rowsOf([
  [[10002, 10016, 40310, 40012], 'STOP invalid'],
  [[10015, 40328, 40009], 'BUG'],
  [[10009, 20002], 'CONFIG', 401],
  [[10010, 40301, 40319], 'CONFIG', 403],
  [[10011], 'RETRY', 429],
  [[40318, 40011], 'RETRY'],
  [[10007], 'MAYBE', 500],
  [[20012, 20100], 'CONFIG', 403],
  [[20013, 20014, 20015, 20016, 20017], 'CONFIG', 403],
  [[40300], 'STOP unsubscribed', 400],
  [[40300], 'STOP unsubscribed', 403],
  [[40300], 'STOP unsubscribed', 422],
  [[40309], 'CONFIG'],
  [[40305, 40306, 40308, 40315, 40320, 40321, 40013], 'CONFIG'],
  [[40312, 40314], 'CONFIG'],
  [[40322, 40015], 'NEXT'],
  [[40329, 40010, 40016, 40017, 40018], 'CONFIG'],
  [[40001], 'STOP-SMS'],
  [[40002, 40003], 'NEXT'],
  [[40004], 'NEXT'],
  [[40005, 40014], 'NEXT'],
  [[40006], 'RETRY'],
  [[40008], 'NEXT'],
]);

test.each(rows)(
  'error $code with status $status means $words',
  async ({ code, status, outcome }) => {
    server.answerWith(json(status, { errors: [failure(String(code))] }));
    expect(await send()).toEqual(outcome);
  },
);

test.each(rows)('a 200 that carries error $code means $words too', async ({ code, outcome }) => {
  server.answerWith(json(200, { data: { ...data, errors: [failure(String(code))] } }));
  expect(await send()).toEqual(outcome);
});

test.each(['sending_failed', 'delivery_failed', 'expired'])(
  'a 200 whose recipient is %s already lets another provider try',
  async (status) => {
    server.answerWith(json(200, { data: { ...data, to: [{ ...data.to[0], status }] } }));
    expect(await send()).toEqual({ class: 'route-only', code: status });
  },
);

test.each(['queued', 'sending', 'sent', 'delivered', 'a status of tomorrow'])(
  'a 200 whose recipient is %s is an acceptance',
  async (status) => {
    server.answerWith(json(200, { data: { ...data, to: [{ ...data.to[0], status }] } }));
    expect(await send()).toEqual({ class: 'accepted', messageId: id });
  },
);

test.each([
  [{ pointer: '/from' }, { class: 'configuration' }],
  [{ parameter: 'from' }, { class: 'configuration' }],
  [{ pointer: '/to' }, { class: 'recipient', reason: 'invalid' }],
  [{ pointer: { from: '/from' } }, { class: 'recipient', reason: 'invalid' }],
])('a malformed number at %j is whose it is', async (source, outcome) => {
  server.answerWith(json(400, { errors: [failure('10016', source)] }));
  expect(await send()).toEqual({ code: '10016', ...outcome });
});

test.each([
  [400, '49999', { class: 'route-only', code: '49999' }],
  [401, '49999', { class: 'configuration', code: '49999' }],
  [404, '10005', { class: 'configuration', code: '10005' }],
  [500, '49999', { class: 'unknown', code: '49999' }],
  [400, 'to +12025550123', { class: 'route-only', code: 'unrecognised' }],
  [422, { why: 'not' }, { class: 'route-only', code: 'http_422' }],
  [403, undefined, { class: 'configuration', code: 'http_403' }],
])('a %i with the code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, { errors: [failure(code)] }));
  expect(await send()).toEqual(outcome);
});

test.each([
  ['without a message', {}],
  ['whose message has no id', { data: { ...data, id: undefined } }],
  ['that is null', null],
])('a 200 %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(200, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('an error in a 200 that says nothing is still a failure', async () => {
  server.answerWith(json(200, { data: { ...data, errors: [{}] } }));
  expect(await send()).toEqual({ class: 'route-only', code: 'http_200' });
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(200, { data: { ...data, id: 'for +12025550123' } }));
  expect(await send()).toEqual({ class: 'accepted' });
});

test.each([
  [settings, []],
  [{ messagingProfileId }, []],
  [{ from: '72345' }, []],
  [{ from: 'Acme', messagingProfileId }, []],
  [{}, ['give "from", "messagingProfileId", or both']],
  [{ from: 'Acme' }, ['give "messagingProfileId" with an alphanumeric "from"']],
  [{ messagingProfileId: 'pool' }, ['messagingProfileId: must be a UUID']],
  [
    { from: '+1 202 555 0199' },
    [
      'from: must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
    ],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [{ apiKey: 'k' }, []],
  [{ apiKey: 'k\n' }, ['apiKey: must be text without spaces or line breaks']],
  [{}, ['apiKey: must be an object with exactly the key "apiKey"']],
])('credentials %j are answered by %j', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});
