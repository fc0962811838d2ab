import { timingSafeEqual } from 'node:crypto';
import type { LocalRequest, LocalResponse } from '../../http/message';
import { authenticationError } from '../errors';
import type { Application } from '../model';

/** Auth0 says no more than this about a wrong or missing secret; the body is unverified. */
export const accessDenied = (): LocalResponse =>
  authenticationError(401, 'access_denied', 'Unauthorized');

/** A confidential application must show its secret; a public one has none to show. */
export const hasShownItsSecret = (application: Application, secret: unknown): boolean =>
  application.clientSecret === undefined || isSame(application.clientSecret, secret);

const isSame = (expected: string, shown: unknown): boolean => {
  if (typeof shown !== 'string') return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
};

export const grantNotAllowed = (grant: string): LocalResponse =>
  authenticationError(
    403,
    'unauthorized_client',
    `Grant type '${grant}' not allowed for the client.`,
  );

/**
 * The address that limits count and that `req.ip` carries. `auth0-forwarded-for` is believed only
 * from a confidential application that was told to be believed (docs/sources.md §5.1).
 */
export const addressOf = (request: LocalRequest, application?: Application): string => {
  const forwarded = request.headers['auth0-forwarded-for'];
  return application?.trustsForwardedFor && application.clientSecret && forwarded
    ? forwarded
    : request.remoteAddress;
};
