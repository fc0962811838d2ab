/**
 * The names that both worlds share: the CDK app that provisions, and the Lambdas that run.
 * Nothing here is secret, and nothing here imports anything.
 */

/** Namespace of every metric the gateway writes (CloudWatch embedded metric format). */
export const METRIC_NAMESPACE = 'SmsGateway';

/** Metric names of docs/runbook.md. Counts, unless the name ends in `Latency` (milliseconds). */
export const METRICS = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  failed: 'Failed',
  attempt: 'Attempt',
  attemptLatency: 'AttemptLatency',
  failover: 'Failover',
  unauthorized: 'Unauthorized',
  storeUnavailable: 'StoreUnavailable',
  endToEndLatency: 'EndToEndLatency',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Path of the one route of the API, without a leading slash. */
export const SMS_PATH = 'sms';

/** File beside the gateway's bundle that holds its {@link GatewayConfig} as JSON. */
export const GATEWAY_CONFIG_FILE = 'gateway-config.json';

/** What the gateway function runs by: the public part of an environment file. Plain JSON. */
export interface GatewayConfig {
  /** Name of the environment, e.g. `prod`. */
  readonly environment: string;
  /** Settings by provider name; each carries its `type` and what that provider's schema allows. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** Tried in order; the first whose countries hold the recipient's country is used. */
  readonly routes: readonly RouteConfig[];
  readonly delivery: DeliveryConfig;
}

export interface ProviderSettings {
  readonly type: string;
  readonly [setting: string]: unknown;
}

export interface RouteConfig {
  /** ISO 3166-1 alpha-2 codes, or `*` for every country. */
  readonly countries: readonly string[] | '*';
  /** Provider names, tried in this order. */
  readonly providers: readonly string[];
}

export interface DeliveryConfig {
  /** For everything between Auth0's request and our answer, in seconds. */
  readonly budgetSeconds: number;
  /** For one attempt at one provider, in seconds; cut to what is left of the budget. */
  readonly attemptTimeoutSeconds: number;
}

/**
 * Names of the secrets of one environment in Secrets Manager. They are fixed, because people and
 * the other stack look them up by name.
 */
export const secretNames = (environment: string) =>
  ({
    /** The HMAC key of the token Auth0 sends; a plain string of 64 letters and digits. */
    gatewayToken: `sms-gateway/${environment}/gateway-token`,
    /** `{"clientId":"…","clientSecret":"…"}` of the machine-to-machine application. */
    auth0Management: `sms-gateway/${environment}/auth0-management`,
    /** JSON with the secret parts of one provider's settings. */
    provider: (providerName: string) => `sms-gateway/${environment}/providers/${providerName}`,
  }) as const;

/**
 * The claims that tell one environment's token from another's: the Auth0 connection is given them
 * as `gateway_authentication.audience` and `.subject`, and the gateway insists on them. Auth0 allows
 * 128 characters of audience and 64 of subject; an environment's name is at most 32.
 */
export const gatewayTokenClaims = (environment: string) =>
  ({ audience: `urn:sms-gateway:${environment}`, subject: `auth0:${environment}` }) as const;

/** Resource type of the custom resource that registers the gateway on an Auth0 connection. */
export const AUTH0_SMS_CONNECTION_RESOURCE_TYPE = 'Custom::Auth0SmsConnection';

/** Environment variables of the Lambda behind `Custom::Auth0SmsConnection`. */
export const AUTH0_CONNECTION_ENVIRONMENT = {
  /** ARN or name of the secret that keeps what stood in Auth0 before us. */
  backupSecret: 'BACKUP_SECRET',
  /** Name of the secret with the machine-to-machine application's credentials. */
  managementSecret: 'AUTH0_MANAGEMENT_SECRET',
  /** Name of the secret with the gateway token's key. */
  gatewayTokenSecret: 'GATEWAY_TOKEN_SECRET',
} as const;

/** What becomes of the connection when the stack, or the connection's old name, goes. */
export type OnDelete = 'restore' | 'retain' | 'delete';

/**
 * Properties of `Custom::Auth0SmsConnection`. CloudFormation turns every number and boolean into a
 * string on the way; the handler parses them back. No secret is among them.
 */
export interface Auth0SmsConnectionProperties {
  readonly environment: string;
  /** Tenant domain, e.g. `acme.eu.auth0.com`; `http://127.0.0.1:<port>` in tests. */
  readonly domain: string;
  /** Full URL ending in `/sms`. */
  readonly gatewayUrl: string;
  readonly audience: string;
  readonly subject: string;
  readonly onDelete: OnDelete;
  readonly connection: Auth0ConnectionSettings;
}

export interface Auth0ConnectionSettings {
  readonly name: string;
  readonly sender?: string;
  readonly template: string;
  readonly syntax: 'liquid' | 'md_with_macros';
  readonly codeLength: number;
  readonly codeLifetimeSeconds: number;
  readonly disableSignup: boolean;
  readonly bruteForceProtection: boolean;
  readonly forwardRequestInfo: boolean;
  readonly enabledClients: readonly string[];
}
