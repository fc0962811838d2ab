import assert from 'node:assert/strict';
import type { ProviderState } from '../../local/providers/state';
import { BUDGET_SECONDS, NUMBERS } from './environment';
import type { GatewayAnswer } from './gateway';
import type { Stage } from './stage';

/** Every answer of the gateway's contract that can be had through the deployed URL. */
export const checkAnswers = async (stage: Stage): Promise<void> => {
  const { checks, gateway, providers } = stage;
  const { heading, check } = checks;
  const text = 'Your Acme code is 2718281828';
  const message = { recipient: NUMBERS.twilioThenSns, body: text };
  const json = JSON.stringify(message);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const seconds = () => Math.floor(Date.now() / 1000);

  const answers = (
    promise: string,
    ask: () => Promise<GatewayAnswer>,
    status: number,
    body: unknown,
  ): Promise<void> =>
    check(`${status} ${promise}`, async () => {
      const before = providers.inbox.all().length;
      const answer = await ask();
      assert.deepEqual({ status: answer.status, body: answer.body }, { status, body });
      assert.equal(providers.inbox.all().length, before, 'an SMS was sent nevertheless');
    });

  const whenProviderIs = async (
    state: ProviderState,
    promise: string,
    status: number,
    body: unknown,
  ): Promise<void> => {
    providers.setState('clickatell', state);
    await answers(
      promise,
      () => gateway.send({ ...message, recipient: NUMBERS.clickatell }),
      status,
      body,
    );
    providers.setState('clickatell', { state: 'healthy' });
  };

  heading('The gateway answers');
  const invalid = (detail: string) => ({ error: 'invalid_request', detail });
  await answers(
    'to a body that is not JSON',
    () => gateway.call('recipient=1', bearer(gateway.token())),
    400,
    invalid('body: expected JSON'),
  );
  await answers(
    'to a request without a recipient',
    () => gateway.send({ body: text }),
    400,
    invalid('recipient: missing'),
  );
  await answers(
    'to a recipient that is no text',
    () => gateway.send({ ...message, recipient: 12025550123 }),
    400,
    invalid('recipient: expected a string'),
  );

  const [head = '', , signature = ''] = gateway.token().split('.');
  const otherClaims = gateway.token({ sub: 'auth0:prod' }).split('.')[1] ?? '';
  const unsigned = gateway.token({}, { header: { alg: 'none', typ: 'JWT' } });
  const badTokens: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['without a token', {}],
    ['to a token that is none', bearer('abc')],
    ['to another scheme', { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }],
    ['to a wrong signature', bearer(gateway.token({}, { secret: 'x'.repeat(64) }))],
    ['to claims changed after signing', bearer(`${head}.${otherClaims}.${signature}`)],
    ['to a token for another audience', bearer(gateway.token({ aud: 'urn:sms-gateway:prod' }))],
    ['to a token of another subject', bearer(gateway.token({ sub: 'auth0:prod' }))],
    ['to a token that has expired', bearer(gateway.token({ exp: seconds() - 120 }))],
    ['to a token of the future', bearer(gateway.token({ nbf: seconds() + 600 }))],
    ['to an unsigned token', bearer(`${unsigned.split('.').slice(0, 2).join('.')}.`)],
    [
      'to the right key by another algorithm',
      bearer(gateway.token({}, { header: { alg: 'HS512', typ: 'JWT' }, hash: 'sha512' })),
    ],
  ];
  for (const [promise, headers] of badTokens) {
    await answers(promise, () => gateway.call(json, headers), 401, { error: 'unauthorized' });
  }

  await answers(
    'to a country on no route',
    () => gateway.send({ ...message, recipient: NUMBERS.noRoute }),
    403,
    { error: 'blocked', reason: 'country_not_allowed' },
  );
  await answers(
    'to a body over 16 KiB',
    () => gateway.send({ ...message, body: 'x'.repeat(16 * 1024) }),
    413,
    { error: 'too_large' },
  );
  await answers(
    'to what is no phone number',
    () => gateway.send({ ...message, recipient: '+1202' }),
    422,
    { error: 'invalid_recipient' },
  );
  await whenProviderIs(
    { state: 'rejecting' },
    'to a number that the provider says cannot exist',
    422,
    { error: 'invalid_recipient' },
  );
  await whenProviderIs({ state: 'failing' }, 'when every provider of the route failed', 502, {
    error: 'delivery_failed',
    retryable: true,
  });
  await answers(
    'when no provider of the route has its credentials',
    () => gateway.send({ ...message, recipient: NUMBERS.unready }),
    503,
    { error: 'unavailable' },
  );
  await whenProviderIs(
    { state: 'hanging' },
    `when the provider says nothing for the whole budget of ${BUDGET_SECONDS} s`,
    504,
    { error: 'timeout' },
  );

  heading('API Gateway answers in the same shape');
  const notFound = { error: 'not_found' };
  await answers('to another path', () => gateway.call(json, {}, { path: '/mms' }), 404, notFound);
  await answers(
    'to another method',
    () => gateway.call(undefined, {}, { method: 'GET' }),
    404,
    notFound,
  );
};
