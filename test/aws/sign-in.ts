import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { NUMBERS } from './environment';
import type { Stage } from './stage';
import { APP } from './tenant';

/** What a person does: ask for a code, read it on the phone, type it in. */
export const checkSignIn = async (
  { checks: { heading, check }, tenant, providers }: Stage,
  expectedText: (code: string) => string,
): Promise<void> => {
  const number = NUMBERS.twilioThenSns;
  const post = async (path: string, fields: Readonly<Record<string, string>>) => {
    const response = await fetch(`${tenant.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: APP.clientId, ...fields }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body };
  };
  const start = (to: string) =>
    post('/passwordless/start', { connection: 'sms', phone_number: to, send: 'code' });
  const exchange = (otp: string) =>
    post('/oauth/token', {
      grant_type: PASSWORDLESS_GRANT,
      username: number,
      otp,
      realm: 'sms',
      scope: 'openid phone',
    });
  let code = '';

  heading('A sign-in, from the app to the phone and back');
  await check(
    'the code that Auth0 makes arrives on the phone, in the words of the file',
    async () => {
      const after = providers.inbox.all().at(-1)?.sequence ?? 0;
      const started = await start(number);
      assert.equal(started.status, 200, JSON.stringify(started.body));
      const sms = await providers.inbox.latest(number, { after, timeoutMs: 1_000 });
      code = /\d{12}/.exec(sms?.text ?? '')?.[0] ?? '';
      assert.equal(sms?.text, expectedText(code));
    },
  );
  await check('a wrong code does not sign in', async () => {
    const wrong = await exchange(code === '000000' ? '111111' : '000000');
    assert.equal(wrong.status, 403);
    assert.equal(wrong.body['error'], 'invalid_grant');
  });
  await check('the code signs in: the id token verifies and names the phone', async () => {
    const { status, body } = await exchange(code);
    assert.equal(status, 200, JSON.stringify(body['error']));
    const keys = createRemoteJWKSet(new URL(`${tenant.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(String(body['id_token']), keys, {
      issuer: `${tenant.url}/`,
      audience: APP.clientId,
    });
    assert.equal(payload['phone_number'], number);
  });
  await check('a country on no route is the app to know: sms_provider_error', async () => {
    const refused = await start(NUMBERS.noRoute);
    assert.equal(refused.status, 400);
    assert.equal(refused.body['error'], 'sms_provider_error');
    assert.match(String(refused.body['error_description']), /403/);
  });
};
