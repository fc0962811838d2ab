import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import type { Tenant } from '../../local/tenant/tenant';
import { BASE, NUMBER, signInTenant, wrong } from './sign-in';

const get = async (tenant: Tenant, path: string, headers: Record<string, string> = {}) =>
  (await tenant.handle(localRequest('GET', path, { headers }))) as LocalResponse;

const REFUSED = {
  wrong: 'Wrong phone number or verification code.',
  expired: 'The verification code has expired. Please try to login again.',
  tooMany: "You've reached the maximum number of attempts. Please try to login again.",
};
const refusal = (description: string) => ({
  status: 403,
  body: { error: 'invalid_grant', error_description: description },
});

describe('a right code', () => {
  test('is exchanged for an id_token that verifies against the JWKS', async () => {
    const { tenant, start, code, exchange, clock } = signInTenant();
    const { body: person } = await start();
    const { status, body } = await exchange(code());
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      scope: 'openid profile phone',
      expires_in: 86_400,
      token_type: 'Bearer',
    });

    const discovery = parseJson(
      (await get(tenant, '/.well-known/openid-configuration')).body ?? '',
    ) as Record<string, string>;
    expect(discovery['jwks_uri']).toBe(`${BASE}/.well-known/jwks.json`);
    const jwks = parseJson((await get(tenant, '/.well-known/jwks.json')).body ?? '');
    const { payload } = await jwtVerify(
      String(body['id_token']),
      createLocalJWKSet(jwks as JSONWebKeySet),
      {
        issuer: discovery['issuer'] ?? '',
        audience: 'app',
        algorithms: ['RS256'],
        currentDate: new Date(clock.ms),
      },
    );
    expect(payload).toMatchObject({
      sub: `sms|${String(person['_id'])}`,
      name: NUMBER,
      phone_number: NUMBER,
      phone_number_verified: true,
    });
    expect(JSON.stringify(jwks)).not.toContain('"d"');
  });

  test('makes /userinfo know the person', async () => {
    const { tenant, start, code, exchange } = signInTenant();
    await start();
    const { body } = await exchange(code());
    const authorization = `Bearer ${String(body['access_token'])}`;
    const answer = await get(tenant, '/userinfo', { authorization });
    expect(parseJson(answer.body ?? '')).toMatchObject({ phone_number: NUMBER });
    expect(await get(tenant, '/userinfo')).toMatchObject({ status: 401 });
    const idToken = `Bearer ${String(body['id_token'])}`;
    expect(await get(tenant, '/userinfo', { authorization: idToken })).toMatchObject({
      status: 401,
    });
  });

  test('brings no id_token unless openid is asked for, and carries an audience', async () => {
    const { start, code, exchange } = signInTenant();
    await start();
    const { body } = await exchange(code(), { scope: 'read:things', audience: 'urn:api' });
    expect(body).not.toHaveProperty('id_token');
    expect(decodeJwt(String(body['access_token'])).aud).toEqual(['urn:api', `${BASE}/userinfo`]);
  });

  test('gives the same person the same subject, now verified', async () => {
    const { start, code, exchange } = signInTenant();
    const first = await start();
    await exchange(code());
    const second = await start();
    expect(second.body).toEqual({ ...first.body, phone_verified: true });
  });
});

describe('a code that is refused', () => {
  test('the wrong one', async () => {
    const { start, code, exchange } = signInTenant();
    await start();
    expect(await exchange(wrong(code()))).toEqual(refusal(REFUSED.wrong));
    expect(await exchange(code())).toMatchObject({ status: 200 });
  });

  test('one for another number', async () => {
    const { start, code, exchange } = signInTenant();
    await start();
    expect(await exchange(code(), { username: '+447700900123' })).toEqual(refusal(REFUSED.wrong));
  });

  test('one shown a second time', async () => {
    const { start, code, exchange } = signInTenant();
    await start();
    await exchange(code());
    expect(await exchange(code())).toEqual(refusal(REFUSED.wrong));
  });

  test.each([
    [undefined, 180],
    [{ time_step: 300 }, 300],
  ])('one that is too old, with totp %j after %i seconds', async (totp, seconds) => {
    const { start, code, exchange, clock } = signInTenant({ options: { totp } });
    await start();
    clock.ms += seconds * 1000;
    expect(await exchange(code())).toEqual(refusal(REFUSED.expired));
    await start();
    clock.ms += seconds * 1000 - 1;
    expect(await exchange(code())).toMatchObject({ status: 200 });
  });

  test('the right one, after three wrong tries; a new code works again', async () => {
    const { start, code, exchange } = signInTenant();
    await start();
    for (let count = 0; count < 3; count += 1)
      expect(await exchange(wrong(code()))).toEqual(refusal(REFUSED.wrong));
    expect(await exchange(code())).toEqual(refusal(REFUSED.tooMany));
    await start();
    expect(await exchange(code())).toMatchObject({ status: 200 });
  });

  test('any but the newest', async () => {
    const { start, code, exchange } = signInTenant({ options: { totp: { length: 12 } } });
    await start();
    await start();
    expect(await exchange(code(0))).toEqual(refusal(REFUSED.wrong));
    expect(await exchange(code(1))).toMatchObject({ status: 200 });
  });

  test.each<[string, object, number, string]>([
    ['without a username', { username: undefined }, 400, 'invalid_request'],
    ['without a realm', { realm: undefined }, 400, 'invalid_request'],
    ['for a realm that is unknown', { realm: 'sms-eu' }, 400, 'invalid_request'],
    ['by an app that is unknown', { client_id: 'nobody' }, 401, 'access_denied'],
    ['by an app without the grant', { client_id: 'no-grant' }, 403, 'unauthorized_client'],
    ['by an app without the connection', { client_id: 'other-app' }, 400, 'invalid_request'],
    ['by a confidential app without its secret', { client_id: 'backend' }, 401, 'access_denied'],
  ])('%s', async (_, change, status, error) => {
    const { start, code, exchange } = signInTenant();
    await start();
    expect(await exchange(code(), change)).toMatchObject({ status, body: { error } });
  });

  test('a body that is neither JSON nor a form', async () => {
    const answer = await signInTenant().tenant.handle(
      localRequest('POST', '/oauth/token', { body: 'nonsense' }),
    );
    expect(answer).toMatchObject({ status: 400 });
  });
});
