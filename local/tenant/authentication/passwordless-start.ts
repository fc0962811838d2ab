import {
  jsonResponse,
  readFields,
  type LocalRequest,
  type LocalResponse,
} from '../../http/message';
import { DIGITS, randomText } from '../../random';
import { authenticationError } from '../errors';
import { PASSWORDLESS_GRANT, type Application, type Connection } from '../model';
import { isRecord } from '../../http/message';
import { callGateway } from './call-gateway';
import { accessDenied, addressOf, grantNotAllowed, hasShownItsSecret } from './caller';
import { findStartFault } from './start-payload';
import { renderTemplate } from './template';
import type { AuthenticationWorld } from './world';

const DEFAULT_CODE_LENGTH = 6;
/** Auth0's three minutes (facts §5.3). */
const DEFAULT_LIFETIME_SECONDS = 180;

/** `POST /passwordless/start` for SMS (facts §5.1): makes a code and has the gateway send it. */
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

  return sendCode(world, request, { application, connection, number, address });
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

interface Start {
  readonly application: Application;
  readonly connection: Connection;
  readonly number: string;
  readonly address: string;
}

const sendCode = async (
  world: AuthenticationWorld,
  request: LocalRequest,
  { application, connection, number, address }: Start,
): Promise<LocalResponse> => {
  const { options } = connection;
  const totp = isRecord(options['totp']) ? options['totp'] : {};
  const code = randomText(world.random, DIGITS, Number(totp['length'] ?? DEFAULT_CODE_LENGTH));
  const lifetimeSeconds = Number(totp['time_step'] ?? DEFAULT_LIFETIME_SECONDS);
  const user = world.users.find(connection.id, number) ?? world.users.add(connection.id, number);
  const requestLanguage = request.headers['x-request-language'] ?? null;
  // Valid before it is sent: a gateway may deliver first and answer too late.
  world.codes.issue(connection.id, number, code, lifetimeSeconds * 1000);

  const problem = await callGateway(
    world.http,
    options,
    {
      recipient: number,
      body: renderTemplate(options['template'], options['syntax'], {
        code,
        phoneNumber: number,
        applicationName: application.name,
        requestLanguage: requestLanguage ?? request.headers['accept-language'] ?? null,
      }),
      ...(typeof options['from'] === 'string' ? { sender: options['from'] } : {}),
      ...(options['forward_req_info'] === true
        ? { req: { ip: address, 'user-agent': request.headers['user-agent'] ?? '' } }
        : {}),
    },
    world.gatewayTimeoutMs,
  );
  if (problem !== undefined) return refuse('sms_provider_error', problem);
  return jsonResponse(200, {
    _id: user.id,
    phone_number: number,
    request_language: requestLanguage,
    phone_verified: user.verified,
  });
};
