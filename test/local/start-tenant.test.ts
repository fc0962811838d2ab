import { createHttpClient } from '../../lambda/shared/http';
import { serve, type RunningServer } from '../../local/http/serve';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { startTenant, type RunningTenant } from '../../local/tenant/start-tenant';

let gateway: RunningServer;
let tenant: RunningTenant;
const http = createHttpClient();

beforeAll(async () => {
  gateway = await serve(({ path }) =>
    path === '/hangs' ? { misbehaves: 'hangs' } : { status: 200, body: 'ok' },
  );
  const connection = (name: string, path: string) => ({
    name,
    clients: ['app'],
    options: { provider: 'sms_gateway', gateway_url: `${gateway.url}${path}` },
  });
  tenant = await startTenant({
    gatewayTimeoutMs: 100,
    applications: [{ clientId: 'app', name: 'App', grants: [PASSWORDLESS_GRANT] }],
    connections: [connection('sms', '/sms'), connection('hanging', '/hangs')],
  });
});
afterAll(async () => {
  await tenant.close();
  await gateway.close();
});

const start = async (connection: string) => {
  const answer = await http.request({
    method: 'POST',
    url: `${tenant.url}/passwordless/start`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'app', connection, phone_number: '+12025550123' }),
    timeoutMs: 5000,
  });
  return (
    answer.ok && { status: answer.value.status, body: JSON.parse(answer.value.body) as unknown }
  );
};

test('a tenant on a port of its own calls a gateway over HTTP', async () => {
  expect(await start('sms')).toMatchObject({ status: 200 });
});

test('a gateway that does not answer in time is a timeout', async () => {
  expect(await start('hanging')).toEqual({
    status: 400,
    body: {
      error: 'sms_provider_error',
      error_description: 'Timeout while calling the SMS gateway: ETIMEDOUT',
    },
  });
});

test('its tokens name its own address', async () => {
  const answer = await http.request({
    method: 'GET',
    url: `${tenant.url}/.well-known/openid-configuration`,
    timeoutMs: 5000,
  });
  expect(answer.ok && JSON.parse(answer.value.body)).toMatchObject({ issuer: `${tenant.url}/` });
});

test('a request over 10 MB is too large', async () => {
  const answer = await http.request({
    method: 'POST',
    url: `${gateway.url}/sms`,
    body: 'x'.repeat(10 * 1024 * 1024 + 1),
    timeoutMs: 5000,
  });
  expect(answer.ok && answer.value).toMatchObject({ status: 413, body: '{"error":"too_large"}' });
});
