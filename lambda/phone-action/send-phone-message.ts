import { createAction } from './action';
import { readSendPhoneMessageEvent } from './core/send-phone-message-event';

const send = createAction(readSendPhoneMessageEvent);

/**
 * Sends the messages of multi-factor authentication on tenants without the tenant-level phone
 * provider. Whoever signs in waits for it, and nothing is repeated: a failure is an exception.
 * Source: auth0.com/docs, "Actions Triggers: send-phone-message".
 */
export const onExecuteSendPhoneMessage = async (event: unknown): Promise<void> => {
  const verdict = await send(event);
  if (verdict.kind !== 'sent') throw new Error(verdict.reason);
};
