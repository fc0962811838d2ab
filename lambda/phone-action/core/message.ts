import type { DeliveryMethod } from '../../contract';
import { fail, ok, type Result } from '../../shared/result';
import { defined, textAt } from './reading';
import { normaliseRecipient } from './recipient';

/**
 * What the Action posts to the gateway: the fields of Auth0's custom SMS gateway, and those that
 * only an Action knows. `lambda/gateway/core/request.ts` reads them.
 */
export interface GatewayMessage {
  readonly recipient: string;
  /** What is to be read or heard. It holds the one-time code, where there is one. */
  readonly body: string;
  readonly code?: string;
  /** As Auth0 names it, e.g. `otp_verify`. */
  readonly messageType?: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly locale?: string;
  readonly clientId?: string;
  readonly organizationId?: string;
  /** Auth0's, of the transaction: repeats of a message have the one of its first try. */
  readonly correlationId?: string;
  /** Who asked for the message. */
  readonly req?: { readonly ip?: string; readonly 'user-agent'?: string };
}

/** What every trigger's event knows beside the message itself. */
export const surroundingsOf = (event: unknown): Partial<GatewayMessage> => {
  const req = defined({
    ip: textAt(event, 'request', 'ip'),
    'user-agent': textAt(event, 'request', 'user_agent'),
  });
  return defined({
    clientId: textAt(event, 'client', 'client_id'),
    organizationId: textAt(event, 'organization', 'id'),
    correlationId: textAt(event, 'transaction', 'correlation_id'),
    req: Object.keys(req).length > 0 ? req : undefined,
  });
};

/** Put together from what an event names; the fault is a sentence for the tenant's log. */
export const messageOf = (
  parts: { readonly recipient: string | undefined; readonly body: string | undefined },
  rest: Omit<GatewayMessage, 'recipient' | 'body'>,
): Result<GatewayMessage, string> => {
  const { recipient, body } = parts;
  if (recipient === undefined) return fail('Auth0 named no recipient');
  if (body === undefined) return fail('Auth0 passed no text; look at the phone template');
  return ok({ ...rest, recipient: normaliseRecipient(recipient), body });
};
