import { decodeJwt } from 'jose';
import { createHash } from 'node:crypto';
import { createHttpClient } from '../../../lambda/shared/http';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../lib/bundle';
import { createSandbox } from '../../../local/tenant/actions/sandbox/sandbox';
import {
  actionSecrets,
  actionVersion,
  phoneProviderEvent,
  sendPhoneMessageEvent,
} from '../../support/action-events';
import { signToken, TOKEN_SECRET } from '../../support/gateway';
import {
  answer,
  deserted,
  halfAnswer,
  hang,
  html,
  json,
  reset,
  startHttpServer,
  type Answer,
  type TestServer,
} from '../../support/http-server';

/** The bundles as Auth0 gets them, in the sandbox of the stand-in tenant, against real servers. */
const ACTION = bundlePhoneAction('test');
const MFA_ACTION = bundleSendPhoneMessageAction('test');
const ACCEPTED = json(200, { status: 'accepted', provider: 'sns' });

const sandbox = createSandbox({ timeoutMs: 20_000, http: createHttpClient(), now: Date.now });
let gateway: TestServer;
beforeAll(async () => {
  gateway = await startHttpServer();
});
afterAll(async () => {
  await sandbox.stop();
  await gateway.close();
});

const run = (event: object, { url = `${gateway.url}/prod/sms`, code = ACTION } = {}) =>
  sandbox.run(
    actionVersion(code),
    code === MFA_ACTION ? 'onExecuteSendPhoneMessage' : 'onExecuteCustomPhoneProvider',
    { secrets: actionSecrets(url, TOKEN_SECRET), ...event },
  );
const posted = () => JSON.parse(gateway.requests[0]?.body ?? '{}') as Record<string, unknown>;
const DONE = { result: 'done', console: '' };

const FROM = {
  clientId: '2j6ifmL7pT68tirH',
  organizationId: 'org_0123456789abcdef',
  correlationId: 'c0ffee-1',
  req: { ip: '192.0.2.7', 'user-agent': 'Mozilla/5.0' },
};
const TEXT = {
  recipient: '+12025550123',
  body: '739154 is your verification code for Acme',
  code: '739154',
  messageType: 'otp_verify',
  deliveryMethod: 'text',
  locale: 'en_US',
  ...FROM,
};
const { code: _code, ...WITHOUT_CODE } = TEXT;

describe('what Auth0 passes reaches the gateway', () => {
  // prettier-ignore
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a code for a sign-in', {}, TEXT],
    ['a code for an enrolment', { message_type: 'otp_enroll' }, { ...TEXT, messageType: 'otp_enroll' }],
    ['a changed password', { message_type: 'change_password' }, { ...TEXT, messageType: 'change_password' }],
    ['a blocked account', { message_type: 'blocked_account', code: undefined, as_text: 'Blocked.' }, { ...WITHOUT_CODE, messageType: 'blocked_account', body: 'Blocked.' }],
    ['a breached password', { message_type: 'password_breach', code: undefined, as_text: 'Breached.' }, { ...WITHOUT_CODE, messageType: 'password_breach', body: 'Breached.' }],
    ['a type that nobody has heard of', { message_type: 'otp_new' }, { ...TEXT, messageType: 'otp_new' }],
    ['a call', { delivery_method: 'voice' }, { ...TEXT, deliveryMethod: 'voice', body: 'Your code is 7 3 9 1 5 4. Again: 7 3 9 1 5 4' }],
    ['a sign-in without its code apart', { code: undefined }, WITHOUT_CODE],
    ['an empty code', { code: '' }, WITHOUT_CODE],
    ['a null for a code', { code: null }, WITHOUT_CODE],
    ['a number with dashes', { recipient: '+1-202-555-0123' }, TEXT],
    ['a number with spaces', { recipient: ' +44 7700 900123 ' }, { ...TEXT, recipient: '+447700900123' }],
    ['a number of the US without its prefix', { recipient: '(202) 555-0123' }, TEXT],
    ['a sender of a template, which the environment file decides', { from: 'Acme' }, TEXT],
    ['a text in other letters', { as_text: '验证码 739154 “é” 🔑' }, { ...TEXT, body: '验证码 739154 “é” 🔑' }],
    ['no locale', { locale: undefined }, Object.fromEntries(Object.entries(TEXT).filter(([key]) => key !== 'locale'))],
  ])('%s', async (_, notification, message) => {
    gateway.answerWith(ACCEPTED);
    expect(await run(phoneProviderEvent(notification))).toEqual(DONE);
    expect(posted()).toEqual(message);
  });

  test('an event with its message and nothing else', async () => {
    gateway.answerWith(ACCEPTED);
    const { notification } = phoneProviderEvent({ locale: undefined });
    expect(await run({ notification })).toEqual(DONE);
    const { locale: _, ...bare } = TEXT;
    expect(posted()).toEqual(
      Object.fromEntries(Object.entries(bare).filter(([key]) => !Object.hasOwn(FROM, key))),
    );
  });

  test('once, as JSON, to the very address', async () => {
    gateway.answerWith(ACCEPTED);
    await run(phoneProviderEvent({}));
    expect(gateway.requests).toMatchObject([
      { method: 'POST', path: '/prod/sms', headers: { 'content-type': 'application/json' } },
    ]);
  });

  test('with a token of one minute, of this environment, for this body and no other', async () => {
    gateway.answerWith(ACCEPTED);
    await run(phoneProviderEvent({ as_text: 'für Sie: 739154' }));
    await run(phoneProviderEvent({ as_text: 'für Sie: 739154' }));
    const tokens = gateway.requests.map(({ headers }) =>
      (headers.authorization ?? '').replace('Bearer ', ''),
    );
    const [claims, again] = tokens.map((token) => decodeJwt(token));
    const nowSeconds = Date.now() / 1000;
    expect(claims).toEqual({
      aud: 'urn:sms-gateway:test',
      sub: 'auth0:test',
      iat: expect.any(Number),
      exp: (claims?.iat ?? 0) + 60,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      body_sha256: createHash('sha256')
        .update(gateway.requests[0]?.body ?? '')
        .digest('base64url'),
    });
    expect(Math.abs((claims?.iat ?? 0) - nowSeconds)).toBeLessThan(30);
    expect(again?.jti).not.toBe(claims?.jti);
    // Signed by hand the token is the same, letter for letter.
    expect(tokens[0]).toBe(signToken(claims));
  });
});

describe('what the gateway answers', () => {
  // prettier-ignore
  test.each<[string, Answer, 'done' | 'retry' | 'drop', string?]>([
    ['accepted', ACCEPTED, 'done'],
    ['a duplicate', json(200, { status: 'duplicate' }), 'done'],
    ['invalid', json(400, { error: 'invalid_request', detail: 'recipient: 739154' }), 'drop', 'answered 400 (invalid_request)'],
    ['unauthorized', json(401, { error: 'unauthorized' }), 'drop', 'answered 401 (unauthorized)'],
    ['blocked', json(403, { error: 'blocked', reason: 'country_not_allowed' }), 'drop', 'answered 403 (blocked, country_not_allowed)'],
    ['not found', json(404, { error: 'not_found' }), 'drop', 'answered 404 (not_found)'],
    ['too large', json(413, { error: 'too_large' }), 'drop', 'answered 413 (too_large)'],
    ['no number', json(422, { error: 'invalid_recipient' }), 'drop', 'answered 422 (invalid_recipient)'],
    ['throttled', json(429, { error: 'rate_limited', limit: 'api' }, { 'retry-after': '1' }), 'retry', 'answered 429 (rate_limited, api)'],
    ['limited for an hour', json(429, { error: 'rate_limited', limit: 'recipient' }, { 'retry-after': '3600' }), 'drop', 'Not repeated: it would come too late'],
    ['failed, and may pass', json(502, { error: 'delivery_failed', retryable: true }), 'retry', 'answered 502 (delivery_failed)'],
    ['failed for good', json(502, { error: 'delivery_failed', retryable: false }), 'drop', 'answered 502 (delivery_failed)'],
    ['unavailable', json(503, { error: 'unavailable' }), 'retry', 'answered 503 (unavailable)'],
    ['out of time', json(504, { error: 'timeout' }), 'retry', 'answered 504 (timeout)'],
    ['a page of HTML and 502', html(502), 'retry', 'answered 502'],
    ['a page of HTML and 200', html(200), 'drop', 'GATEWAY_URL leads to something else'],
    ['no content', answer(204), 'drop', 'GATEWAY_URL leads to something else'],
    ['nothing, and hangs up', reset, 'retry', 'not reachable'],
    ['half an answer', halfAnswer(), 'retry', 'not reachable'],
  ])('%s', async (_, reply, result, reason = '') => {
    gateway.answerWith(reply);
    const outcome = await run(phoneProviderEvent({}));
    expect(outcome).toMatchObject({ result, console: '' });
    expect('reason' in outcome ? outcome.reason : '').toContain(reason);
  });

  test('nothing, since nobody is there', async () => {
    expect(await run(phoneProviderEvent({}), { url: `${await deserted()}/sms` })).toMatchObject({
      result: 'retry',
      reason: expect.stringContaining('not reachable'),
    });
  });

  test('nothing at all: given up two seconds before Auth0 would, and repeated', async () => {
    // The wait is cut short for the test; the rest is the bundle as it is.
    const hasty = ACTION.replace('GATEWAY_TIMEOUT_MS = 18e3;', 'GATEWAY_TIMEOUT_MS = 100;');
    expect(hasty).not.toBe(ACTION);
    gateway.answerWith(hang);
    expect(await run(phoneProviderEvent({}), { code: hasty })).toEqual({
      result: 'retry',
      reason: 'SMS gateway, to …23: no answer in time; the message may be on its way',
      console: '',
    });
  });
});

describe('what cannot be sent is dropped, and says why', () => {
  test.each<[string, object, string]>([
    ['no secrets', { ...phoneProviderEvent({}), secrets: {} }, 'lacks the secret GATEWAY_URL'],
    ['no notification', {}, 'Auth0 named no recipient'],
    ['no recipient', phoneProviderEvent({ recipient: '' }), 'Auth0 named no recipient'],
    ['no text', phoneProviderEvent({ as_text: undefined }), 'Auth0 passed no text'],
    [
      'a call without what is spoken',
      phoneProviderEvent({ delivery_method: 'voice', as_voice: ' ' }),
      'Auth0 passed no text',
    ],
  ])('%s', async (_, event, reason) => {
    gateway.answerWith(ACCEPTED);
    expect(await run(event)).toMatchObject({
      result: 'drop',
      reason: expect.stringContaining(reason),
      console: '',
    });
    expect(gateway.requests).toEqual([]);
  });
});

describe('multi-factor authentication on an older tenant', () => {
  const { organizationId: _, ...from } = FROM;
  const MESSAGE = {
    recipient: '+12025550123',
    body: 'Your Acme code is 739154',
    code: '739154',
    messageType: 'otp_verify',
    deliveryMethod: 'text',
    ...from,
  };

  // prettier-ignore
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a second factor', {}, MESSAGE],
    ['an enrolment', { action: 'enrollment' }, { ...MESSAGE, messageType: 'otp_enroll' }],
    ['a call', { message_type: 'voice' }, { ...MESSAGE, deliveryMethod: 'voice' }],
    ['a number with dashes', { recipient: '202-555-0123' }, MESSAGE],
  ])('%s', async (_name, options, message) => {
    gateway.answerWith(ACCEPTED);
    expect(await run(sendPhoneMessageEvent(options), { code: MFA_ACTION })).toEqual(DONE);
    expect(posted()).toEqual(message);
  });

  test.each<[string, Answer, string]>([
    [
      'blocked',
      json(403, { error: 'blocked', reason: 'country_not_allowed' }),
      'SMS gateway, to …23: answered 403 (blocked, country_not_allowed): the routes or sendLimits do not allow the country of this number',
    ],
    [
      'unavailable, which nobody repeats',
      json(503, { error: 'unavailable' }),
      'SMS gateway, to …23: answered 503 (unavailable): its credentials, or AWS, are unavailable',
    ],
  ])('a failure is thrown: %s', async (_name, reply, message) => {
    gateway.answerWith(reply);
    expect(await run(sendPhoneMessageEvent({}), { code: MFA_ACTION })).toMatchObject({
      result: 'error',
      errorClass: 'action_error',
      message,
    });
  });
});
