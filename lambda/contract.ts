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
  breakerOpened: 'BreakerOpened',
  breakerClosed: 'BreakerClosed',
  segments: 'Segments',
  duplicate: 'Duplicate',
  limitHit: 'LimitHit',
  /** Estimated price of what was accepted, in millionths of a US dollar. */
  spend: 'SpendMicrosUsd',
  unauthorized: 'Unauthorized',
  storeUnavailable: 'StoreUnavailable',
  endToEndLatency: 'EndToEndLatency',
  drift: 'Drift',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Path of the one route of the API, without a leading slash. */
export const SMS_PATH = 'sms';

/** File beside the gateway's bundle that holds its {@link GatewayConfig} as JSON. */
export const GATEWAY_CONFIG_FILE = 'gateway-config.json';

/** Environment variables of the gateway function. */
export const GATEWAY_ENVIRONMENT = {
  /** Name of the DynamoDB table that all instances share. */
  stateTable: 'STATE_TABLE',
} as const;

/**
 * The table that all instances of the gateway share. What each kind of item holds is known by the
 * adapter that reads and writes it.
 */
export const STATE_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since the epoch after which DynamoDB may remove the item. */
  timeToLive: 'expiresAt',
} as const;

/** What the gateway function runs by: the public part of an environment file. Plain JSON. */
export interface GatewayConfig {
  /** Name of the environment, e.g. `prod`. */
  readonly environment: string;
  /** Settings by provider name; each carries its `type` and what that provider's schema allows. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** Tried in order; the first whose countries hold the recipient's country is used. */
  readonly routes: readonly RouteConfig[];
  readonly delivery: DeliveryConfig;
  /** @default - none */
  readonly testNumbers?: readonly TestNumber[];
  /** @default - the text goes out as Auth0 rendered it */
  readonly text?: TextConfig;
  /** @default - none; an environment file always has some */
  readonly sendLimits?: SendLimitsConfig;
}

/** `shadow`: decide and record, but let through. `off`: do not even count. */
export type LimitMode = 'enforce' | 'shadow' | 'off';

/**
 * Send limits with every default filled in. Each limit has a mode of its own; windows are those of
 * the clock in UTC.
 */
export interface SendLimitsConfig {
  /** Of the rules that need no counter: countries, kinds of numbers, lists. */
  readonly mode: Exclude<LimitMode, 'off'>;
  /** What happens to messages when the counters cannot be read: out they go, or 503. */
  readonly onError: 'allow' | 'deny';
  /** ISO 3166-1 alpha-2 codes. @default - every country that a route leads to */
  readonly countries?: readonly string[];
  /**
   * Patterns of national numbers that cost extra to call or text, by country; under `ZZ`, of all digits of
   * numbers that belong to none.
   */
  readonly dearNumbers: Readonly<Record<string, string>>;
  readonly alwaysAllow: ExceptionsConfig;
  readonly alwaysBlock: ExceptionsConfig;
  readonly perRecipient: {
    readonly mode: LimitMode;
    readonly per10Minutes: number;
    readonly perDay: number;
  };
  /** A range is a number without its last three digits. */
  readonly perRange: { readonly mode: LimitMode; readonly perHour: number };
  readonly perIp: { readonly mode: LimitMode; readonly perHour: number };
  readonly countriesPerIp: { readonly mode: LimitMode; readonly perDay: number };
  readonly perCountry: {
    readonly mode: LimitMode;
    readonly perHour: number;
    /** By country, in place of `perHour`. */
    readonly overrides: Readonly<Record<string, number>>;
  };
  readonly total: { readonly mode: LimitMode; readonly perHour: number };
  readonly adaptive: {
    readonly mode: LimitMode;
    /** Times the usual hour of the country. */
    readonly factor: number;
    /** No ceiling is lower. */
    readonly floorPerHour: number;
    /** May be taken in 24 hours before the ceiling counts, up to a quarter of it in one hour. */
    readonly floorPerDay: number;
    readonly halfLifeHours: number;
    /** History that is needed before it counts. */
    readonly learnHours: number;
  };
  /** @default - no ceiling */
  readonly spend?: SpendConfig;
  readonly duplicates: {
    readonly mode: LimitMode;
    /** For the same text to the same number. */
    readonly seconds: number;
    /** For a repeat that carries Auth0's correlation id. */
    readonly correlatedSeconds: number;
  };
  /** US dollars for one part of a text, or for one call, by country; `*` is every other. */
  readonly prices: Readonly<Record<string, number>>;
}

export interface ExceptionsConfig {
  /** E.164, whole. */
  readonly numbers: readonly string[];
  /** Beginnings of E.164 numbers, with the plus sign. */
  readonly prefixes: readonly string[];
  /** Of the person who asks for the code. */
  readonly cidrs: readonly string[];
}

export interface SpendConfig {
  readonly hourlyUsd?: number;
  readonly dailyUsd?: number;
  /** Above the ceiling: only tell, send nothing, or send to `countries` alone. */
  readonly action: 'alarm' | 'block' | 'countries-only';
  readonly countries: readonly string[];
}

export interface ProviderSettings {
  readonly type: string;
  /** For one attempt at this provider, in seconds. @default - `delivery.attemptTimeoutSeconds` */
  readonly attemptTimeoutSeconds?: number;
  /** Settings that take the place of the general ones for numbers of a country, e.g. its sender. */
  readonly perCountry?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [setting: string]: unknown;
}

/** How the code reaches the person: an SMS, or a call that speaks it. */
export type DeliveryMethod = 'text' | 'voice';

export interface RouteConfig {
  /** ISO 3166-1 alpha-2 codes, or `*` for every country. */
  readonly countries: readonly string[] | '*';
  /** @default - text alone, since calls cost more and attract more fraud */
  readonly methods?: readonly DeliveryMethod[];
  /** Client ids of Auth0 applications. @default - every application, and unknown ones */
  readonly clients?: readonly string[];
  /** Ids of Auth0 organizations. @default - every organization, and none */
  readonly organizations?: readonly string[];
  /**
   * Tried in this order; where there are weights, the first one is drawn by them and the others
   * follow in order.
   */
  readonly providers: readonly RouteProvider[];
}

/** A provider's name, alone or with its share of first attempts. */
export type RouteProvider = string | { readonly name: string; readonly weight: number };

export interface TextConfig {
  /** Replaces look-alike characters when that saves a segment. */
  readonly transliterate?: boolean;
  /** Domain of the last line that lets browsers fill in the code, e.g. `example.com`. */
  readonly autofillDomain?: string;
}

export interface DeliveryConfig {
  /** For everything between Auth0's request and our answer, in seconds. */
  readonly budgetSeconds: number;
  /** For one attempt at one provider, in seconds; cut to what is left of the budget. */
  readonly attemptTimeoutSeconds: number;
  /** Numbers, and starts of numbers that end in `*`. @default - everybody may get a code */
  readonly onlyTo?: readonly string[];
}

/** A number that is answered as accepted, and that nothing is sent to. */
export interface TestNumber {
  /** E.164, e.g. `+12025550123`. */
  readonly number: string;
  /** From here on it is a number like any other; milliseconds since the epoch. */
  readonly untilMs: number;
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
    /** What numbers and addresses are hashed with before they are stored; 64 letters and digits. */
    sendLimitsKey: `sms-gateway/${environment}/send-limits-key`,
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

/**
 * Claim of the gateway token that binds it to one message: the SHA-256 of the body's bytes, in
 * Base64url. Our Action and our own requests carry it; Auth0's custom SMS gateway does not.
 */
export const GATEWAY_TOKEN_BODY_CLAIM = 'body_sha256';

/**
 * An instance of the gateway that meets a signature it does not know reads every version of the
 * token's secret anew, but not more often than this. So a new version signs at every instance once
 * it is this old, in milliseconds.
 */
export const GATEWAY_TOKEN_REREAD_MS = 30_000;

/**
 * Between reading a connection and writing the next key into it, a rotation lets at most so much time
 * pass, in milliseconds. After it, what a deployment has written in between is there to stay, or gone.
 */
export const KEY_WRITE_SETTLES_MS = 10_000;

/** A signed request with this body, and nothing else in it, is answered and sends nothing. */
export const PROBE_BODY = { probe: true } as const;

/** Begins the line of the Action's header that says whose it is; the rest of the line is the owner. */
export const PHONE_ACTION_OWNER = 'Owner: ';

/** Names of the secrets of our Auth0 Action, which finds them in `event.secrets`. */
export const PHONE_ACTION_SECRETS = {
  /** Full URL of the gateway, ending in `/sms`. */
  gatewayUrl: 'GATEWAY_URL',
  /** The HMAC key of the gateway token. */
  gatewayTokenKey: 'GATEWAY_TOKEN_KEY',
  audience: 'AUDIENCE',
  subject: 'SUBJECT',
  /** How long a code is good for, in seconds. Without it, as long as Auth0's default. */
  codeLifetimeSeconds: 'CODE_LIFETIME_SECONDS',
} as const;

/**
 * Begins the name of one more secret of our Action, which says which values the others have: Auth0 shows
 * the names of an Action's secrets and never a value.
 */
export const PHONE_ACTION_MARK = 'KEY_MARK_';

/** How Auth0 calls the gateway: as the custom SMS gateway of a connection, or as the tenant's phone provider. */
export type Integration = 'sms-gateway' | 'phone-provider';

/** How the code of a second factor travels, as Auth0's message types name it. */
export type MfaMethod = 'sms' | 'voice';

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

/** Where Auth0 keeps a copy of the gateway token's key: in the connection, or in our Action for a trigger. */
export const KEY_PLACES = ['connection', 'custom-phone-provider', 'send-phone-message'] as const;

export type KeyPlace = (typeof KEY_PLACES)[number];

/** Environment variables of the Lambda that rotates the gateway token. */
export const TOKEN_ROTATION_ENVIRONMENT = {
  /** Name of the environment, e.g. `prod`. */
  environment: 'ENVIRONMENT',
  /** Tenant domain, e.g. `acme.eu.auth0.com`. */
  domain: 'AUTH0_DOMAIN',
  /** Those of {@link KEY_PLACES} that have the key, with commas between them. */
  keyPlaces: 'KEY_PLACES',
  /** Id of the `sms` connection. */
  connectionId: 'AUTH0_CONNECTION_ID',
  /** {@link registrationOwner}, by which our Actions are found. */
  owner: 'OWNER',
  /** Full URL ending in `/sms`. */
  gatewayUrl: 'GATEWAY_URL',
  /** Goes into an Action's secrets, which can only be written all at once. */
  codeLifetimeSeconds: 'CODE_LIFETIME_SECONDS',
} as const;

/** Resource type of the custom resource that makes the gateway the phone provider of a tenant. */
export const AUTH0_PHONE_PROVIDER_RESOURCE_TYPE = 'Custom::Auth0PhoneProvider';

/**
 * Who registered something in a tenant, as it is marked there:
 * `<AWS account>/<region>/<environment>`.
 */
export const registrationOwner = (account: string, region: string, environment: string): string =>
  `${account}/${region}/${environment}`;

/** The file beside the Lambda behind `Custom::Auth0PhoneProvider` that holds our Action for a trigger. */
export const actionFile = (trigger: 'custom-phone-provider' | 'send-phone-message'): string =>
  `${trigger}.js`;

/**
 * Properties of `Custom::Auth0PhoneProvider`. CloudFormation turns numbers and booleans into strings
 * on the way. No secret is among them.
 */
export interface Auth0PhoneProviderProperties {
  readonly environment: string;
  /** Tenant domain, e.g. `acme.eu.auth0.com`; `http://127.0.0.1:<port>` in tests. */
  readonly domain: string;
  /** {@link registrationOwner}, and the mark that the Action's code carries. */
  readonly owner: string;
  /** Full URL ending in `/sms`. */
  readonly gatewayUrl: string;
  readonly audience: string;
  readonly subject: string;
  readonly onDelete: OnDelete;
  /** With `sms-gateway` it is the second factor alone that is registered. */
  readonly integration: Integration;
  /** Name of the connection that will send through it. */
  readonly connectionName: string;
  readonly codeLifetimeSeconds: number;
  /** What the routes serve. */
  readonly deliveryMethods: readonly DeliveryMethod[];
  /** Whether what may not come back, because nobody can read it, may be replaced. */
  readonly replaceExisting: boolean;
  /** By which phones are made a second factor; none: that is left as it is. */
  readonly mfaMethods: readonly MfaMethod[];
}

/** Whether codes go through the gateway of a connection, and the second factor is left alone. */
export const asksForNothing = ({
  integration,
  mfaMethods,
}: {
  readonly integration?: string | undefined;
  readonly mfaMethods?: readonly string[] | undefined;
}): boolean => integration === 'sms-gateway' && mfaMethods?.length === 0;

/** Everything that an environment registers with its tenant; the daily check for drift is started with it. */
export interface Registered {
  readonly connection: Auth0SmsConnectionProperties;
  /** @default - codes go through the connection's gateway, and the second factor is left alone */
  readonly phone?: Auth0PhoneProviderProperties;
}

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
  /** {@link registrationOwner}. @default - the connection is not marked */
  readonly owner?: string;
  readonly integration: Integration;
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
