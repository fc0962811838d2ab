import type { Result } from '../../shared/result';
import { messageOf, surroundingsOf, type GatewayMessage } from './message';
import { defined, textAt } from './reading';

/** What the phone provider calls the same thing. */
const MESSAGE_TYPES: Readonly<Record<string, string>> = {
  enrollment: 'otp_enroll',
  'second-factor-authentication': 'otp_verify',
};

/**
 * Reads the event of the trigger `send-phone-message`: multi-factor authentication on tenants without
 * the tenant-level phone provider. Its names differ from that one's.
 * Source: auth0.com/docs, "Actions Triggers: send-phone-message - Event Object".
 */
export const readSendPhoneMessageEvent = (event: unknown): Result<GatewayMessage, string> => {
  const option = (key: string) => textAt(event, 'message_options', key);
  const action = option('action') ?? '';
  return messageOf(
    { recipient: option('recipient'), body: option('text') },
    {
      deliveryMethod: option('message_type') === 'voice' ? 'voice' : 'text',
      ...defined({ code: option('code'), messageType: MESSAGE_TYPES[action] }),
      ...surroundingsOf(event),
    },
  );
};
