import type { CdkCustomResourceEvent } from 'aws-lambda';
import { createSecretVault } from '../../../../lambda/auth0-management/adapters/secrets';
import { createHandler } from '../../../../lambda/auth0-connection/handler';
import {
  type Auth0SmsConnectionProperties,
  type Auth0ConnectionSettings,
  gatewayTokenClaims,
} from '../../../../lambda/contract';
import { createHttpClient } from '../../../../lambda/shared/http';
import { localRequest, type LocalAnswer, type LocalRequest } from '../../../../local/http/message';
import { serve } from '../../../../local/http/serve';
import {
  type Connection,
  type ConnectionSeed,
  REGISTRATION_SCOPES,
} from '../../../../local/tenant/model';
import { createTenant, type Tenant, type TenantOptions } from '../../../../local/tenant/tenant';
import { CANARIES } from './canaries';
import { startSecretsServer, type SecretsServer } from './secrets-server';

export const NAMES = {
  backup: 'arn:aws:secretsmanager:us-east-1:111111111111:secret:Backup-AbCdEf',
  management: 'sms-gateway/test/auth0-management',
  gatewayToken: 'sms-gateway/test/gateway-token',
} as const;

/** Whose the registrations are. */
export const OWNER = '111111111111/us-east-1/test';

/** Virtual milliseconds that an invocation may take. */
export const LAMBDA_TIMEOUT_MS = 300_000;
/** Far more than a request on this machine needs. */
const PATIENT_MS = 5_000;

/** What goes wrong with one call: before the tenant acts on it, or after. */
export interface Fault {
  readonly when: 'before' | 'after';
  readonly answer: LocalAnswer;
}

/** Which call of the invocation, from 0, the token included. `undefined`: let it through. */
export type Sabotage = (request: LocalRequest, index: number) => Fault | undefined;

export interface World {
  readonly url: string;
  readonly secrets: SecretsServer;
  readonly connections: () => readonly Connection[];
  readonly named: (name: string) => Connection | undefined;
  /** Replaces the options of a connection, as somebody else does. */
  readonly write: (name: string, options: Connection['options']) => void;
  /** Every call since the last {@link World.forget}, as `METHOD /path`. */
  readonly calls: () => readonly string[];
  readonly requests: () => readonly LocalRequest[];
  readonly lines: () => readonly string[];
  /** The lines of the log, parsed. */
  readonly log: () => readonly Record<string, unknown>[];
  /** Virtual milliseconds spent waiting. */
  readonly slept: () => readonly number[];
  readonly sabotage: (sabotage: Sabotage) => void;
  /** Forgets calls, lines, waits and sabotage. */
  readonly forget: () => void;
  readonly now: () => number;
  readonly properties: (
    connection?: Partial<Auth0ConnectionSettings>,
    rest?: Partial<Auth0SmsConnectionProperties>,
  ) => Auth0SmsConnectionProperties;
  readonly create: (properties: unknown) => Promise<string>;
  readonly update: (id: string, properties: unknown, old: unknown) => Promise<string>;
  readonly remove: (id: string, properties: unknown) => Promise<string>;
  /** What the handler throws, or `undefined`. */
  readonly failureOf: (work: Promise<unknown>) => Promise<Error | undefined>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly connections?: readonly ConnectionSeed[];
  readonly scopes?: readonly string[];
  readonly managementLimit?: TenantOptions['managementLimit'];
  /** Real milliseconds after which a request counts as timed out. @default 5000 */
  readonly requestTimeoutMs?: number;
}

/** A tenant, a Secrets Manager and the real handler between them; everything talks real HTTP. */
export const startWorld = async ({
  connections: seeds = [],
  scopes = REGISTRATION_SCOPES,
  managementLimit,
  requestTimeoutMs = PATIENT_MS,
}: WorldOptions = {}): Promise<World> => {
  const secrets = await startSecretsServer();
  secrets.values.set(NAMES.gatewayToken, CANARIES.gatewayKey);
  secrets.values.set(
    NAMES.management,
    JSON.stringify({ clientId: 'm2m', clientSecret: CANARIES.clientSecret }),
  );

  let nowMs = Date.parse('2026-11-23T10:00:00Z');
  let sabotage: Sabotage = () => undefined;
  let calls: LocalRequest[] = [];
  let lines: string[] = [];
  let slept: number[] = [];

  let tenant: Tenant | undefined;
  const server = await serve(async (request) => {
    const fault = sabotage(request, calls.length);
    calls.push(request);
    if (fault?.when === 'before') return fault.answer;
    const answer = (await tenant?.handle(request)) ?? { status: 503 };
    return fault?.answer ?? answer;
  });
  tenant = createTenant({
    baseUrl: server.url,
    now: () => nowMs,
    connections: seeds,
    managementLimit,
    applications: [
      {
        clientId: 'm2m',
        name: 'SMS gateway registration',
        clientSecret: CANARIES.clientSecret,
        grants: ['client_credentials'],
        managementScopes: scopes,
      },
    ],
  });
  const running = tenant;
  // Its keys take a while to make: not in the time of a test that counts milliseconds.
  await running.handle(localRequest('GET', '/.well-known/jwks.json'));

  const http = createHttpClient({ maxAnswerBytes: 4 * 1024 * 1024 });
  const handler = createHandler({
    secretNames: () => NAMES,
    vault: createSecretVault(secrets.client),
    http: {
      request: (request) =>
        http.request({ ...request, timeoutMs: Math.min(request.timeoutMs, requestTimeoutMs) }),
    },
    now: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    random: () => 0.5,
    writeLine: (line) => void lines.push(line),
  });
  const send = async (event: object): Promise<string> => {
    const deadline = nowMs + LAMBDA_TIMEOUT_MS;
    const answer = await handler(
      {
        ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:framework',
        ResponseURL: '...',
        StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/test/1',
        RequestId: 'request-1',
        LogicalResourceId: 'Connection',
        ResourceType: 'Custom::Auth0SmsConnection',
        ...event,
      } as unknown as CdkCustomResourceEvent,
      { getRemainingTimeInMillis: () => deadline - nowMs },
    );
    return answer.PhysicalResourceId ?? '';
  };

  return {
    url: server.url,
    secrets,
    connections: running.connections,
    named: (name) => running.connections().find((connection) => connection.name === name),
    write: (name, options) => {
      const found = running.connections().find((connection) => connection.name === name);
      // At once and unseen: nobody is asked, and no call is counted.
      if (found) Object.assign(found, { options });
    },
    calls: () => calls.map(({ method, path }) => `${method} ${path}`),
    requests: () => calls,
    lines: () => lines,
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    slept: () => slept,
    sabotage: (next) => {
      sabotage = next;
    },
    forget: () => {
      sabotage = () => undefined;
      calls = [];
      lines = [];
      slept = [];
    },
    now: () => nowMs,
    properties: (connection = {}, rest = {}) => ({
      environment: 'test',
      domain: server.url,
      owner: OWNER,
      integration: 'sms-gateway',
      gatewayUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/live/sms',
      ...gatewayTokenClaims('test'),
      onDelete: 'restore',
      connection: {
        name: 'sms',
        sender: '+12025550100',
        template: CANARIES.template,
        syntax: 'liquid',
        codeLength: 6,
        codeLifetimeSeconds: 180,
        disableSignup: false,
        bruteForceProtection: true,
        forwardRequestInfo: true,
        enabledClients: ['app1'],
        ...connection,
      },
      ...rest,
    }),
    create: (properties) => send({ RequestType: 'Create', ...resource(properties) }),
    update: (id, properties, old) =>
      send({
        RequestType: 'Update',
        PhysicalResourceId: id,
        ...resource(properties),
        OldResourceProperties: asCloudFormation(old),
      }),
    remove: (id, properties) =>
      send({ RequestType: 'Delete', PhysicalResourceId: id, ...resource(properties) }),
    failureOf: (work) =>
      work.then(
        () => undefined,
        (error: unknown) => error as Error,
      ),
    close: async () => {
      await server.close();
      await secrets.close();
    },
  };
};

const resource = (properties: unknown) => ({
  ResourceProperties: {
    ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:framework',
    ServiceTimeout: '360',
    ...(asCloudFormation(properties) as object),
  },
});

/** CloudFormation hands every number and boolean over as a string. */
const asCloudFormation = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asCloudFormation);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, asCloudFormation(item)]),
  );
};

/** A connection as it may stand in a tenant that sends through Twilio, with options of all sorts. */
export const twilioConnection = (
  name = 'sms',
  rest: Partial<ConnectionSeed> = {},
): ConnectionSeed => ({
  id: `con_${name.replaceAll('-', '')}Seed00`,
  name,
  displayName: 'Text message',
  options: {
    name: 'SMS OTP',
    provider: 'twilio',
    from: '+12025550199',
    template: CANARIES.formerTemplate,
    syntax: 'md_with_macros',
    totp: { length: 4, time_step: 300 },
    disable_signup: true,
    brute_force_protection: false,
    twilio_sid: `AC${'0'.repeat(32)}`,
    twilio_token: CANARIES.twilioToken,
    messaging_service_sid: null,
    ...FOREIGN,
  },
  clients: ['app0'],
  ...rest,
});

/** Options that are none of our business. */
export const FOREIGN = {
  use_phone_provider: false,
  authParams: { audience: 'https://api.acme.example' },
  upstream_params: { login_hint: { alias: 'login_hint' } },
  non_persistent_attrs: null,
  invented_by_auth0_tomorrow: { deeply: ['nested', 1, true] },
} as const;

/** The foreign options that a connection still has. */
export const foreignOptionsOf = (connection: Connection | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(connection?.options ?? {}).filter(([key]) => Object.hasOwn(FOREIGN, key)),
  );
