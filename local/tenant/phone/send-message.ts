import { textOf } from '../../http/message';
import { fillLiquid } from '../authentication/template';
import type { PhoneContext, PhoneNotification } from './event';
import type { PhoneSystem } from './phone-system';
import { deliveryMethods, type DeliveryMethod } from './provider-store';
import { DEFAULT_TEXTS, type MessageType } from './templates';

export interface OutgoingMessage {
  readonly type: MessageType;
  readonly to: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly code: string;
  readonly locale?: string;
  /** A template to use instead of the tenant's. */
  readonly text?: string;
}

/**
 * Renders a message by the tenant's template and hands it to the phone provider. The caller learns
 * why it could not be handed over; how it fares later shows in the tenant's log alone.
 */
export const sendMessage = (
  phone: PhoneSystem,
  message: OutgoingMessage,
  context: Omit<PhoneContext, 'tenant'>,
): string | undefined => {
  const provider = phone.phoneProvider.get();
  // What Auth0 answers in these cases is unverified.
  if (!provider || provider.disabled) return 'The tenant has no phone provider that is enabled';
  if (!deliveryMethods(provider).includes(message.deliveryMethod))
    return `The phone provider does not deliver by ${message.deliveryMethod}`;
  if (provider.name === 'twilio')
    return 'The stand-in tenant sends through the phone provider "custom" only';

  const friendlyName = textOf(phone.settings.all()['friendly_name']);
  const full = { ...context, tenant: { id: phone.name, friendlyName } };
  phone.notifier.send(render(phone, message, full), full);
  return undefined;
};

/** Variables: Auth0, "Supported Liquid Syntax" of phone templates; no tags and no filters. */
const render = (
  { templates }: PhoneSystem,
  { type, to, deliveryMethod, code, locale, text }: OutgoingMessage,
  { tenant, application, connection, user }: PhoneContext,
): PhoneNotification => {
  const made = templates.byType(type);
  const template = made && !made.disabled ? made.content : {};
  const variables = {
    code,
    locale: locale ?? '',
    pause: '',
    tenant: tenant.id,
    friendly_name: tenant.friendlyName ?? '',
    'client.name': application?.name ?? '',
    'client.client_id': application?.clientId ?? '',
    'application.name': application?.name ?? '',
    'connection.name': connection?.name ?? '',
    'user.phone_number': user?.phoneNumber ?? to,
  };
  const written = fillLiquid(text ?? template.body?.text ?? DEFAULT_TEXTS[type], variables);
  return {
    type,
    to,
    deliveryMethod,
    text: written,
    ...(template.body?.voice === undefined
      ? {}
      : { voice: fillLiquid(template.body.voice, variables) }),
    ...(type === 'otp_verify' || type === 'otp_enroll' ? { code } : {}),
    ...(template.from === undefined ? {} : { from: template.from }),
    ...(locale === undefined ? {} : { locale }),
  };
};
