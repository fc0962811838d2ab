import type { CdkCustomResourceEvent } from 'aws-lambda';
import { createSecretVault } from '../../../../lambda/auth0-management/adapters/secrets';
import { createHandler as createConnectionHandler } from '../../../../lambda/auth0-connection/handler';
import { createHandler } from '../../../../lambda/auth0-phone-provider/handler';
import type { Trigger } from '../../../../lambda/auth0-phone-provider/core/desired';
import {
  type Auth0PhoneProviderProperties,
  type Auth0SmsConnectionProperties,
  gatewayTokenClaims,
  registrationOwner,
} from '../../../../lambda/contract';
import { createHttpClient } from '../../../../lambda/shared/http';
import type { LocalAnswer, LocalRequest } from '../../../../local/http/message';
import { serve } from '../../../../local/http/serve';
import { MANAGEMENT_SCOPES, PASSWORDLESS_GRANT } from '../../../../local/tenant/model';
import { createTenant, type Tenant, type TenantOptions } from '../../../../local/tenant/tenant';
import { type Manage, OPERATOR, operatorOf } from '../../../support/operator';
import { CANARIES } from '../../auth0-connection/support/canaries';
import {
  startSecretsServer,
  type SecretsServer,
} from '../../auth0-connection/support/secrets-server';

/** Where each environment keeps what stood there before. */
const backupName = (environment: string, resource: string) => `backup-${environment}-${resource}`;
const MANAGEMENT_SECRET = 'sms-gateway/test/auth0-management';
const TOKEN_SECRET = 'sms-gateway/test/gateway-token';

/** Virtual milliseconds that an invocation may take. */
const LAMBDA_TIMEOUT_MS = 300_000;
const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** What goes wrong with one call: before the tenant acts on it, or after. */
export interface Fault {
  readonly when: 'before' | 'after';
  readonly answer: LocalAnswer;
}

export type Resource = 'phone' | 'connection';

export interface PhoneTestWorld {
  readonly url: string;
  readonly tenant: Tenant;
  readonly secrets: SecretsServer;
  /** Everything about phones that stands in the tenant, without times and versions. */
  readonly standing: () => Promise<Standing>;
  /** Every call of a handler since the last `forget`, as `METHOD /path`. */
  readonly calls: () => readonly string[];
  /** Those that would change something. */
  readonly writes: () => readonly string[];
  readonly requests: () => readonly LocalRequest[];
  readonly lines: () => readonly string[];
  readonly log: () => readonly Record<string, unknown>[];
  /** Which call of the invocation, from 0, the token included. `undefined`: let it through. */
  readonly sabotage: (
    sabotage: (request: LocalRequest, index: number) => Fault | undefined,
  ) => void;
  /** Is awaited after every call of the Management API that the tenant answered. */
  readonly afterEachCall: (run: (call: string) => Promise<void>) => void;
  /** What the registration's application may do, from the next token on. */
  readonly grant: (scopes: readonly string[]) => void;
  readonly forget: () => void;
  readonly now: () => number;
  /** Lets virtual milliseconds go by. */
  readonly pass: (ms: number) => void;
  readonly properties: (
    changes?: Partial<Auth0PhoneProviderProperties>,
  ) => Auth0PhoneProviderProperties;
  readonly connectionProperties: (
    changes?: Partial<Auth0SmsConnectionProperties>,
  ) => Auth0SmsConnectionProperties;
  readonly create: (properties: unknown, resource?: Resource) => Promise<string>;
  readonly update: (
    id: string,
    properties: unknown,
    old: unknown,
    resource?: Resource,
  ) => Promise<string>;
  readonly remove: (id: string, properties: unknown, resource?: Resource) => Promise<string>;
  /** What the handler throws, or `undefined`. */
  readonly failureOf: (work: Promise<unknown>) => Promise<Error | undefined>;
  /** Calls the Management API as an operator would, past sabotage and counting. */
  readonly manage: Manage;
  readonly backup: (environment?: string) => unknown;
  /** The code that a deployment carries for its Actions. */
  readonly setCode: (code: (trigger: Trigger, environment: string) => string) => void;
  readonly close: () => Promise<void>;
}

export interface Standing {
  readonly actions: readonly unknown[];
  readonly bindings: readonly unknown[];
  readonly mfaActions: readonly unknown[];
  readonly mfaBindings: readonly unknown[];
  readonly providers: readonly unknown[];
  readonly unified: boolean;
  readonly factor: boolean;
  readonly messageTypes: unknown;
  /** `undefined` where the tenant has no such choice. */
  readonly mfaProvider: unknown;
  readonly connections: unknown;
}

export interface PhoneWorldOptions extends Partial<
  Pick<
    TenantOptions,
    'connections' | 'createdBefore2025March' | 'build' | 'managementLimit' | 'startsPerHour'
  >
> {
  readonly scopes?: readonly string[];
  /** Real milliseconds after which a request counts as timed out. @default 5000 */
  readonly requestTimeoutMs?: number;
}

export const APP = 'app1';

/** A placeholder for our Action, with the mark of its owner. */
export const actionCode = (trigger: Trigger, environment: string, version = 1): string =>
  [
    `// Takes the phone messages of this tenant to the SMS gateway (${trigger}, version ${version}).`,
    `// Owner: ${registrationOwner(ACCOUNT, REGION, environment)}`,
    'exports.onExecuteCustomPhoneProvider = async () => undefined;',
  ].join('\n');

/** A tenant, a Secrets Manager and the real handlers between them; everything talks real HTTP. */
export const startPhoneWorld = async ({
  scopes: scopesAtFirst = MANAGEMENT_SCOPES,
  requestTimeoutMs = 5_000,
  ...tenantOptions
}: PhoneWorldOptions = {}): Promise<PhoneTestWorld> => {
  const secrets = await startSecretsServer();
  secrets.values.set(TOKEN_SECRET, CANARIES.gatewayKey);
  secrets.values.set(
    MANAGEMENT_SECRET,
    JSON.stringify({ clientId: 'm2m', clientSecret: CANARIES.clientSecret }),
  );

  let nowMs = Date.parse('2026-11-23T10:00:00Z');
  let sabotage: (request: LocalRequest, index: number) => Fault | undefined = () => undefined;
  let afterCall: (call: string) => Promise<void> = () => Promise.resolve();
  let calls: LocalRequest[] = [];
  let lines: string[] = [];
  let code: (trigger: Trigger, environment: string) => string = actionCode;
  let granted: readonly string[] = scopesAtFirst;

  let tenant: Tenant | undefined;
  const isManagement = ({ path }: LocalRequest) =>
    path.startsWith('/api/v2/') || path === '/oauth/token';
  const server = await serve(async (request) => {
    if (!isManagement(request)) return (await tenant?.handle(request)) ?? { status: 503 };
    const fault = sabotage(request, calls.length);
    calls.push(request);
    if (fault?.when === 'before') return fault.answer;
    const answer = (await tenant?.handle(request)) ?? { status: 503 };
    await afterCall(`${request.method} ${request.path}`);
    return fault?.answer ?? answer;
  });
  tenant = createTenant({
    baseUrl: server.url,
    now: () => nowMs,
    allowLoopbackGateway: true,
    ...tenantOptions,
    applications: [
      { clientId: APP, name: 'The app', grants: [PASSWORDLESS_GRANT] },
      {
        clientId: 'm2m',
        name: 'm2m',
        clientSecret: CANARIES.clientSecret,
        grants: ['client_credentials'],
        // Looked up with every token.
        get managementScopes() {
          return granted;
        },
      },
      // Past every missing scope, to look.
      OPERATOR,
    ],
  });
  const running = tenant;
  // Its keys take a while to make: not in the time of a test that counts milliseconds.
  const manage = await operatorOf(running, server.url);

  const http = createHttpClient({ maxAnswerBytes: 4 * 1024 * 1024 });
  const dependenciesFor = (environment: string, resource: Resource) => ({
    secretNames: () => ({
      backup: backupName(environment, resource),
      management: MANAGEMENT_SECRET,
      gatewayToken: TOKEN_SECRET,
    }),
    vault: createSecretVault(secrets.client),
    http: {
      request: (request: Parameters<typeof http.request>[0]) =>
        http.request({ ...request, timeoutMs: Math.min(request.timeoutMs, requestTimeoutMs) }),
    },
    now: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    writeLine: (line: string) => void lines.push(line),
  });
  const send = async (resource: Resource, event: object, properties: unknown): Promise<string> => {
    const { environment } = properties as { environment: string };
    const dependencies = dependenciesFor(environment, resource);
    const handler =
      resource === 'phone'
        ? createHandler({ ...dependencies, readCode: (trigger) => code(trigger, environment) })
        : createConnectionHandler(dependencies);
    const deadline = nowMs + LAMBDA_TIMEOUT_MS;
    const answer = await handler(
      {
        ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:framework',
        StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/test/1',
        RequestId: 'request-1',
        LogicalResourceId: resource,
        ...event,
        ResourceProperties: asCloudFormation(properties),
      } as unknown as CdkCustomResourceEvent,
      { getRemainingTimeInMillis: () => deadline - nowMs },
    );
    return answer.PhysicalResourceId ?? '';
  };

  return {
    url: server.url,
    tenant: running,
    secrets,
    standing: async () => {
      const [actions, bindings] = await standingAt(manage, 'custom-phone-provider');
      const [mfaActions, mfaBindings] = await standingAt(manage, 'send-phone-message');
      const { providers } = (await manage('GET', '/branding/phone/providers')) as {
        providers: Record<string, unknown>[];
      };
      const settings = (await manage('GET', '/tenants/settings')) as Record<string, unknown>;
      const factors = (await manage('GET', '/guardian/factors')) as {
        name: string;
        enabled: boolean;
      }[];
      const types = (await manage('GET', '/guardian/factors/phone/message-types')) as object;
      const selected = (await manage('GET', '/guardian/factors/phone/selected-provider')) as {
        provider?: unknown;
      };
      return {
        actions,
        bindings,
        mfaActions,
        mfaBindings,
        providers: providers.map(({ id, name, disabled, configuration }) => ({
          id,
          name,
          disabled,
          configuration,
        })),
        unified: settings['phone_consolidated_experience'] === true,
        factor: factors.some(({ name, enabled }) => name === 'sms' && enabled),
        messageTypes: types,
        mfaProvider: selected.provider,
        // Auth0 shows one without as named like the connection, from the first change on.
        connections: running
          .connections()
          .map((found) => ({ ...found, displayName: found.displayName ?? found.name })),
      };
    },
    calls: () => calls.map(nameOf),
    writes: () =>
      calls.filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token').map(nameOf),
    requests: () => calls,
    lines: () => lines,
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    sabotage: (next) => {
      sabotage = next;
    },
    afterEachCall: (run) => {
      afterCall = run;
    },
    grant: (scopes) => {
      granted = scopes;
    },
    forget: () => {
      sabotage = () => undefined;
      calls = [];
      lines = [];
    },
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
    properties: (changes = {}) => {
      const { environment = 'test' } = changes;
      return {
        environment,
        domain: server.url,
        owner: registrationOwner(ACCOUNT, REGION, environment),
        gatewayUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/live/sms',
        ...gatewayTokenClaims(environment),
        onDelete: 'restore',
        integration: 'phone-provider',
        connectionName: 'sms',
        codeLifetimeSeconds: 180,
        deliveryMethods: ['text'],
        replaceExisting: false,
        mfaMethods: [],
        ...changes,
      };
    },
    connectionProperties: (changes = {}) => {
      const { environment = 'test' } = changes;
      return {
        environment,
        domain: server.url,
        owner: registrationOwner(ACCOUNT, REGION, environment),
        integration: 'phone-provider',
        gatewayUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/live/sms',
        ...gatewayTokenClaims(environment),
        onDelete: 'restore',
        connection: {
          name: 'sms',
          template: CANARIES.template,
          syntax: 'liquid',
          codeLength: 6,
          codeLifetimeSeconds: 180,
          disableSignup: false,
          bruteForceProtection: true,
          forwardRequestInfo: true,
          enabledClients: [APP],
        },
        ...changes,
      };
    },
    create: (properties, resource = 'phone') =>
      send(resource, { RequestType: 'Create' }, properties),
    update: (id, properties, old, resource = 'phone') =>
      send(
        resource,
        {
          RequestType: 'Update',
          PhysicalResourceId: id,
          OldResourceProperties: asCloudFormation(old),
        },
        properties,
      ),
    remove: (id, properties, resource = 'phone') =>
      send(resource, { RequestType: 'Delete', PhysicalResourceId: id }, properties),
    failureOf: (work) =>
      work.then(
        () => undefined,
        (error: unknown) => error as Error,
      ),
    manage,
    backup: (environment = 'test') =>
      JSON.parse(secrets.values.get(backupName(environment, 'phone')) ?? '{}') as unknown,
    setCode: (next) => {
      code = next;
    },
    close: async () => {
      await running.stopActions();
      await server.close();
      await secrets.close();
    },
  };
};

const nameOf = ({ method, path }: LocalRequest) => `${method} ${path}`;

/** What of Actions and bindings is the same after a restoration: no versions, times or ids of bindings. */
const standingAt = async (manage: PhoneTestWorld['manage'], trigger: Trigger) => {
  const { actions } = (await manage('GET', `/actions/actions?triggerId=${trigger}`)) as {
    actions: {
      id: string;
      name: string;
      code: string;
      runtime: string;
      dependencies: unknown;
      secrets: { name: string }[];
      deployed_version?: { code: string };
    }[];
  };
  const { bindings } = (await manage('GET', `/actions/triggers/${trigger}/bindings`)) as {
    bindings: { action: { id: string }; display_name: string }[];
  };
  return [
    actions.map(
      ({ id, name, code, runtime, dependencies, secrets, deployed_version: running }) => ({
        id,
        name,
        code,
        runtime,
        dependencies,
        secrets: secrets.map((secret) => secret.name),
        running: running?.code,
      }),
    ),
    bindings.map(({ action, display_name: displayName }) => ({ id: action.id, displayName })),
  ] as const;
};

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
