import { gatewayOptions } from '../../../lambda/auth0-connection/core/options';
import type { Auth0SmsConnectionProperties, Registered } from '../../../lambda/contract';
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
import { runCheck } from './support/run-check';

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
  /** What the connection's metadata say of its owner. @default this environment */
  readonly mark?: string | undefined;
  readonly event?: (registered: Registered) => unknown;
}

/** A tenant as it was registered, with what somebody did to it since, and one check. */
const check = async (planted: Planted = {}) => {
  const { options = {}, clients, connections, scopes, event } = planted;
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
        settings: { metadata: metadataOf(planted) },
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
  const ours = { connection: propertiesAt(tenant.url) };
  const checked = await runCheck(secrets, event?.(ours) ?? ours, { now: () => NOW_MS });
  await tenant.close();
  return { ...checked, requests };
};

const OWNER = propertiesAt('unused').owner ?? '';
const OTHER_OWNER = '222222222222/eu-west-1/staging';

const metadataOf = (planted: Planted): Record<string, string> => {
  const mark = 'mark' in planted ? planted.mark : OWNER;
  return mark === undefined ? {} : { sms_gateway_owner: mark };
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
  ['a mark that was taken away', { mark: undefined }, ['connection.owner']],
])('%s is drift', async (_, planted, paths) => {
  expect((await check(planted)).line).toMatchObject({
    message: 'drift',
    paths,
    fixes: ['raise auth0.revision by one and deploy'],
  });
});

test('a connection that another environment took is drift that no deployment mends', async () => {
  const { line } = await check({ mark: OTHER_OWNER });
  expect(line).toMatchObject({
    paths: ['connection.owner'],
    fixes: [
      expect.stringMatching(
        /^it belongs to the environment "staging" of AWS account 222222222222 in eu-west-1: give one of the two a tenant of its own/,
      ),
    ],
  });
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
    'properties that are of no use',
    { event: ({ connection }) => ({ connection: { ...connection, domain: 'https://x' } }) },
    /The properties of the resource cannot be used: domain: /,
  ],
  [
    'a schedule with another event',
    { event: () => ({ environment: 'test' }) },
    /The event does not say what was registered: deploy again/,
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
