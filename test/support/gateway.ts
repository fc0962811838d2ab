import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { gatewayTokenClaims, secretNames, type GatewayConfig } from '../../lambda/contract';
import type { AnyProviderDefinition } from '../../lambda/gateway/adapters/providers/provider';
import type { LimitStore } from '../../lambda/gateway/core/limits/store';
import { createHandler } from '../../lambda/gateway/handler';
import { createHttpClient } from '../../lambda/shared/http';
import { fail, ok } from '../../lambda/shared/result';
import type { SecretStage, SecretStore } from '../../lambda/shared/secrets';

export const ENVIRONMENT = 'test';
/** Letters and digits, as Secrets Manager generates them. */
export const TOKEN_SECRET = 'T0kenSecretOfTheTests'.repeat(3) + 'x';
/** By which send limits hash numbers and addresses. */
export const LIMITS_KEY = 'Ke7OfTheTestsForCounting'.repeat(3).slice(0, 64);
export const NUMBER = '+12025550123';
export const CODE = '739154';
export const TEXT = `Your Acme code is ${CODE}`;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed by hand, so that tests can make wrong ones too. */
export const signToken = (
  claims: Record<string, unknown> = {},
  {
    secret = TOKEN_SECRET,
    header = { alg: 'HS256', typ: 'JWT' },
    hash = 'sha256',
  }: { secret?: string; header?: Record<string, unknown>; hash?: string } = {},
): string => {
  const { audience, subject } = gatewayTokenClaims(ENVIRONMENT);
  const signed = `${encode(header)}.${encode({ aud: audience, sub: subject, ...claims })}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
};

/** Secrets in memory. Versions beside `AWSCURRENT` under `<stage> <name>`. */
export const inMemorySecrets = (
  values: Record<string, string>,
): SecretStore & { readonly values: Record<string, string>; readonly reads: string[] } => {
  const reads: string[] = [];
  return {
    values,
    reads,
    read: (name: string, stage: SecretStage = 'AWSCURRENT') => {
      reads.push(`${stage} ${name}`);
      const value = values[stage === 'AWSCURRENT' ? name : `${stage} ${name}`];
      return Promise.resolve(value === undefined ? fail('absent') : ok(value));
    },
  };
};

export const gatewayEvent = (
  body: unknown,
  overrides: Partial<APIGatewayProxyEvent> = {},
): APIGatewayProxyEvent =>
  ({
    resource: '/sms',
    path: '/sms',
    httpMethod: 'POST',
    headers: { Authorization: `Bearer ${signToken()}`, 'Content-Type': 'application/json' },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId: 'request-1' },
    isBase64Encoded: false,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...overrides,
  }) as APIGatewayProxyEvent;

/** A line of the gateway's log, as far as tests look into it. */
export interface LogLine extends Record<string, unknown> {
  readonly message: string;
  readonly attempts: readonly Record<string, unknown>[];
  readonly _aws: { readonly CloudWatchMetrics: readonly Record<string, unknown>[] };
}

/** What Lambda sets for a function's role. Made up. */
export const AWS_ENV = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };

export interface TestGatewayOptions {
  readonly providers: GatewayConfig['providers'];
  readonly definitions: Readonly<Record<string, AnyProviderDefinition>>;
  readonly routes?: GatewayConfig['routes'];
  readonly delivery?: Partial<GatewayConfig['delivery']>;
  readonly testNumbers?: GatewayConfig['testNumbers'];
  /** @default - none */
  readonly sendLimits?: GatewayConfig['sendLimits'];
  /** Where send limits count. @default - in memory */
  readonly counters?: LimitStore;
  /** Values by secret name, beside the gateway token's. */
  readonly secrets?: Record<string, string>;
  readonly store?: SecretStore;
  /** Credentials of the function's role. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The real handler, with secrets in memory and its log in `lines`. */
export const createTestGateway = ({
  providers,
  definitions,
  routes = [{ countries: '*', providers: Object.keys(providers) }],
  delivery,
  testNumbers = [],
  sendLimits,
  counters,
  secrets = {},
  env = AWS_ENV,
  store = inMemorySecrets({
    [secretNames(ENVIRONMENT).gatewayToken]: TOKEN_SECRET,
    [secretNames(ENVIRONMENT).sendLimitsKey]: LIMITS_KEY,
    ...secrets,
  }),
}: TestGatewayOptions) => {
  const lines: string[] = [];
  const handler = createHandler({
    config: {
      environment: ENVIRONMENT,
      providers,
      routes,
      delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5, ...delivery },
      testNumbers,
      ...(sendLimits && { sendLimits }),
    },
    ...(counters && { limits: counters }),
    providers: definitions,
    secrets: store,
    http: createHttpClient(),
    region: 'us-east-1',
    env,
    now: Date.now,
    writeLine: (line) => lines.push(line),
  });
  return {
    lines,
    completed: () =>
      lines
        .map((line) => JSON.parse(line) as LogLine)
        .filter(({ message }) => message === 'completed'),
    send: async (body: unknown, overrides?: Partial<APIGatewayProxyEvent>) => {
      const { statusCode, headers, body: answer } = await handler(gatewayEvent(body, overrides));
      const retryAfter = headers?.['retry-after'];
      return {
        status: statusCode,
        ...(retryAfter !== undefined && { retryAfter }),
        body: JSON.parse(answer) as Record<string, unknown>,
      };
    },
  };
};
