import type { LocalRequest } from '../../http/message';
import type { Application, Connection, User } from '../model';
import { sendMessage } from '../phone/send-message';
import { callGateway } from './call-gateway';
import { renderTemplate } from './template';
import type { AuthenticationWorld } from './world';

/** A start of a sign-in that nothing speaks against. */
export interface Start {
  readonly application: Application;
  readonly connection: Connection;
  readonly number: string;
  readonly address: string;
  readonly user: User;
}

export const sendByGateway = (
  world: AuthenticationWorld,
  request: LocalRequest,
  { application, connection: { options }, number, address }: Start,
  code: string,
): Promise<string | undefined> =>
  callGateway(
    world.http,
    options,
    {
      recipient: number,
      body: renderTemplate(options['template'], options['syntax'], {
        code,
        phoneNumber: number,
        applicationName: application.name,
        requestLanguage: languageOf(request) ?? null,
      }),
      ...(typeof options['from'] === 'string' ? { sender: options['from'] } : {}),
      ...(options['forward_req_info'] === true
        ? { req: { ip: address, 'user-agent': request.headers['user-agent'] ?? '' } }
        : {}),
    },
    world.gatewayTimeoutMs,
  );

/** Asynchronous: what becomes of the message reaches neither the app nor the person (Auth0, "Configure a Custom Phone Provider"). */
export const sendByProvider = (
  { phone }: AuthenticationWorld,
  request: LocalRequest,
  { application, connection, number, address, user }: Start,
  code: string,
): string | undefined => {
  const language = languageOf(request);
  return sendMessage(
    phone,
    {
      type: 'otp_verify',
      to: number,
      deliveryMethod: 'text',
      code,
      locale: language?.split(',')[0]?.split(';')[0]?.trim().replace('-', '_'),
    },
    {
      application,
      connection,
      user,
      request: {
        ip: address,
        method: request.method,
        userAgent: request.headers['user-agent'],
        language,
        hostname: request.headers['host'],
      },
    },
  );
};

const languageOf = (request: LocalRequest): string | undefined =>
  request.headers['x-request-language'] ?? request.headers['accept-language'];
