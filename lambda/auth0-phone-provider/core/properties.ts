import * as v from 'valibot';
import { isOwner } from '../../auth0-management/core/owner';
import { isTenantDomain } from '../../auth0-management/core/tenant';
import type {
  Auth0PhoneProviderProperties,
  Integration,
  MfaMethod,
  OnDelete,
} from '../../contract';
import { fail, ok, type Result } from '../../shared/result';

const text = (min: number, max: number) => {
  const message = `expected ${min} to ${max} characters`;
  return v.pipe(v.string(message), v.minLength(min, message), v.maxLength(max, message));
};

/** CloudFormation turns numbers and booleans into strings; other callers may not. */
const seconds = v.pipe(
  v.union([v.pipe(v.string(), v.regex(/^\d{1,9}$/)), v.number()], 'expected a number of seconds'),
  v.transform(Number),
);
const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])], 'expected true or false'),
  v.transform((value) => value === true || value === 'true'),
);

const domain = v.pipe(
  v.string(),
  v.check(isTenantDomain, 'expected a domain such as acme.eu.auth0.com, without scheme and path'),
);
const owner = v.pipe(v.string(), v.check(isOwner, 'expected <account>/<region>/<environment>'));
const onDelete = v.picklist(['restore', 'retain', 'delete'], 'expected restore, retain or delete');
const integration = v.picklist(
  ['sms-gateway', 'phone-provider'],
  'expected sms-gateway or phone-provider',
);

const mfaMethods = v.array(v.picklist(['sms', 'voice']), 'expected a list of methods');

/** Values of an Action's secrets have at most 4096 characters. Source: auth0.com/docs, "Actions Limitations". */
const secret = text(1, 4096);

const schema = v.object({
  environment: text(1, 32),
  domain,
  owner,
  gatewayUrl: secret,
  audience: secret,
  subject: secret,
  onDelete,
  integration,
  connectionName: text(1, 128),
  codeLifetimeSeconds: seconds,
  deliveryMethods: v.pipe(
    v.array(v.picklist(['text', 'voice']), 'expected a list of delivery methods'),
    v.minLength(1, 'expected a list of delivery methods'),
  ),
  replaceExisting: flag,
  mfaMethods: v.optional(mfaMethods, []),
});

/** Reads the properties of the resource; the fault is one sentence with every problem, and no value. */
export const parseProperties = (input: unknown): Result<Auth0PhoneProviderProperties, string> => {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return ok(parsed.output);
  return fail(
    `The properties of the resource cannot be used: ${parsed.issues.map(describe).join('; ')}`,
  );
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
  readonly integration?: Integration | undefined;
  readonly mfaMethods?: readonly MfaMethod[] | undefined;
}

const lenient = v.fallback(
  v.object({
    environment: v.fallback(v.optional(v.string()), undefined),
    domain: v.fallback(v.optional(domain), undefined),
    owner: v.fallback(v.optional(owner), undefined),
    onDelete: v.fallback(v.optional(onDelete), undefined),
    integration: v.fallback(v.optional(integration), undefined),
    mfaMethods: v.fallback(v.optional(mfaMethods), undefined),
  }),
  {},
);

/** Reads properties that an earlier deployment was made with, or failed with: nothing is a fault. */
export const readFormerProperties = (input: unknown): FormerProperties => v.parse(lenient, input);
