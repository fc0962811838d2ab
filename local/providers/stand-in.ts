import type { LocalAnswer, LocalHandler, LocalRequest, LocalResponse } from '../http/message';
import type { Inbox } from '../inbox';
import type { RandomInt } from '../random';
import { magicFault } from './magic-numbers';
import type { ProviderState, RecipientRefusal, Refusal } from './state';

/** What a provider understood of a request. */
export interface Message {
  /** E.164, with its plus sign. */
  readonly to: string;
  readonly text: string;
  /** Of the sender's choice, where the provider echoes it. */
  readonly from?: string;
}

/** One provider's wire format: what it takes, and what it says. */
export interface WireFormat {
  /** The message, or the provider's answer to a request that it does not take. */
  readonly receive: (request: LocalRequest) => Message | LocalResponse;
  readonly accept: (message: Message) => LocalResponse;
  readonly refusals: Readonly<
    Record<Refusal | RecipientRefusal, (message: Message) => LocalResponse>
  >;
}

export interface WireWorld {
  readonly random: RandomInt;
  readonly now: () => number;
}

/** Turns a wire format into a server that behaves as its state says and delivers to the inbox. */
export const createStandIn = (
  name: string,
  wire: WireFormat,
  inbox: Inbox,
  currentState: () => ProviderState,
): LocalHandler => {
  const deliver = ({ to, text }: Message) => inbox.deliver({ to, text, provider: name });

  return async (request): Promise<LocalAnswer> => {
    const message = wire.receive(request);
    if ('status' in message) return message;
    const current = magicFault(name, message.to) ?? currentState();
    switch (current.state) {
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, current.milliseconds));
        deliver(message);
        return wire.accept(message);
      case 'healthy':
        deliver(message);
        return wire.accept(message);
      case 'half-answering':
        deliver(message);
        return { misbehaves: 'half-answers', with: wire.accept(message) };
      case 'down':
      case 'resetting':
        return { misbehaves: 'resets' };
      case 'hanging':
        return { misbehaves: 'hangs' };
      case 'throttled':
      case 'out-of-credit':
      case 'rejecting':
      case 'failing':
      case 'unsubscribed':
      case 'landline':
      case 'carrier-refused':
        return wire.refusals[current.state](message);
    }
  };
};
