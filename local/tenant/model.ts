/** An application of the tenant. */
export interface Application {
  readonly clientId: string;
  readonly name: string;
  /** With a secret the application is confidential and must show it. */
  readonly clientSecret?: string;
  readonly grants: readonly string[];
  /** What its client grant for the Management API allows; absent means no grant for that API. */
  readonly managementScopes?: readonly string[];
  /** Auth0's "Trust Token Endpoint IP Header": believe `auth0-forwarded-for` beside the secret. */
  readonly trustsForwardedFor?: boolean;
}

export const PASSWORDLESS_GRANT = 'http://auth0.com/oauth/grant-type/passwordless/otp';
export const CLIENT_CREDENTIALS_GRANT = 'client_credentials';

/** Every scope that registration needs (docs/sources.md §4.2). */
export const REGISTRATION_SCOPES = [
  'read:connections',
  'create:connections',
  'update:connections',
  'delete:connections',
  'read:connections_options',
  'update:connections_options',
] as const;

/** What registration needs on top where the tenant has a phone provider (docs/sources.md §4.2). */
export const PHONE_PROVIDER_SCOPES = [
  'read:actions',
  'create:actions',
  'update:actions',
  'delete:actions',
  'read:phone_providers',
  'create:phone_providers',
  'update:phone_providers',
  'delete:phone_providers',
  'read:phone_templates',
  'create:phone_templates',
  'update:phone_templates',
  'delete:phone_templates',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:guardian_factors',
  'update:guardian_factors',
  'read:mfa_policies',
  'update:mfa_policies',
] as const;

/** Every scope that the tenant's Management API asks for. */
export const MANAGEMENT_SCOPES = [
  ...REGISTRATION_SCOPES,
  ...PHONE_PROVIDER_SCOPES,
  'read:clients',
  'read:logs',
  'update:client_keys',
] as const;

export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** A connection as the tenant keeps it; the Management API shows parts of it. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  readonly displayName?: string;
  readonly options: ConnectionOptions;
  /** The rest that may be set: `realms`, `metadata`, `show_as_button` and so on. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ids of the enabled applications, in the order in which they were enabled. */
  readonly clients: readonly string[];
}

/** A connection that stands in the tenant from the start. */
export interface ConnectionSeed {
  readonly id?: string;
  readonly name: string;
  readonly strategy?: string;
  readonly displayName?: string;
  readonly options?: ConnectionOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly clients?: readonly string[];
}

/** A person, known by a phone number within one connection. */
export interface User {
  /** 24 hexadecimal digits; `sms|<id>` is the subject of tokens. */
  readonly id: string;
  readonly connectionId: string;
  readonly phoneNumber: string;
  readonly createdAt: number;
  /** True after the first sign-in. */
  readonly verified: boolean;
  /** Gets no code (docs/sources.md §5.3). */
  readonly blocked?: boolean;
}
