import type { Result } from '../../shared/result';
import { messageOf, surroundingsOf, type GatewayMessage } from './message';
import { defined, textAt } from './reading';

/**
 * Reads the event of the trigger `custom-phone-provider`. A voice message has its own rendering; the
 * types that carry no code have none, and are sent all the same.
 * Source: auth0.com/docs, "Custom Phone Provider: Event Object".
 */
export const readPhoneProviderEvent = (event: unknown): Result<GatewayMessage, string> => {
  const notification = (key: string) => textAt(event, 'notification', key);
  const deliveryMethod = notification('delivery_method') === 'voice' ? 'voice' : 'text';
  return messageOf(
    {
      recipient: notification('recipient'),
      body: notification(deliveryMethod === 'voice' ? 'as_voice' : 'as_text'),
    },
    {
      deliveryMethod,
      ...defined({
        code: notification('code'),
        messageType: notification('message_type'),
        locale: notification('locale'),
      }),
      ...surroundingsOf(event),
    },
  );
};
