/** What an environment makes of its tenant, as far as scopes depend on it. */
export interface ScopeNeeds {
  /** `auth0.integration` of the environment file. */
  readonly integration: string;
  readonly onDelete: string;
  /** `auth0.mfa`: by which methods phones are a second factor. @default - they are not made one */
  readonly mfa?: { readonly methods?: readonly string[] };
}

/** What of a token's scopes is amiss. */
export interface ScopeReview {
  /** Without these something fails sooner or later. */
  readonly missing: readonly string[];
  /** With these the application can do what nothing here does. */
  readonly excess: readonly string[];
  /** Of the excess: with these it can grant itself everything. */
  readonly selfGranting: readonly string[];
}

const CONNECTION = [
  'read:connections',
  'read:connections_options',
  'create:connections',
  'update:connections',
  'update:connections_options',
];

/** Our Action, whichever the trigger. */
const ACTION = ['read:actions', 'create:actions', 'update:actions'];

const PHONE_PROVIDER = [
  'read:phone_providers',
  'create:phone_providers',
  'update:phone_providers',
  'read:tenant_settings',
  'update:tenant_settings',
];

/** Undoing what was made, rolling back, and what only the doctor looks at. */
const USEFUL = [
  'delete:connections',
  'read:clients',
  'read:tenant_settings',
  // For `npm run rotate -- <env> --management`.
  'update:client_keys',
];
const USEFUL_WITH_PHONE_PROVIDER = ['read:guardian_factors'];

const SELF_GRANTING = ['create:client_grants', 'update:client_grants'];

/** What the registration takes beside its connection: the phone provider, the second factor, their Action. */
export const phoneScopes = ({ integration, onDelete, mfa }: ScopeNeeds): readonly string[] => {
  const usesPhoneProvider = integration === 'phone-provider';
  const hasMfa = mfa?.methods !== undefined;
  const hasAction = usesPhoneProvider || hasMfa;
  // What was made is removed when the stack goes, unless it is to stay.
  const removes = onDelete !== 'retain';
  return [
    ...(hasAction ? [...ACTION, ...(removes ? ['delete:actions'] : [])] : []),
    ...(usesPhoneProvider
      ? [...PHONE_PROVIDER, ...(removes ? ['delete:phone_providers'] : [])]
      : []),
    ...(hasMfa ? ['read:guardian_factors', 'update:guardian_factors'] : []),
  ];
};

/**
 * Holds the scopes of a token against what the environment needs.
 * Source: auth0.com/docs, Management API, and docs/registration.md, where the calls are listed.
 */
export const reviewScopes = (granted: readonly string[], needs: ScopeNeeds): ScopeReview => {
  const required = [
    ...CONNECTION,
    ...(needs.onDelete === 'delete' ? ['delete:connections'] : []),
    ...phoneScopes(needs),
  ];
  const fitting = new Set([
    ...required,
    ...USEFUL,
    ...(needs.integration === 'phone-provider' ? USEFUL_WITH_PHONE_PROVIDER : []),
  ]);
  const excess = granted.filter((scope) => !fitting.has(scope));
  return {
    missing: required.filter((scope) => !granted.includes(scope)),
    excess,
    selfGranting: excess.filter((scope) => SELF_GRANTING.includes(scope)),
  };
};
