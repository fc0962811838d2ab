import { jsonResponse, type LocalResponse } from '../../http/message';
import { authenticationError } from '../errors';
import type { Application, User } from '../model';
import { ACCESS_TOKEN_SECONDS } from '../token-issuer';
import type { CodeCheck } from './codes';
import { logRefusal, logSignIn } from './log-sign-in';
import type { AuthenticationWorld } from './world';

/** Asked for nothing, the tenant gives what it gives for every resource-owner grant (unverified). */
const USUAL_SCOPE = 'openid profile email address phone';

/** The passwordless OTP grant (docs/sources.md §5.2). Its callers have been told apart already. */
export const exchangeCode = async (
  world: AuthenticationWorld,
  application: Application,
  fields: Record<string, unknown>,
  address: string,
): Promise<LocalResponse> => {
  const { username, otp, realm, audience } = fields;
  for (const name of ['username', 'otp', 'realm'])
    if (typeof fields[name] !== 'string' || fields[name] === '')
      return authenticationError(400, 'invalid_request', `Missing required parameter: ${name}`);
  const connection = world.connections.byName(String(realm));
  if (connection?.strategy !== 'sms' || !connection.clients.includes(application.clientId))
    return authenticationError(400, 'invalid_request', `unknown realm: ${String(realm)}`);

  const number = String(username);
  const guarded = connection.options['brute_force_protection'] === true;
  if (guarded && world.bruteForce.isBlocked(connection.id, number, address)) return blocked();
  const check = world.codes.check(connection.id, number, String(otp));
  if (check !== 'right') {
    logRefusal(world, 'fepotpft', application, connection, number, address);
    if (guarded && world.bruteForce.fail(connection.id, number, address))
      logRefusal(world, 'limit_wc', application, connection, number, address);
    return authenticationError(403, 'invalid_grant', REFUSALS[check]);
  }
  world.bruteForce.succeed(connection.id, number, address);

  const known = world.users.find(connection.id, number) ?? world.users.add(connection.id, number);
  // Words and status unverified.
  if (known.blocked) return authenticationError(401, 'unauthorized', 'user is blocked');
  logSignIn(world, application, connection, known, address);
  const user = world.users.markVerified(known);
  const scope = typeof fields['scope'] === 'string' ? fields['scope'] : USUAL_SCOPE;
  const scopes = scope.split(' ');
  const subject = { sub: `sms|${user.id}` };
  const audiences = typeof audience === 'string' && audience !== '' ? [audience] : [];
  return jsonResponse(200, {
    access_token: await world.issuer.signAccessToken({
      ...subject,
      aud: [...audiences, world.issuer.userinfoAudience],
      azp: application.clientId,
      scope,
    }),
    ...(scopes.includes('openid')
      ? {
          id_token: await world.issuer.signIdToken({
            ...profileOf(user, scopes),
            ...subject,
            aud: application.clientId,
          }),
        }
      : {}),
    scope,
    expires_in: ACCESS_TOKEN_SECONDS,
    token_type: 'Bearer',
  });
};

/** The code is a constant in Auth0's SDKs; the status and the words are unverified (docs/sources.md §5.2). */
const blocked = () =>
  authenticationError(
    429,
    'too_many_attempts',
    'Your account has been blocked after multiple consecutive login attempts.',
  );

/**
 * The first sentence is a constant in Auth0's mobile SDKs; the other two, and the status 403, are
 * unverified (docs/sources.md §5.2): treat every `invalid_grant` alike.
 */
const REFUSALS: Readonly<Record<Exclude<CodeCheck, 'right'>, string>> = {
  wrong: 'Wrong phone number or verification code.',
  expired: 'The verification code has expired. Please try to login again.',
  'too-many-tries': "You've reached the maximum number of attempts. Please try to login again.",
};

/** The standard claims that the scopes ask for, of a person who is known by a number only. */
export const profileOf = (user: User, scopes: readonly string[]): Record<string, unknown> => ({
  ...(scopes.includes('profile')
    ? {
        name: user.phoneNumber,
        nickname: '',
        updated_at: new Date(user.createdAt).toISOString(),
      }
    : {}),
  ...(scopes.includes('phone')
    ? { phone_number: user.phoneNumber, phone_number_verified: user.verified }
    : {}),
});
