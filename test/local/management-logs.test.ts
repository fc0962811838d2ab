import { managementTenant, textAt } from './management-client';
import { at } from '../../lambda/gateway/adapters/providers/answers';
import { createLogStore, type LogEntry } from '../../local/tenant/log-store';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { fail, ok } from '../../lambda/shared/result';

const NUMBER = '+12025550123';

const setUp = async () => {
  const bodies: string[] = [];
  const tenant = managementTenant({
    applications: [{ clientId: 'app', name: 'App', grants: [PASSWORDLESS_GRANT] }],
    connections: [
      {
        name: 'sms',
        clients: ['app'],
        options: { provider: 'sms_gateway', gateway_url: 'https://gateway.example/sms' },
      },
    ],
    http: {
      request: ({ body = '' }) => {
        bodies.push(body);
        return Promise.resolve(
          bodies.length === 3
            ? fail({ reason: 'refused', sent: 'no' })
            : ok({ status: 200, headers: {}, body: '' }),
        );
      },
    },
  });
  const start = () =>
    tenant.ask('POST', '/passwordless/start', {
      client_id: 'app',
      connection: 'sms',
      phone_number: NUMBER,
    });
  const exchange = (otp: string) =>
    tenant.ask('POST', '/oauth/token', {
      grant_type: PASSWORDLESS_GRANT,
      client_id: 'app',
      username: NUMBER,
      otp,
      realm: 'sms',
    });
  const codes = () => bodies.map((body) => /\d{6}/.exec(body.split('"body":')[1] ?? '')?.[0] ?? '');
  // cs, ss, s — cs, fepotpft — fn
  await start();
  await exchange(codes()[0] ?? '');
  await start();
  await exchange('x');
  await start();
  return { ...tenant, codes };
};

const types = (entries: unknown) => (entries as readonly LogEntry[]).map(({ type }) => type);

test('what happened, newest first, with Auth0’s codes and fields', async () => {
  const { call } = await setUp();
  const { body } = await call('GET', '/logs');
  expect(types(body)).toEqual(['fn', 'fepotpft', 'cs', 's', 'ss', 'cs']);
  expect(at(body, 2)).toEqual({
    log_id: expect.any(String),
    _id: expect.any(String),
    date: '2026-11-22T12:00:00.000Z',
    type: 'cs',
    description: '',
    isMobile: false,
    client_id: 'app',
    client_name: 'App',
    connection: 'sms',
    connection_id: expect.stringMatching(/^con_/),
    strategy: 'sms',
    strategy_type: 'passwordless',
    user_id: expect.stringMatching(/^sms\|/),
    user_name: NUMBER,
    ip: '127.0.0.1',
    details: {
      body: {
        phone_number: NUMBER,
        connection: 'sms',
        client_id: 'app',
        send: 'code',
        ip: '127.0.0.1',
        request_language: null,
        tenant: 'laptop',
      },
    },
  });
  expect(at(body, 0, 'description')).toContain('Unexpected response while calling the SMS gateway');
});

test('no entry holds a code or a message text', async () => {
  const { tenant, codes } = await setUp();
  const text = JSON.stringify(tenant.logs());
  for (const code of codes()) expect(text).not.toContain(code);
  expect(text).not.toContain('verification code is');
});

test('in pages, with totals, by type, after an entry, and one alone', async () => {
  const { call } = await setUp();
  const { body: all } = await call('GET', '/logs');
  expect(types((await call('GET', '/logs?per_page=2&page=1')).body)).toEqual(['cs', 's']);
  expect((await call('GET', '/logs?per_page=2&include_totals=true')).body).toMatchObject({
    start: 0,
    limit: 2,
    length: 2,
    total: 6,
  });
  expect(types((await call('GET', '/logs?q=type:cs')).body)).toEqual(['cs', 'cs']);
  expect((await call('GET', '/logs?q=user_name:x')).status).toBe(400);
  const after = await call('GET', `/logs?from=${textAt(all, 3, 'log_id')}&take=2`);
  expect(types(after.body)).toEqual(['cs', 'fepotpft']);
  expect((await call('GET', `/logs/${textAt(all, 0, 'log_id')}`)).body).toEqual(at(all, 0));
  expect((await call('GET', '/logs/none')).status).toBe(404);
});

test('a thousand entries are kept', () => {
  const logs = createLogStore(() => 0);
  for (let count = 0; count < 1005; count += 1) logs.write('cs');
  expect(logs.all()).toHaveLength(1000);
});
