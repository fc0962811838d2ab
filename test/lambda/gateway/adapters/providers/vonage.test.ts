import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { provider } from '../../../../../lambda/gateway/adapters/providers/vonage';
import { createHttpClient, type HttpClient } from '../../../../../lambda/shared/http';
import { fail } from '../../../../../lambda/shared/result';
import { answer, json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { RSA_KEYS } from '../../../../support/rsa-keys';
import { attempt, complaints, message, rowsOf } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const settings = { apiKey: 'abcd1234', from: '+12025550199' };
const credentials = { apiSecret: 'abcdef0123456789' };
const send = (options = {}) => attempt(provider, server.url, { settings, credentials, ...options });

const part = {
  to: '12025550123',
  'message-id': '0A0000000123ABCD1',
  status: '0',
  'remaining-balance': '3.14159265',
  'message-price': '0.03330000',
  network: '12345',
};
const failed = (status: unknown, errorText = 'for 12025550123: Your Acme code is 739154') => ({
  status,
  'error-text': errorText,
});
const parts = (...messages: readonly unknown[]) => ({
  'message-count': String(messages.length),
  messages,
});
const form = (body = '') => Object.fromEntries(new URLSearchParams(body));

describe('a text message', () => {
  test('goes out as Vonage documents it, for no longer than a code lives', async () => {
    server.answerWith(json(200, parts(part)));
    expect(await send({ message: message('+447700900123', 'Code: 739154 & more') })).toEqual({
      class: 'accepted',
      messageId: '0A0000000123ABCD1',
    });

    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/sms/json',
      body: 'api_key=abcd1234&api_secret=abcdef0123456789&from=12025550199&to=447700900123&text=Code%3A+739154+%26+more&type=text&ttl=180000',
    });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
  });

  test('takes its sender and its time to live, in milliseconds, from the settings', async () => {
    server.answerWith(json(200, parts(part)));
    await send({ settings: { ...settings, from: 'Acme', validityPeriodSeconds: 60 } });
    expect(form(server.requests[0]?.body)).toMatchObject({ from: 'Acme', ttl: '60000' });
  });

  // 3GPP TS 23.038, §6.2.1: the alphabet and its extension table.
  test.each([
    ['Your Acme code is 739154', 'text'],
    ['Ihr Code für Größe: 739154\r\n@example.com #739154', 'text'],
    ['[739154] {a} ~ ^ \\ | €5 £5 ¥5 ÅåΔΩæÉ¿¡Çñ', 'text'],
    ['Code: 739154 ✓', 'unicode'],
    ['Código: 739154', 'unicode'],
    ['ваш код 739154', 'unicode'],
    ['code `739154`', 'unicode'],
    ['ç 739154', 'unicode'],
  ])('%j is sent as %s', async (words, type) => {
    server.answerWith(json(200, parts(part)));
    await send({ message: message('+12025550123', words) });
    expect(form(server.requests[0]?.body)).toMatchObject({ text: words, type });
  });

  test('goes to rest.nexmo.com unless told otherwise', async () => {
    expect(await askedWithoutBaseUrl(provider.connect)).toEqual([
      'https://rest.nexmo.com/sms/json',
    ]);
  });
});

// docs/sources.md, providers §6.1, by https://developer.vonage.com/api-errors/sms. First class of a compound
// row; 3 without words that name a parameter. The HTTP status is always 200.
test.each(
  rowsOf(
    [
      [[1], 'RETRY'],
      [[2, 3, 12, 16, 20, 23], 'BUG'],
      [[4, 14, 32], 'CONFIG'],
      [[5], 'MAYBE'],
      [[6], 'STOP invalid'],
      [[7], 'STOP unsubscribed'],
      [[8, 11], 'CONFIG'],
      [[9], 'CONFIG'],
      [[10], 'RETRY'],
      [[13], 'RETRY'],
      [[15], 'CONFIG'],
      [[19, 22], 'CONFIG'],
      [[29], 'CONFIG'],
      [[33], 'STOP invalid'],
      [[34], 'STOP invalid'],
    ],
    200,
  ),
)('a 200 with the message status $code means $words', async ({ code, status, outcome }) => {
  server.answerWith(json(status, parts(failed(String(code)))), json(status, parts(failed(code))));
  expect([await send(), await send()]).toEqual([outcome, outcome]);
});

test.each([
  ['Invalid to param', { class: 'recipient', code: '3', reason: 'invalid' }],
  ['to address is not numeric', { class: 'recipient', code: '3', reason: 'invalid' }],
  ['Invalid MSISDN 12025550123', { class: 'recipient', code: '3', reason: 'invalid' }],
  ['Invalid from param', { class: 'configuration', code: '3' }],
  ['Invalid sender address', { class: 'configuration', code: '3' }],
  ['from address and to address are the same', { class: 'configuration', code: '3' }],
  ['Unable to read text', { class: 'bug', code: '3' }],
  [undefined, { class: 'bug', code: '3' }],
  [{ to: 'param' }, { class: 'bug', code: '3' }],
])('an invalid parameter described as %j is %j', async (words, outcome) => {
  server.answerWith(json(200, parts({ status: '3', 'error-text': words })));
  expect(await send()).toEqual(outcome);
});

test.each([
  ['every part', parts(part, { ...part, 'message-id': '0A0000000123ABCD2' }), 'accepted'],
  ['the first part only', parts(part, failed('9')), 'configuration'],
  ['the last part only', parts(failed('1'), part), 'transient'],
])('a text is accepted if %s is', async (_, body, outcomeClass) => {
  server.answerWith(json(200, body));
  expect(await send()).toMatchObject({ class: outcomeClass });
});

test.each([
  ['no part', parts()],
  ['a part without status', parts({ 'message-id': '0A0000000123ABCD1' })],
  ['a second part without status', parts(part, {})],
  ['a status that is no text', parts({ ...part, status: { code: '0' } })],
  ['parts that are no list', { messages: { 0: part } }],
  ['a list', [part]],
  ['null', null],
])('a 200 with %s leaves the outcome unknown', async (_, body) => {
  server.answerWith(json(200, body));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test.each([
  [200, '99', { class: 'route-only', code: '99' }],
  [200, 'number 12025550123', { class: 'route-only', code: 'unrecognised' }],
  [200, '739154', { class: 'route-only', code: 'unrecognised' }],
  [200, '00', { class: 'route-only', code: '00' }],
  [401, '4', { class: 'configuration', code: '4' }],
  [429, '1', { class: 'transient', code: '1' }],
  [500, '0', { class: 'unknown', code: '0' }],
])('a %i with the status %p is read for what it says', async (status, code, outcome) => {
  server.answerWith(json(status, parts(failed(code))));
  expect(await send()).toEqual(outcome);
});

test.each([
  [401, { class: 'configuration', code: 'http_401' }],
  [429, { class: 'transient', code: 'http_429' }],
  [503, { class: 'unknown', code: 'http_503' }],
])('a %i without parts is read by its status', async (status, outcome) => {
  server.answerWith(json(status, { type: 'https://developer.nexmo.com', title: 'No' }));
  expect(await send()).toEqual(outcome);
});

test('a message id that holds anything else is dropped', async () => {
  server.answerWith(json(200, parts({ ...part, 'message-id': 'for +12025550123' })));
  expect(await send()).toEqual({ class: 'accepted' });
});

describe('a call', () => {
  const { privateKey, publicKey, olderPrivateKey } = RSA_KEYS;
  const { connectVoice } = provider;
  if (connectVoice === undefined) throw new Error('Vonage can call');
  const applicationId = '78d335fa-323d-0114-9c3d-d6f0d48968cf';
  const call = (options = {}) =>
    attempt({ ...provider, connect: connectVoice }, server.url, {
      settings: { ...settings, applicationId },
      credentials: { ...credentials, privateKey },
      ...options,
    });
  const started = {
    uuid: '63f61863-4a51-4f6b-86e1-46edebcf9356',
    status: 'started',
    direction: 'outbound',
    conversation_uuid: 'CON-f972836a-550f-45fa-956c-12a2ab5b7d22',
  };

  test('goes out as Vonage documents it and speaks the text', async () => {
    server.answerWith(json(201, started));
    const spoken = message('+447700900123', 'Your code is 7, 3, 9. Again: 7, 3, 9.');
    expect(await call({ message: spoken })).toEqual({
      class: 'accepted',
      messageId: '63f61863-4a51-4f6b-86e1-46edebcf9356',
    });

    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/calls' });
    expect(request?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/),
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      to: [{ type: 'phone', number: '447700900123' }],
      from: { type: 'phone', number: '12025550199' },
      ncco: [{ action: 'talk', text: 'Your code is 7, 3, 9. Again: 7, 3, 9.' }],
    });
  });

  test('is signed by the private key of the application, anew each time and not for long', async () => {
    server.answerWith(json(201, started));
    await call();
    await call();
    const claims = await Promise.all(
      server.requests.map(async ({ headers }) => {
        const token = String(headers.authorization).replace('Bearer ', '');
        const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(publicKey));
        expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
        return payload;
      }),
    );
    for (const { iat = 0, exp = 0, jti, ...rest } of claims) {
      expect(rest).toEqual({ application_id: applicationId });
      expect(jti).toMatch(/^[0-9a-f-]{36}$/);
      expect(exp - iat).toBe(300);
      expect(Math.abs(iat - Date.now() / 1_000)).toBeLessThan(60);
    }
    expect(claims[0]?.jti).not.toBe(claims[1]?.jti);
  });

  test('comes from a number of its own, and speaks the language, that the settings name', async () => {
    server.answerWith(json(201, started));
    const voice = { voiceFrom: '+12025550198', voiceLanguage: 'de-DE' };
    await call({ settings: { ...settings, from: 'Acme', applicationId, ...voice } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      from: { type: 'phone', number: '12025550198' },
      ncco: [{ action: 'talk', text: 'Your Acme code is 739154', language: 'de-DE' }],
    });
  });

  test('may be signed by a key in the older form of PEM', async () => {
    server.answerWith(json(201, started));
    const given = { ...credentials, privateKey: olderPrivateKey };
    expect(complaints(provider.credentials, given)).toEqual([]);
    expect(await call({ credentials: given })).toMatchObject({ class: 'accepted' });
  });

  test.each([
    ['without an application', { settings }, 'credentials_mismatch'],
    ['without a private key', { credentials }, 'credentials_mismatch'],
    [
      'from a name',
      { settings: { ...settings, from: 'Acme', applicationId } },
      'voice_needs_a_number',
    ],
    [
      'with a key that is none',
      { credentials: { ...credentials, privateKey: privateKey.replace(/\n/g, ' ') } },
      'private_key_unusable',
    ],
    [
      'with a key of another kind',
      {
        credentials: {
          ...credentials,
          privateKey: generateKeyPairSync('ed25519', {
            publicKeyEncoding: { type: 'spki', format: 'pem' },
            privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
          }).privateKey,
        },
      },
      'private_key_unusable',
    ],
  ])('%s is our configuration, and nothing is sent', async (_, options, code) => {
    server.answerWith(json(201, started));
    expect(await call(options)).toEqual({ class: 'configuration', code });
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    [400, { class: 'route-only', code: 'http_400' }],
    [401, { class: 'configuration', code: 'http_401' }],
    [402, { class: 'configuration', code: 'http_402' }],
    [403, { class: 'configuration', code: 'http_403' }],
    [404, { class: 'configuration', code: 'http_404' }],
    [422, { class: 'route-only', code: 'http_422' }],
    [429, { class: 'transient', code: 'http_429' }],
    [500, { class: 'unknown', code: 'http_500' }],
  ])('a %i is read by its status', async (status, outcome) => {
    server.answerWith(json(status, { type: 'about:12025550123', title: 'No', status: '0' }));
    expect(await call()).toEqual(outcome);
  });

  test.each([
    ['no id', json(201, { status: 'started' })],
    ['nothing', answer(201)],
  ])('a 201 with %s leaves the outcome unknown', async (_, played) => {
    server.answerWith(played);
    expect(await call()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
  });

  test('that cannot be placed because nobody answers us has the outcome of a text', async () => {
    server.answerWith((response) => response.socket?.destroy());
    expect(await call()).toEqual({ class: 'unknown', code: 'connection_reset' });
  });

  test('goes to api.nexmo.com unless told otherwise', async () => {
    expect(await askedWithoutBaseUrl(connectVoice, { applicationId }, { privateKey })).toEqual([
      'https://api.nexmo.com/v1/calls',
    ]);
  });
});

const askedWithoutBaseUrl = async (
  connect: typeof provider.connect,
  moreSettings = {},
  moreCredentials = {},
): Promise<readonly string[]> => {
  const asked: string[] = [];
  const http: HttpClient = {
    request: ({ url }) => {
      asked.push(url);
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    },
  };
  await connect({ ...settings, ...moreSettings }, { http, region: 'eu-west-1' })(
    message(),
    { timeoutMs: 1, attemptNumber: 1 },
    { ...credentials, ...moreCredentials },
  );
  return asked;
};

test.each([
  [settings, []],
  [{ apiKey: 'abcd1234', from: 'Acme', validityPeriodSeconds: 20 }, []],
  [
    {
      ...settings,
      validityPeriodSeconds: 604_800,
      applicationId: '78d335fa-323d-0114-9c3d-d6f0d48968cf',
    },
    [],
  ],
  [
    { apiKey: 'abcd1234', from: 'Acme', applicationId: '78d335fa-323d-0114-9c3d-d6f0d48968cf' },
    ['give "voiceFrom" as well if "applicationId" is given and "from" is no number'],
  ],
  [
    { ...settings, apiKey: 'abcd12345' },
    ['apiKey: must be 8 letters and digits, as the Vonage dashboard shows it'],
  ],
  [
    { ...settings, from: 'Acme Inc' },
    [
      'from: must be a phone number, a short code, or an alphanumeric sender ID of at most 11 letters and digits',
    ],
  ],
  [
    { ...settings, validityPeriodSeconds: 19 },
    ['validityPeriodSeconds: must be a whole number of seconds from 20 to 604800'],
  ],
  [
    { ...settings, validityPeriodSeconds: 604_801 },
    ['validityPeriodSeconds: must be a whole number of seconds from 20 to 604800'],
  ],
  [{ ...settings, applicationId: 'app' }, ['applicationId: must be a UUID']],
  [
    { ...settings, voiceLanguage: 'German' },
    ['voiceLanguage: must be a language and a region, such as "de-DE"'],
  ],
  [{ ...settings, voiceFrom: 'Acme' }, ['voiceFrom: must be a phone number of 3 to 15 digits']],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});

test.each([
  [credentials, []],
  [{}, ['apiSecret: must be an object with the key "apiSecret", and for calls also "privateKey"']],
  [{ apiSecret: 'a\n' }, ['apiSecret: must be text without spaces or line breaks']],
  [
    { ...credentials, privateKey: 'private.key' },
    ['privateKey: must be a private key in PEM, with its line breaks written as "\\n"'],
  ],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});

test('one connected function serves many messages', async () => {
  server.answerWith(json(200, parts(part)), json(200, parts(failed('34'))));
  const connected = provider.connect(
    { ...settings, baseUrl: server.url },
    { http: createHttpClient(), region: 'eu-west-1' },
  );
  const limits = { timeoutMs: 5_000, attemptNumber: 1 };
  const outcomes = [
    await connected(message(), limits, { apiSecret: 'old' }),
    await connected(message(), limits, { apiSecret: 'new' }),
  ];
  expect(outcomes.map((outcome) => outcome.class)).toEqual(['accepted', 'recipient']);
  expect(server.requests.map(({ body }) => form(body)['api_secret'])).toEqual(['old', 'new']);
});
