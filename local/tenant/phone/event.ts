import { isRecord } from '../../http/message';
import type { Application, Connection, User } from '../model';
import type { DeliveryMethod } from './provider-store';
import type { MessageType } from './templates';

/** A message on its way to the phone provider. */
export interface PhoneNotification {
  readonly type: MessageType;
  readonly to: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly text: string;
  /** What is spoken. @default the text */
  readonly voice?: string;
  readonly code?: string;
  /** Set where the template has it, and else not at all. */
  readonly from?: string;
  readonly locale?: string;
}

/** Who asked, for whom, and from where. */
export interface PhoneContext {
  readonly tenant: { readonly id: string; readonly friendlyName?: string };
  readonly request: {
    readonly ip: string;
    readonly method: string;
    readonly userAgent?: string;
    readonly language?: string;
    readonly hostname?: string;
  };
  readonly application?: Application;
  readonly connection?: Connection;
  readonly user?: User;
}

/**
 * The `event` of the trigger custom-phone-provider, without its secrets.
 * Source: Auth0, "Custom Phone Provider: Event Object". It has no id of the message. Of `geoip` the
 * tenant knows nothing, so it is empty.
 */
export const phoneEvent = (
  notification: PhoneNotification,
  { tenant, request, application, connection, user }: PhoneContext,
): Readonly<Record<string, unknown>> => ({
  notification: {
    message_type: notification.type,
    recipient: notification.to,
    delivery_method: notification.deliveryMethod,
    as_text: notification.text,
    as_voice: notification.voice ?? notification.text,
    ...given({ code: notification.code, from: notification.from, locale: notification.locale }),
  },
  request: {
    geoip: {},
    ip: request.ip,
    method: request.method,
    ...given({
      user_agent: request.userAgent,
      language: request.language,
      hostname: request.hostname,
    }),
  },
  tenant: { id: tenant.id, ...given({ friendly_name: tenant.friendlyName }) },
  ...(application
    ? { client: { client_id: application.clientId, name: application.name, metadata: {} } }
    : {}),
  ...(connection
    ? {
        connection: {
          id: connection.id,
          name: connection.name,
          strategy: connection.strategy,
          metadata: isRecord(connection.settings['metadata'])
            ? connection.settings['metadata']
            : {},
        },
      }
    : {}),
  user: user
    ? {
        user_id: `sms|${user.id}`,
        phone_number: user.phoneNumber,
        phone_verified: user.verified,
        app_metadata: {},
        user_metadata: {},
      }
    : { app_metadata: {}, user_metadata: {} },
});

const given = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
