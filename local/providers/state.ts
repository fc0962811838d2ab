import { isRecord } from '../http/message';

/** How a stand-in provider behaves, whatever it is asked. */
export type ProviderState =
  | { readonly state: 'healthy' }
  /** Accepts, this many milliseconds late. */
  | { readonly state: 'slow'; readonly milliseconds: number }
  /** Refuses in the provider's own words; see each provider's `refusals`. */
  | { readonly state: Refusal }
  /** Takes no connection; where its port is everybody's, it drops those that are made. */
  | { readonly state: 'down' }
  /** Takes the message and drops the connection without an answer; nothing is delivered. */
  | { readonly state: 'resetting' }
  /** Takes the message and never answers; nothing is delivered. */
  | { readonly state: 'hanging' }
  /** Delivers the message, but the answer breaks off in the middle. */
  | { readonly state: 'half-answering' };

/** `rejecting`: this recipient, for good. `failing`: an internal error of the provider. */
export type Refusal = 'throttled' | 'out-of-credit' | 'rejecting' | 'failing';

/**
 * What a provider can say of a recipient: has answered STOP; takes no SMS; is refused by its carrier on
 * this route. They belong to numbers (magic-numbers.ts), not to a provider's state.
 */
export type RecipientRefusal = 'unsubscribed' | 'landline' | 'carrier-refused';

const PLAIN_STATES = [
  'healthy',
  'throttled',
  'out-of-credit',
  'rejecting',
  'failing',
  'down',
  'resetting',
  'hanging',
  'half-answering',
] as const;

/** For people who send something else. */
export const STATES_IN_WORDS = `${PLAIN_STATES.join(', ')}, or slow with "milliseconds" from 0 to 60000`;

export const readProviderState = (value: unknown): ProviderState | undefined => {
  if (!isRecord(value)) return undefined;
  const plain = PLAIN_STATES.find((state) => state === value['state']);
  if (plain !== undefined) return { state: plain };
  const { state, milliseconds } = value;
  return state === 'slow' &&
    typeof milliseconds === 'number' &&
    milliseconds >= 0 &&
    milliseconds <= 60_000
    ? { state, milliseconds }
    : undefined;
};
