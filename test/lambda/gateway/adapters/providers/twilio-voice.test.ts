import type { AnyProviderDefinition } from '../../../../../lambda/gateway/adapters/providers/provider';
import { provider } from '../../../../../lambda/gateway/adapters/providers/twilio';
import { json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const apiKeySid = 'SK0123456789abcdef0123456789abcdef';
const messagingServiceSid = 'MG0123456789abcdef0123456789abcdef';
const settings = { accountSid, from: '+12025550199' };

const cannotCall = () => {
  throw new Error('cannot call');
};
const voice: AnyProviderDefinition = { ...provider, connect: provider.connectVoice ?? cannotCall };
const call = (options = {}) =>
  attempt(voice, server.url, { settings, credentials: { authToken: 'auth-token' }, ...options });

const created = { sid: 'CA0123456789abcdef0123456789abcdef', status: 'queued' };
const refusal = (code: unknown, status: number) => ({
  code,
  message: 'Account not authorized to call +12025550123.',
  status,
});
const twiml = (): string => new URLSearchParams(server.requests[0]?.body).get('Twiml') ?? '';

test('a call goes out as Twilio documents it', async () => {
  server.answerWith(json(201, created));
  expect(
    await call({ message: message('+447700900123', 'Your code is 7, 3, 9. Again: 7, 3, 9.') }),
  ).toEqual({ class: 'accepted', messageId: created.sid });

  const [request] = server.requests;
  expect(request).toMatchObject({
    method: 'POST',
    path: `/2010-04-01/Accounts/${accountSid}/Calls.json`,
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:auth-token`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    To: '+447700900123',
    From: '+12025550199',
    Twiml: '<Response><Say>Your code is 7, 3, 9. Again: 7, 3, 9.</Say></Response>',
  });
});

test('it is spoken in the language of the settings', async () => {
  server.answerWith(json(201, created));
  await call({
    settings: { ...settings, voiceLanguage: 'de-DE' },
    message: message(undefined, '7'),
  });
  expect(twiml()).toBe('<Response><Say language="de-DE">7</Say></Response>');
});

test('an API key signs in as itself', async () => {
  server.answerWith(json(201, created));
  await call({
    settings: { ...settings, apiKeySid },
    credentials: { apiKeySecret: 'key-secret' },
  });
  expect(server.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from(`${apiKeySid}:key-secret`).toString('base64')}`,
  );
});

test.each([
  ['Tom & "Jerry\'s" <b>7</b>', 'Tom &#38; &#34;Jerry&#39;s&#34; &#60;b&#62;7&#60;/b&#62;'],
  [
    '</Say><Dial>+12025550100</Dial><Say>',
    '&#60;/Say&#62;&#60;Dial&#62;+12025550100&#60;/Dial&#62;&#60;Say&#62;',
  ],
  ['&amp;', '&#38;amp;'],
  [']]>', ']]&#62;'],
  ['Código 7 ✓ 🔑', 'Código 7 ✓ 🔑'],
  ['line\r\nbreak\ttab', 'line  break tab'],
  ['nul\u0000 bell\u0007 half\uD83D none\uFFFE', 'nul  bell  half  none '],
])('the text %j is %s in XML', async (text, escaped) => {
  server.answerWith(json(201, created));
  await call({ message: message(undefined, text) });
  expect(twiml()).toBe(`<Response><Say>${escaped}</Say></Response>`);
});

test.each([
  ['a messaging service', { messagingServiceSid }],
  ['a name', { from: 'Acme Inc' }],
  ['a short code', { from: '72345' }],
])('%s cannot call, which is our configuration, and nothing is sent', async (_, sender) => {
  server.answerWith(json(201, created));
  expect(await call({ settings: { accountSid, ...sender } })).toEqual({
    class: 'configuration',
    code: 'voice_needs_a_number',
  });
  expect(server.requests).toHaveLength(0);
});

// docs/sources.md, providers §4.5, by https://www.twilio.com/docs/api/errors. 21216 is NEXT: it may be about
// the account, about regulation or about fraud. 13224 to 13227 are unverified there for a call of
// this kind, so they leave the word to another provider, as a code nobody knows would.
test.each(
  rowsOf([
    [[21201], 'BUG'],
    [[21210], 'CONFIG'],
    [[21212], 'CONFIG'],
    [[21214], 'NEXT'],
    [[21215], 'CONFIG'],
    [[21216], 'NEXT'],
    [[21217], 'STOP invalid'],
    [[32018], 'BUG'],
    [[13224, 13225, 13226, 13227], 'NEXT'],
    [[20003], 'CONFIG', 401],
    [[20429], 'RETRY', 429],
    [[20500], 'MAYBE', 500],
  ]),
)('error $code with status $status means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, refusal(code, status)));
  expect(await call()).toEqual(outcome);
});

test.each([
  [400, 21999, { class: 'route-only', code: '21999' }],
  [400, 'call +12025550123', { class: 'route-only', code: 'unrecognised' }],
  [503, undefined, { class: 'unknown', code: 'http_503' }],
  [201, undefined, { class: 'unknown', code: 'answer_unreadable' }],
])('a %i with the code %p is read by its status', async (status, code, outcome) => {
  server.answerWith(json(status, refusal(code, status)));
  expect(await call()).toEqual(outcome);
});

test('a 201 that carries an error is that error', async () => {
  server.answerWith(json(201, { ...created, error_code: 21215 }));
  expect(await call()).toEqual({ class: 'configuration', code: '21215' });
});

test.each([
  [{ ...settings, voiceLanguage: 'en-US' }, []],
  [{ ...settings, voiceLanguage: 'cmn-Hans-CN' }, []],
  [
    { ...settings, voiceLanguage: 'de" voice="x' },
    ['voiceLanguage: must be a language such as "en-US" or "de-DE"'],
  ],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});
