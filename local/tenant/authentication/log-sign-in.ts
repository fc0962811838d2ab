import type { LocalRequest } from '../../http/message';
import type { Application, Connection, User } from '../model';
import type { Start } from './send-code';
import type { AuthenticationWorld } from './world';

/** `cs` means that a code was asked to be sent, not that it came (auth0/auth0-log-schemas). */
export const logStart = (
  { logs, phone }: AuthenticationWorld,
  request: LocalRequest,
  { application, connection, number, address, user }: Start,
  problem: string | undefined,
): void => {
  const about = {
    ...whom(application, connection, user),
    ip: address,
    user_agent: request.headers['user-agent'],
  };
  const body = {
    phone_number: number,
    connection: connection.name,
    client_id: application.clientId,
    send: 'code',
    ip: address,
    'user-agent': request.headers['user-agent'],
    request_language: request.headers['x-request-language'] ?? null,
    tenant: phone.name,
  };
  if (problem === undefined) logs.write('cs', { ...about, details: { body } });
  // Which entry Auth0 writes for a gateway that failed is unverified.
  else
    logs.write('fn', {
      ...about,
      description: problem,
      details: { notification_type: 'otp_verify', to: number, error: problem, body },
    });
};

/** A first sign-in is a sign-up, too. */
export const logSignIn = (
  { logs }: AuthenticationWorld,
  application: Application,
  connection: Connection,
  user: User,
  address: string,
): void => {
  const about = { ...whom(application, connection, user), ip: address };
  if (!user.verified) logs.write('ss', about);
  logs.write('s', about);
};

export const logRefusal = (
  { logs }: AuthenticationWorld,
  type: 'fepotpft' | 'limit_wc',
  application: Application,
  connection: Connection,
  number: string,
  address: string,
): void =>
  logs.write(type, {
    client_id: application.clientId,
    client_name: application.name,
    connection: connection.name,
    connection_id: connection.id,
    user_name: number,
    ip: address,
  });

const whom = (application: Application, connection: Connection, user: User) => ({
  client_id: application.clientId,
  client_name: application.name,
  connection: connection.name,
  connection_id: connection.id,
  strategy: connection.strategy,
  strategy_type: 'passwordless',
  user_id: `sms|${user.id}`,
  user_name: user.phoneNumber,
});
