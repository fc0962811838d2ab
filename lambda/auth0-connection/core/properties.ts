import * as v from 'valibot';
import type { Auth0SmsConnectionProperties, OnDelete } from '../../contract';
import { fail, ok, type Result } from '../../shared/result';
import { isOwner } from '../../auth0-management/core/owner';
import { isTenantDomain } from '../../auth0-management/core/tenant';

const text = (min: number, max: number) => {
  const message = `expected ${min} to ${max} characters`;
  return v.pipe(v.string(message), v.minLength(min, message), v.maxLength(max, message));
};

/** CloudFormation turns numbers and booleans into strings; other callers may not. */
const whole = (min: number, max: number) => {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(
    v.union([v.pipe(v.string(), v.regex(/^\d{1,9}$/)), v.number()], message),
    v.transform(Number),
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
};

const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])], 'expected true or false'),
  v.transform((value) => value === true || value === 'true'),
);

const domain = v.pipe(
  v.string(),
  v.check(isTenantDomain, 'expected a domain such as acme.eu.auth0.com, without scheme and path'),
);

const gatewayUrl = v.pipe(
  text(8, 255),
  v.regex(
    /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/,
    'expected a URL that begins with https://',
  ),
);

const owner = v.pipe(v.string(), v.check(isOwner, 'expected <account>/<region>/<environment>'));

const integration = v.picklist(
  ['sms-gateway', 'phone-provider'],
  'expected sms-gateway or phone-provider',
);

/** Name of a connection. Source: Management API, schema `ConnectionName`. */
const connectionName = v.pipe(
  text(1, 128),
  v.regex(
    /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/,
    'expected letters, digits and single hyphens between them',
  ),
);

/** Limits are Auth0's. Source: Management API, schema `ConnectionOptionsSMS`. */
const schema = v.object({
  environment: text(1, 32),
  domain,
  // Neither was there in deployments of the first versions, which a rollback may go back to.
  owner: v.optional(owner),
  integration: v.optional(integration, 'sms-gateway'),
  gatewayUrl,
  audience: text(1, 128),
  subject: text(1, 64),
  onDelete: v.picklist(['restore', 'retain', 'delete'], 'expected restore, retain or delete'),
  connection: v.object(
    {
      name: connectionName,
      sender: v.optional(text(1, 128)),
      template: text(1, 5120),
      syntax: v.picklist(['liquid', 'md_with_macros'], 'expected liquid or md_with_macros'),
      codeLength: whole(4, 40),
      codeLifetimeSeconds: whole(60, 999_999_999),
      disableSignup: flag,
      bruteForceProtection: flag,
      forwardRequestInfo: flag,
      enabledClients: v.optional(v.array(text(1, 64), 'expected a list of client ids'), []),
    },
    'expected an object',
  ),
});

/** Reads the properties of the resource; the fault is one sentence with every problem, and no value. */
export const parseProperties = (input: unknown): Result<Auth0SmsConnectionProperties, string> => {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    return fail(
      `The properties of the resource cannot be used: ${parsed.issues.map(describe).join('; ')}`,
    );
  }
  const { owner: mark, ...properties } = parsed.output;
  const { sender, ...connection } = properties.connection;
  return ok({
    ...properties,
    ...(mark !== undefined && { owner: mark }),
    connection: { ...connection, ...(sender !== undefined && { sender }) },
  });
};

const describe = (issue: v.BaseIssue<unknown>): string => {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? 'all of them';
  return `${path}: ${issue.received === 'undefined' ? 'missing' : issue.message}`;
};

/** The part of former properties that still matters; what cannot be read is `undefined`. */
export interface FormerProperties {
  readonly environment?: string | undefined;
  readonly domain?: string | undefined;
  readonly owner?: string | undefined;
  readonly onDelete?: OnDelete | undefined;
  readonly connectionName?: string | undefined;
  readonly enabledClients: readonly string[];
}

const lenient = v.fallback(
  v.object({
    environment: v.fallback(v.optional(v.string()), undefined),
    domain: v.fallback(v.optional(domain), undefined),
    owner: v.fallback(v.optional(owner), undefined),
    onDelete: v.fallback(v.optional(schema.entries.onDelete), undefined),
    connection: v.fallback(
      v.object({
        name: v.fallback(v.optional(v.string()), undefined),
        enabledClients: v.fallback(v.array(v.string()), []),
      }),
      { enabledClients: [] },
    ),
  }),
  { connection: { enabledClients: [] } },
);

/**
 * Reads properties that an earlier deployment was made with, or failed with: an Update that failed
 * over a faulty property is rolled back by an Update whose *old* properties are the faulty ones, and
 * a Delete may come years after its Create. So nothing here is a fault.
 */
export const readFormerProperties = (input: unknown): FormerProperties => {
  const { connection, ...rest } = v.parse(lenient, input);
  return { ...rest, connectionName: connection.name, enabledClients: connection.enabledClients };
};
