const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/;

/** A host name such as `acme.eu.auth0.com`, or `http://127.0.0.1:<port>` in tests. */
export const isTenantDomain = (domain: string): boolean =>
  HOST_NAME.test(domain) || LOOPBACK.test(domain);

/** Origin of the tenant without a trailing slash, e.g. `https://acme.eu.auth0.com`. */
export const tenantBaseUrl = (domain: string): string =>
  LOOPBACK.test(domain) ? domain : `https://${domain.toLowerCase()}`;

/**
 * Audience of a Management API token. The slash at the end is part of it.
 * Source: auth0.com/docs, "Get Management API Access Tokens for Production".
 */
export const managementAudience = (domain: string): string => `${tenantBaseUrl(domain)}/api/v2/`;

/** Auth0 issues Management API tokens for the tenant's own domain only, not for a custom domain. */
export const isCanonicalDomain = (domain: string): boolean =>
  /\.auth0\.com$/i.test(domain) || LOOPBACK.test(domain);
