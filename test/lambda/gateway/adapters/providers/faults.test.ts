import {
  providerRegistry,
  type ProviderType,
} from '../../../../../lambda/gateway/adapters/providers/registry';
import type { AnyProviderDefinition } from '../../../../../lambda/gateway/adapters/providers/provider';
import {
  answer,
  deserted,
  drip,
  halfAnswer,
  hang,
  html,
  redirectTo,
  reset,
  selfSigned,
  startHttpServer,
  type TestServer,
} from '../../../../support/http-server';
import { attempt, message, type AttemptOptions } from './support';
import { inTime } from '../../../../support/in-time';

/** What can go wrong between us and anybody, at every provider the registry knows. */
const setups: Record<ProviderType, AttemptOptions> = {
  'aws-end-user-messaging': {},
  clickatell: { credentials: { apiKey: 'key' } },
  gatewayapi: { credentials: { token: 'token' } },
  http: {
    settings: {
      url: 'https://sms.example/send',
      body: { json: { to: '{{to}}', text: '{{text}}' } },
      success: { where: [{ path: 'accepted', equals: true }] },
    },
    credentials: {},
  },
  infobip: {
    settings: { host: 'xyz123.api.infobip.com', sender: 'Acme' },
    credentials: { apiKey: 'key' },
  },
  messagebird: { settings: { originator: 'Acme' }, credentials: { accessKey: 'key' } },
  messagemedia: { settings: { apiKey: 'key' }, credentials: { apiSecret: 'secret' } },
  plivo: { settings: { authId: 'MA1', src: 'Acme' }, credentials: { authToken: 'token' } },
  sinch: {
    settings: { region: 'eu', servicePlanId: 'plan' },
    credentials: { apiToken: 'token' },
  },
  sns: {},
  telnyx: { settings: { from: '+12025550199' }, credentials: { apiKey: 'key' } },
  twilio: {
    settings: { accountSid: 'AC0123456789abcdef0123456789abcdef', from: '+12025550199' },
    credentials: { authToken: 'token' },
  },
  'twilio-verify': {
    settings: {
      accountSid: 'AC0123456789abcdef0123456789abcdef',
      verifyServiceSid: 'VA0123456789abcdef0123456789abcdef',
    },
    credentials: { authToken: 'token' },
    message: { ...message(), code: '739154' },
  },
  vonage: {
    settings: { apiKey: 'abcd1234', from: 'Acme' },
    credentials: { apiSecret: 'secret' },
  },
};

let server: TestServer;
let secureServer: TestServer;
beforeAll(async () => {
  server = await startHttpServer();
  secureServer = await startHttpServer(selfSigned());
});
afterAll(() => Promise.all([server.close(), secureServer.close()]));

describe.each(Object.entries(setups))('%s', (type, setup) => {
  const provider: AnyProviderDefinition = providerRegistry[type as ProviderType];

  test.each([
    ['an HTML page as 200', html(200), { class: 'unknown', code: 'answer_unreadable' }],
    ['an HTML page as 502', html(502), { class: 'unknown', code: 'http_502' }],
    ['an empty 200', answer(200), { class: 'unknown', code: 'answer_unreadable' }],
    ['an empty 503', answer(503), { class: 'unknown', code: 'http_503' }],
    ['an empty 429', answer(429), { class: 'transient', code: 'http_429' }],
    ['broken JSON', answer(200, '{"messages":[{'), { class: 'unknown', code: 'answer_unreadable' }],
    ['broken XML', answer(200, '<Publish'), { class: 'unknown', code: 'answer_unreadable' }],
    [
      'a redirect',
      redirectTo('https://127.0.0.1:1/'),
      { class: 'configuration', code: 'redirect' },
    ],
    ['a reset', reset, { class: 'unknown', code: 'connection_reset' }],
  ])('%s', async (_, played, outcome) => {
    server.answerWith(played);
    expect(await attempt(provider, server.url, setup)).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });

  test('half an answer leaves the outcome unknown', async () => {
    server.answerWith(halfAnswer());
    expect(await attempt(provider, server.url, setup)).toEqual({
      class: 'unknown',
      code: 'connection_reset',
    });
  });

  test('10 MB of answer cannot be an acceptance', async () => {
    server.answerWith(answer(200, 'x'.repeat(10 * 1024 * 1024)));
    expect(await attempt(provider, server.url, setup)).toEqual({
      class: 'unknown',
      code: 'answer_too_large',
    });
  });

  test('a certificate nobody trusts means that nothing was sent', async () => {
    expect(await attempt(provider, secureServer.url, setup)).toEqual({
      class: 'transient',
      code: 'tls',
    });
    expect(secureServer.requests).toHaveLength(0);
  });

  test('a refused connection means that nothing was sent', async () => {
    expect(await attempt(provider, await deserted(), setup)).toEqual({
      class: 'transient',
      code: 'connection_refused',
    });
  });
});

/** All at once, since each takes its second, and what one server says is the same to everybody. */
test.each([
  ['says nothing', hang],
  ['answers a byte at a time', drip()],
])(
  'a server that %s is left in time by every provider, and may have sent it',
  async (_, played) => {
    server.answerWith(played);
    await inTime(2_500, async () => {
      const left = await Promise.all(
        Object.entries(setups).map(async ([type, setup]) => {
          const started = performance.now();
          const options = { ...setup, timeoutMs: 1_000 };
          const outcome = await attempt(
            providerRegistry[type as ProviderType],
            server.url,
            options,
          );
          return { type, outcome, early: performance.now() - started < 900 };
        }),
      );
      expect(left).toEqual(
        Object.keys(setups).map((type) => ({
          type,
          outcome: { class: 'unknown', code: 'timeout' },
          early: false,
        })),
      );
    });
  },
);
