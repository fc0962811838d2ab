import { gatewayOptions } from '../../../lambda/auth0-connection/core/options';
import { createSecretVault } from '../../../lambda/auth0-management/adapters/secrets';
import type { Auth0SmsConnectionProperties } from '../../../lambda/contract';
import { createHandler } from '../../../lambda/drift-check/handler';
import { createHttpClient } from '../../../lambda/shared/http';
import {
  CLIENT_CREDENTIALS_GRANT,
  type ConnectionSeed,
  REGISTRATION_SCOPES,
} from '../../../local/tenant/model';
import { startTenant } from '../../../local/tenant/start-tenant';
import { registeredProperties } from '../../../lib/registered-properties';
import { environmentWith } from '../../support/environment';
import { CANARIES, canariesIn } from '../auth0-connection/support/canaries';
import { type SecretsServer, startSecretsServer } from '../auth0-connection/support/secrets-server';

const GATEWAY_URL = 'https://abc.execute-api.eu-west-1.amazonaws.com/live/sms';
const NOW_MS = Date.parse('2026-11-23T10:00:00Z');

let secrets: SecretsServer;
beforeAll(async () => (secrets = await startSecretsServer()));
afterAll(() => secrets.close());
beforeEach(() => {
  secrets.values.set('sms-gateway/test/gateway-token', CANARIES.gatewayKey);
  secrets.values.set(
    'sms-gateway/test/auth0-management',
    JSON.stringify({ clientId: 'm2m', clientSecret: CANARIES.clientSecret }),
  );
});

const propertiesAt = (domain: string): Auth0SmsConnectionProperties => {
  const environment = environmentWith();
  const { connection } = environment.auth0;
  return registeredProperties(
    {
      ...environment,
      auth0: {
        ...environment.auth0,
        domain,
        connection: {
          ...connection,
          template: CANARIES.template,
          enabledClients: ['app1', 'app2'],
        },
      },
    },
    GATEWAY_URL,
  );
};

interface Planted {
  /** Options over those that were registered; `undefined` takes one away. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly clients?: readonly string[];
  readonly connections?: readonly ConnectionSeed[];
  readonly scopes?: readonly string[];
  readonly event?: (properties: Auth0SmsConnectionProperties) => unknown;
}

/** A tenant as it was registered, with what somebody did to it since, and one check. */
const check = async ({ options = {}, clients, connections, scopes, event }: Planted = {}) => {
  const registered = gatewayOptions(propertiesAt('unused'), CANARIES.gatewayKey);
  const merged = { ...registered, use_phone_provider: false, authParams: { a: 1 }, ...options };
  const requests: string[] = [];
  const tenant = await startTenant({
    now: () => NOW_MS,
    connections: connections ?? [
      {
        id: 'con_sms0000000000000',
        name: 'sms',
        options: Object.fromEntries(
          Object.entries(merged).filter(([, value]) => value !== undefined),
        ),
        clients: clients ?? ['app1', 'app2', 'somebody-elses'],
      },
    ],
    applications: [
      {
        clientId: 'm2m',
        clientSecret: CANARIES.clientSecret,
        name: 'SMS gateway',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: scopes ?? REGISTRATION_SCOPES,
      },
    ],
    intercept: ({ method, path }) => {
      requests.push(`${method} ${path}`);
      return undefined;
    },
  });
  const lines: string[] = [];
  const handler = createHandler({
    vault: createSecretVault(secrets.client),
    http: createHttpClient(),
    now: () => NOW_MS,
    sleep: () => Promise.resolve(),
    random: () => 0.5,
    writeLine: (line) => void lines.push(line),
  });
  const properties = propertiesAt(tenant.url);
  const failure = await handler(event?.(properties) ?? properties, {
    getRemainingTimeInMillis: () => 120_000,
  }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  await tenant.close();
  return {
    failure,
    requests,
    lines,
    line: JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
};

test('a tenant as it was registered has no drift', async () => {
  const { line, failure, requests } = await check();
  expect(failure).toBeUndefined();
  expect(line).toEqual({
    level: 'info',
    message: 'as registered',
    environment: 'test',
    _aws: {
      Timestamp: NOW_MS,
      CloudWatchMetrics: [
        {
          Namespace: 'SmsGateway',
          Dimensions: [['environment']],
          Metrics: [{ Name: 'Drift', Unit: 'Count' }],
        },
      ],
    },
    Drift: 0,
  });
  expect(requests).toEqual([
    'POST /oauth/token',
    'GET /api/v2/connections',
    'GET /api/v2/connections/con_sms0000000000000/clients',
  ]);
});

const authentication = gatewayOptions(propertiesAt('unused'), CANARIES.gatewayKey)[
  'gateway_authentication'
] as Record<string, unknown>;

test.each<[string, Planted, readonly string[]]>([
  ['another URL', { options: { gateway_url: 'https://evil.example/sms' } }, ['gateway_url']],
  [
    'the provider switched back to Twilio',
    { options: { provider: 'twilio', twilio_sid: 'AC1', twilio_token: CANARIES.twilioToken } },
    ['provider', 'twilio_sid', 'twilio_token'],
  ],
  [
    'another key',
    {
      options: {
        gateway_authentication: { ...authentication, secret: CANARIES.formerGatewaySecret },
      },
    },
    ['gateway_authentication.secret'],
  ],
  [
    'another audience',
    { options: { gateway_authentication: { ...authentication, audience: 'elsewhere' } } },
    ['gateway_authentication.audience'],
  ],
  [
    'a key said to be base64',
    { options: { gateway_authentication: { ...authentication, secret_base64_encoded: true } } },
    ['gateway_authentication.secret_base64_encoded'],
  ],
  [
    'no authentication at all',
    { options: { gateway_authentication: undefined } },
    ['gateway_authentication'],
  ],
  ['another text', { options: { template: CANARIES.formerTemplate } }, ['template']],
  ['shorter codes', { options: { totp: { length: 4, time_step: 180 } } }, ['totp.length']],
  ['no sender', { options: { from: undefined } }, ['from']],
  ['sign-up switched off', { options: { disable_signup: true } }, ['disable_signup']],
])('%s is drift', async (_, planted, paths) => {
  const { line, lines, failure } = await check(planted);
  expect(failure).toBeUndefined();
  expect(line).toMatchObject({
    level: 'warn',
    message: 'drift',
    paths: paths.map((path) => `connection.options.${path}`),
    Drift: paths.length,
  });
  expect(canariesIn(lines.join())).toEqual([]);
});

test.each<[string, Planted, readonly string[]]>([
  ['a connection that is gone', { connections: [] }, ['connection']],
  ['an application that was disabled', { clients: ['app2'] }, ['connection.clients']],
])('%s is drift', async (_, planted, paths) => {
  expect((await check(planted)).line).toMatchObject({ message: 'drift', paths });
});

test.each<[string, Planted]>([
  ['an option that is not ours', { options: { upstream_params: { x: 1 } } }],
  ['an application that was never listed', { clients: ['app1', 'app2', 'another'] }],
])('%s is nobody’s drift', async (_, planted) => {
  expect((await check(planted)).line).toMatchObject({ message: 'as registered', Drift: 0 });
});

test('options that cannot be read are drift, and not a clean tenant', async () => {
  const scopes = REGISTRATION_SCOPES.filter((scope) => scope !== 'read:connections_options');
  expect((await check({ scopes })).line).toMatchObject({ paths: ['connection.options'] });
});

test.each<[string, Planted | (() => Planted), RegExp]>([
  ['a scope that is missing', { scopes: [] }, /grant it the scopes read:connections/],
  [
    'a secret that is not filled in',
    () => {
      secrets.values.delete('sms-gateway/test/auth0-management');
      return {};
    },
    /The secret sms-gateway\/test\/auth0-management is not filled in/,
  ],
  [
    'a schedule with another event',
    { event: () => ({ environment: 'test' }) },
    /The properties of the resource cannot be used/,
  ],
])('%s fails the invocation, and says nothing of drift', async (_, planted, sentence) => {
  const { failure, line, lines } = await check(typeof planted === 'function' ? planted() : planted);
  expect(failure?.name).toBe('DriftCheckFailed');
  expect(failure?.message).toMatch(sentence);
  expect(failure?.stack).toBe('');
  expect(line).toMatchObject({ level: 'error', message: 'not checked' });
  expect(line['reason']).toMatch(sentence);
  expect(line).not.toHaveProperty('Drift');
  expect(canariesIn(lines.join())).toEqual([]);
});
