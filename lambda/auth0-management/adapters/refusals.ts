import * as v from 'valibot';
import { RegistrationError } from '../core/registration-error';
import { isCanonicalDomain, managementAudience } from '../core/tenant';
import type { Answer } from './persistent-sender';
import type { Scrubber } from './scrub';

/** What every refusal needs to be named in full. */
export interface RefusalContext {
  readonly domain: string;
  /** Name of the secret with the application's credentials. */
  readonly secretName: string;
  readonly scrubber: Scrubber;
  /** What to do when the cause is gone; completes "then …". */
  readonly retry: string;
}

export interface RefusedCall {
  /** e.g. `PATCH /api/v2/connections/{id}` */
  readonly label: string;
  /** What the call needs. Source: auth0.com/docs, Management API; the `*_options` scopes stand only there. */
  readonly scopes: readonly string[];
}

/** `{"statusCode":403,"error":"Forbidden","message":"…","errorCode":"insufficient_scope"}` */
const envelope = v.object({
  message: v.optional(v.string(), ''),
  errorCode: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\w{1,64}$/))), undefined),
});

const INSUFFICIENT_SCOPE = /^Insufficient scope, expected any of: ([a-z_:]+(?:, ?[a-z_:]+)*)$/;

/** The sentence for an answer of the Management API that no use case expects: 400 to 404, 409 and so on. */
export const refusal = (
  { status, json, repeated }: Answer,
  { label, scopes }: RefusedCall,
  context: RefusalContext,
): RegistrationError => {
  const parsed = v.safeParse(envelope, json);
  const { message, errorCode } = parsed.success ? parsed.output : { message: '' };
  const { domain, secretName, scrubber, retry } = context;
  const sentence = (text: string) => new RegistrationError(text, { mayHaveChanged: repeated });
  const answered = `Auth0 answered ${label} with ${status}${errorCode === undefined ? '' : ` ${errorCode}`}`;

  if (status < 300) {
    return sentence(
      `${answered} and content that the Management API does not document: look for a newer version of this project, then ${retry}`,
    );
  }
  if (!parsed.success) {
    return sentence(
      `${answered} and without a word of the Management API: check that auth0.domain, ${domain}, is the Auth0 tenant, then ${retry}`,
    );
  }
  if (status === 401) {
    return sentence(
      `${answered}, so it did not take the access token of the application in the secret ${secretName}: check that the application is authorised for the Auth0 Management API of ${domain}, then ${retry}`,
    );
  }
  if (status === 403) {
    const expected = INSUFFICIENT_SCOPE.exec(message)?.[1];
    // `insufficient_scope` is also how a plan's limits read; then the message begins otherwise.
    if (expected === undefined && errorCode !== undefined && !isScopeMatter(errorCode, message)) {
      return sentence(
        `${answered}, which is not about scopes: check that the tenant's plan and settings allow this call, then ${retry}`,
      );
    }
    const said =
      expected === undefined
        ? ''
        : ` (Auth0 said: Insufficient scope, expected any of: ${expected})`;
    return sentence(
      `The application in the secret ${secretName} may not ${label}${said}: grant it ${listOf(scopes)} for the Auth0 Management API of ${domain}, then ${retry}`,
    );
  }
  const words = scrubber.clean(message);
  return sentence(
    `${answered}${words === undefined || words === '' ? '' : `, saying "${words}"`}: correct the environment file or the tenant, then ${retry}`,
  );
};

const isScopeMatter = (errorCode: string, message: string): boolean =>
  errorCode === 'insufficient_scope' && !/upgrade/i.test(message);

/** The sentence for scopes that are missed before they are needed. */
export const missingScopes = (
  scopes: readonly string[],
  purpose: string,
  { domain, secretName, retry }: RefusalContext,
): RegistrationError =>
  new RegistrationError(
    `${purpose} takes more than the application in the secret ${secretName} may do, so nothing was changed: grant it ${listOf(scopes)} for the Auth0 Management API of ${domain}, then ${retry}`,
  );

/** The sentence for an answer of `/oauth/token` that holds no token. */
export const tokenRefusal = (
  { status }: Answer,
  { domain, secretName, retry }: RefusalContext,
): RegistrationError => {
  const answered = `Auth0 answered ${status} when asked for an access token`;
  if (status === 401 || status === 403 || status === 400) {
    const advice = isCanonicalDomain(domain)
      ? ''
      : `, that auth0.domain is the tenant's own domain ending in .auth0.com and not a custom domain`;
    return new RegistrationError(
      `${answered} with the credentials in the secret ${secretName}: check that clientId and clientSecret are those of a machine-to-machine application of ${domain}${advice}, and that it is authorised for the API ${managementAudience(domain)}, then ${retry}`,
      { refusesCredentials: true },
    );
  }
  return new RegistrationError(
    `${answered}: check that auth0.domain, ${domain}, is the Auth0 tenant, then ${retry}`,
  );
};

const listOf = (scopes: readonly string[]): string => {
  const last = scopes.at(-1) ?? '';
  return scopes.length < 2
    ? `the scope ${last}`
    : `the scopes ${scopes.slice(0, -1).join(', ')} and ${last}`;
};
