import { gatewayTokenClaims, secretNames } from '../../lambda/contract';
import { providerRegistry } from '../../lambda/gateway/adapters/providers/registry';
import { createHttpClient } from '../../lambda/shared/http';
import { bundlePhoneAction } from '../../lib/bundle';
import { serve, type RunningServer } from '../../local/http/serve';
import { STAND_IN_ACCOUNTS } from '../../local/providers/accounts';
import { startProviders, type RunningProviders } from '../../local/providers/start-providers';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { startTenant, type RunningTenant } from '../../local/tenant/start-tenant';
import { createTestGateway, ENVIRONMENT, inMemorySecrets, TOKEN_SECRET } from '../support/gateway';

const { twilio } = STAND_IN_ACCOUNTS;
const { gatewayToken, provider: secretOf } = secretNames(ENVIRONMENT);
let providers: RunningProviders;
let gateway: RunningServer;
let tenant: RunningTenant;

beforeAll(async () => {
  providers = await startProviders();
  const { send } = createTestGateway({
    providers: {
      twilio: {
        type: 'twilio',
        accountSid: twilio.accountSid,
        from: '+12025550100',
        baseUrl: providers.urlOf('twilio'),
      },
    },
    definitions: providerRegistry,
    store: inMemorySecrets({
      [gatewayToken]: TOKEN_SECRET,
      [secretOf('twilio')]: JSON.stringify({ authToken: twilio.authToken }),
    }),
  });
  gateway = await serve(async ({ body, headers }) => {
    const answer = await send(body, {
      headers: {
        'Content-Type': headers['content-type'],
        Authorization: headers['authorization'],
      },
    });
    return { status: answer.status, body: JSON.stringify(answer.body) };
  });
  tenant = await startTenant({
    createdBefore2025March: false,
    startsPerHour: 10_000,
    applications: [{ clientId: 'app', name: 'App', grants: [PASSWORDLESS_GRANT] }],
    connections: [{ name: 'sms', clients: ['app'] }],
  });
  const { audience, subject } = gatewayTokenClaims(ENVIRONMENT);
  tenant.setIntegration('phone-provider', {
    code: bundlePhoneAction(ENVIRONMENT),
    secrets: {
      GATEWAY_URL: `${gateway.url}/sms`,
      GATEWAY_TOKEN_KEY: TOKEN_SECRET,
      AUDIENCE: audience,
      SUBJECT: subject,
    },
  });
});
afterAll(async () => {
  await tenant.close();
  await gateway.close();
  await providers.close();
});

const http = createHttpClient();
const start = async (number: string) => {
  const answer = await http.request({
    method: 'POST',
    url: `${tenant.url}/passwordless/start`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'app', connection: 'sms', phone_number: number }),
    timeoutMs: 5000,
  });
  return answer.ok && answer.value.status;
};

test('a code goes by Action, real gateway and provider to the phone', async () => {
  expect(await start('+12025550123')).toBe(200);
  expect(await providers.inbox.latest('+12025550123', { timeoutMs: 5000 })).toMatchObject({
    text: expect.stringMatching(/^\d{6} is your verification code for laptop$/),
    provider: 'twilio',
  });
});

test('fifty at once: each at its own number', async () => {
  const numbers = Array.from({ length: 50 }, (_, at) => `+120255501${String(at).padStart(2, '0')}`);
  providers.inbox.clear();
  expect(new Set(await Promise.all(numbers.map(start)))).toEqual(new Set([200]));
  await tenant.actionsIdle();
  expect(
    providers.inbox
      .all()
      .map(({ to }) => to)
      .sort(),
  ).toEqual(numbers);
});

test('a recipient that is refused for good is dropped, and the tenant’s log says so', async () => {
  expect(await start('+12025550190')).toBe(200);
  await tenant.actionsIdle();
  expect(tenant.logs()[0]).toMatchObject({
    type: 'fn',
    description:
      'SMS gateway, to …90: answered 422 (invalid_recipient): no message can be sent to this number',
  });
});
