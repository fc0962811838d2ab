import { jwtVerify } from 'jose';
import type { HttpFault } from '../../lambda/shared/http';
import { renderTemplate } from '../../local/tenant/authentication/template';
import { GATEWAY_SECRET, NUMBER, OPTIONS, signInTenant } from './sign-in';

describe('a start of a sign-in', () => {
  test('answers with the person and sends the code to the gateway', async () => {
    const { start, message } = signInTenant();
    expect(await start()).toEqual({
      status: 200,
      body: {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        phone_number: NUMBER,
        request_language: null,
        phone_verified: false,
      },
    });
    expect(message()).toEqual({
      recipient: NUMBER,
      body: expect.stringMatching(/^Code: \d{6}$/),
      sender: '+12025550100',
    });
  });

  // Change of a good request | status | error. Sources: docs/sources.md §5.1; `bad.*` are Auth0's own names.
  // prettier-ignore
  test.each<[string, object, number, string]>([
    ['no client', { client_id: undefined }, 400, 'bad.client_id'],
    ['an unknown client', { client_id: 'nobody' }, 400, 'bad.client_id'],
    ['no connection', { connection: undefined }, 400, 'bad.connection'],
    ['an unknown connection', { connection: 'sms-eu' }, 400, 'bad.connection'],
    ['a connection of another strategy', { connection: 'email' }, 400, 'bad.connection'],
    ['a connection not enabled for the app', { client_id: 'other-app' }, 400, 'bad.connection'],
    ['no phone number', { phone_number: undefined }, 400, 'bad.phone_number'],
    ['a number without its plus', { phone_number: '12025550123' }, 400, 'bad.phone_number'],
    ['a number with spaces', { phone_number: '+1 202 555 0123' }, 400, 'bad.phone_number'],
    ['sixteen digits', { phone_number: '+1234567890123456' }, 400, 'bad.phone_number'],
    ['an unknown property', { colour: 'blue' }, 400, 'bad.request'],
    ['authParams that are none', { authParams: 'scope' }, 400, 'bad.authParams'],
    ['a link', { send: 'link' }, 400, 'bad.send'],
    ['an app without the grant', { client_id: 'no-grant' }, 403, 'unauthorized_client'],
    ['a confidential app without its secret', { client_id: 'backend' }, 401, 'access_denied'],
    ['a confidential app with a wrong one', { client_id: 'backend', client_secret: 'x' }, 401, 'access_denied'],
  ])('refuses %s and sends nothing', async (_, change, status, error) => {
    const { start, sent } = signInTenant();
    const answer = await start(change);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.any(String) });
    expect(sent).toEqual([]);
  });

  test('names the pattern that a phone number must match', async () => {
    const { body } = await signInTenant().start({ phone_number: '123' });
    expect(body['error_description']).toBe(
      String.raw`String does not match pattern: ^\+[0-9]{1,15}$`,
    );
  });

  test('takes one digit for a phone number, as Auth0 does', async () => {
    expect(await signInTenant().start({ phone_number: '+1' })).toMatchObject({ status: 200 });
  });
});

describe('what the gateway answers', () => {
  const fault = (reason: HttpFault['reason']): HttpFault => ({ reason, sent: 'maybe' });
  const unexpected = (code: number | string) =>
    `Unexpected response while calling the SMS gateway: ${code}`;

  // docs/sources.md §1.4: exactly 200 counts.
  test.each<[number | HttpFault, string]>([
    [201, unexpected(201)],
    [202, unexpected(202)],
    [204, unexpected(204)],
    [400, unexpected(400)],
    [429, unexpected(429)],
    [500, unexpected(500)],
    [503, unexpected(503)],
    [401, 'Authentication failed while calling the SMS gateway: 401'],
    [fault('timeout'), 'Timeout while calling the SMS gateway: ETIMEDOUT'],
    [fault('refused'), unexpected('refused')],
    [fault('redirect'), unexpected('redirect')],
  ])('%j reaches the app as sms_provider_error', async (answer, description) => {
    const { start, gateway, sent } = signInTenant();
    gateway.answer = answer;
    expect(await start()).toEqual({
      status: 400,
      body: { error: 'sms_provider_error', error_description: description },
    });
    // No second try (docs/sources.md §1.2).
    expect(sent).toHaveLength(1);
  });

  test('is waited for as long as Auth0 waits, and no longer', async () => {
    const { start, sent } = signInTenant();
    await start();
    expect(sent[0]?.timeoutMs).toBe(30_000);
  });

  test('a connection without a gateway sends nothing and says so', async () => {
    const { start, sent } = signInTenant({ options: { provider: 'twilio' } });
    expect(await start()).toMatchObject({ status: 400, body: { error: 'sms_provider_error' } });
    expect(sent).toEqual([]);
  });
});

describe('the request to the gateway', () => {
  const claimsOf = async (authorization: string, key: Uint8Array) =>
    jwtVerify(authorization.replace('Bearer ', ''), key, { algorithms: ['HS256'] });

  test('carries a token with audience and subject and nothing else', async () => {
    const { start, sent } = signInTenant();
    await start();
    const { headers = {}, url, method } = sent[0] ?? { headers: {}, url: '', method: '' };
    expect([method, url]).toEqual(['POST', OPTIONS.gateway_url]);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Auth0' });
    const { payload } = await claimsOf(
      headers['authorization'] ?? '',
      Buffer.from(GATEWAY_SECRET, 'utf8'),
    );
    expect(payload).toEqual({ aud: 'urn:sms-gateway:test', sub: 'auth0:test' });
  });

  test('is signed with the decoded secret when the secret is encoded', async () => {
    const { start, sent } = signInTenant({
      options: {
        gateway_authentication: {
          ...OPTIONS.gateway_authentication,
          secret: Buffer.from('decoded').toString('base64url'),
          secret_base64_encoded: true,
        },
      },
    });
    await start();
    await claimsOf(sent[0]?.headers?.['authorization'] ?? '', Buffer.from('decoded'));
  });

  test('has no token where none is configured, and no sender where none is set', async () => {
    const { start, sent, message } = signInTenant({
      options: { gateway_authentication: null, from: null },
    });
    await start();
    expect(sent[0]?.headers).not.toHaveProperty('authorization');
    expect(message()).not.toHaveProperty('sender');
    expect(message()).not.toHaveProperty('req');
  });

  test('tells who asked, when it is told to', async () => {
    const { start, message } = signInTenant({ options: { forward_req_info: true } });
    await start({}, { remoteAddress: '192.0.2.7', headers: { 'user-agent': 'Browser/1' } });
    expect(message()['req']).toEqual({ ip: '192.0.2.7', 'user-agent': 'Browser/1' });
  });

  test('believes auth0-forwarded-for from a trusted backend only', async () => {
    const { start, message } = signInTenant({ options: { forward_req_info: true } });
    const headers = { 'auth0-forwarded-for': '198.51.100.9' };
    await start({ client_id: 'backend', client_secret: 'backend-secret' }, { headers });
    expect(message()['req']).toMatchObject({ ip: '198.51.100.9' });
    await start({}, { headers });
    expect(message()['req']).toMatchObject({ ip: '127.0.0.1' });
  });
});

describe('limits and settings', () => {
  test('50 starts per hour from one address, then 429, then one more every 72 seconds', async () => {
    const { start, clock, sent } = signInTenant();
    for (let count = 0; count < 50; count += 1)
      expect(await start()).toMatchObject({ status: 200 });
    expect(await start()).toMatchObject({ status: 429, body: { error: 'too_many_requests' } });
    expect(await start({}, { remoteAddress: '192.0.2.8' })).toMatchObject({ status: 200 });
    clock.ms += 72_000;
    expect(await start()).toMatchObject({ status: 200 });
    expect(await start()).toMatchObject({ status: 429 });
    expect(sent).toHaveLength(52);
  });

  test('the code is as long as totp.length says', async () => {
    const { start, code } = signInTenant({ options: { totp: { length: 8 } } });
    await start();
    expect(code()).toMatch(/^\d{8}$/);
  });

  test('with disable_signup a stranger gets no code', async () => {
    const { start, sent } = signInTenant({ options: { disable_signup: true } });
    expect(await start()).toMatchObject({ status: 400, body: { error: 'bad.connection' } });
    expect(sent).toEqual([]);
  });

  test.each([
    ['Code: @@password@@', 'md_with_macros', 'Code: 123456'],
    ['Code: {{ code }}', 'md_with_macros', 'Code: {{ code }}'],
    ['{{ password }} {{code}} {{- code -}}', 'liquid', '123456 123456 123456'],
    ['{{ application.name }}/{{ phone_number }}/{{ request_language }}', 'liquid', 'App/+1/en'],
    ['{{ unheard.of }}!', 'liquid', '!'],
    ['@@password@@ {{ code }}', undefined, '123456 123456'],
    [undefined, undefined, 'Your verification code is: 123456'],
  ])('the template %j in %s reads %j', (template, syntax, text) => {
    const values = {
      code: '123456',
      phoneNumber: '+1',
      applicationName: 'App',
      requestLanguage: 'en',
    };
    expect(renderTemplate(template, syntax, values)).toBe(text);
  });
});
