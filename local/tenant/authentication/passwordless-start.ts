import {
  isRecord,
  jsonResponse,
  readFields,
  type LocalRequest,
  type LocalResponse,
} from '../../http/message';
import { DIGITS, randomText } from '../../random';
import { authenticationError } from '../errors';
import { PASSWORDLESS_GRANT, type Application, type Connection, type User } from '../model';
import { accessDenied, addressOf, grantNotAllowed, hasShownItsSecret } from './caller';
import { logStart } from './log-sign-in';
import { findStartFault } from './start-payload';
import { sendByGateway, sendByProvider, type Start } from './send-code';
import type { AuthenticationWorld } from './world';

const DEFAULT_CODE_LENGTH = 6;
/** Auth0's three minutes (docs/sources.md §5.3). */
const DEFAULT_LIFETIME_SECONDS = 180;

/** `POST /passwordless/start` for SMS (docs/sources.md §5.1): makes a code and has the gateway send it. */
export const passwordlessStart = async (
  world: AuthenticationWorld,
  request: LocalRequest,
): Promise<LocalResponse> => {
  const fields = readFields(request) ?? {};
  const application = world.application(fields['client_id']);
  const address = addressOf(request, application);
  // The body of this 429 is unverified.
  if (!world.takeStart(address).allowed)
    return authenticationError(429, 'too_many_requests', 'Global limit has been reached');

  const fault = findStartFault(fields);
  if (fault) return authenticationError(400, fault.error, fault.description);
  if (!application) return authenticationError(400, 'bad.client_id', 'Unknown client');
  if (!hasShownItsSecret(application, fields['client_secret'])) return accessDenied();
  if (!application.grants.includes(PASSWORDLESS_GRANT)) return grantNotAllowed(PASSWORDLESS_GRANT);

  const connection = world.connections.byName(String(fields['connection']));
  const refusal = refuseConnection(connection, application);
  if (!connection || refusal) return refuse('bad.connection', refusal ?? '');
  const number = String(fields['phone_number']);
  const known = world.users.find(connection.id, number);
  // The words of this refusal are unverified; that strangers are refused is not.
  if (!known && connection.options['disable_signup'] === true)
    return refuse('bad.connection', 'Public signup is disabled');

  const user = known ?? world.users.add(connection.id, number);
  const start = { application, connection, number, address, user };
  // No code goes to a blocked user (docs/sources.md §5.3); that the answer does not show it is unverified.
  return user.blocked ? started(request, user) : sendCode(world, request, start);
};

const refuse = (error: string, description: string) => authenticationError(400, error, description);

const refuseConnection = (
  connection: Connection | undefined,
  application: Application,
): string | undefined => {
  if (!connection) return 'Connection does not exist';
  if (connection.strategy !== 'sms') return `Invalid connection strategy: ${connection.strategy}`;
  return connection.clients.includes(application.clientId) ? undefined : 'Connection is disabled';
};

const sendCode = async (
  world: AuthenticationWorld,
  request: LocalRequest,
  start: Start,
): Promise<LocalResponse> => {
  const { connection, number, user } = start;
  const totp = isRecord(connection.options['totp']) ? connection.options['totp'] : {};
  const code = randomText(world.random, DIGITS, Number(totp['length'] ?? DEFAULT_CODE_LENGTH));
  const lifetimeSeconds = Number(totp['time_step'] ?? DEFAULT_LIFETIME_SECONDS);
  // Valid before it is sent: a gateway may deliver first and answer too late. That the connection's
  // `totp` rules under the phone provider, too, is likely and unverified (docs/sources.md §2.4).
  world.codes.issue(connection.id, number, code, lifetimeSeconds * 1000);

  const problem =
    world.phone.integrationOf(connection) === 'phone-provider'
      ? sendByProvider(world, request, start, code)
      : await sendByGateway(world, request, start, code);
  logStart(world, request, start, problem);
  return problem === undefined ? started(request, user) : refuse('sms_provider_error', problem);
};

const started = (request: LocalRequest, user: User): LocalResponse =>
  jsonResponse(200, {
    _id: user.id,
    phone_number: user.phoneNumber,
    request_language: request.headers['x-request-language'] ?? null,
    phone_verified: user.verified,
  });
