import type { PhoneNumber } from '../../shared/phone-number';

/**
 * What one attempt at one provider can come to. A closed union: each provider maps every answer it
 * documents to one of these, and the dispatcher has one rule for each.
 */
export type AttemptOutcome =
  /** The provider took the message. Not yet proof of delivery. */
  | { readonly class: 'accepted'; readonly messageId?: string }
  /** It did not work now; the same request may work later: throttled, overloaded, unreachable. */
  | { readonly class: 'transient'; readonly code: string; readonly retryAfterMs?: number }
  /** This provider cannot reach this number by this route; another provider may. */
  | { readonly class: 'route-only'; readonly code: string }
  /** Our account, credential, sender or credit: somebody must act. Another provider may work. */
  | { readonly class: 'configuration'; readonly code: string; readonly unready?: Unready }
  /** Permanent for this recipient, whoever sends. */
  | { readonly class: 'recipient'; readonly code: string; readonly reason: RecipientFault }
  /** The number exists but cannot take SMS: a landline. */
  | { readonly class: 'no-sms'; readonly code: string }
  /** Our request is malformed, by this provider's rules. */
  | { readonly class: 'bug'; readonly code: string }
  /** Bytes were written and no clear answer came: the message may be on its way. */
  | { readonly class: 'unknown'; readonly code: string };

export type OutcomeClass = AttemptOutcome['class'];

/** `invalid`: no such number. `unsubscribed`: its owner said stop. `refused`: taken for fraud. */
export type RecipientFault = 'invalid' | 'unsubscribed' | 'refused';

/** The provider was not asked at all, because its credentials are not there to use. */
export interface Unready {
  /** Name of the secret in Secrets Manager. */
  readonly secret: string;
  readonly why: 'absent' | 'malformed' | 'unavailable';
}

/** The message to put on its way. */
export interface Message {
  readonly to: PhoneNumber;
  /** What the person reads; what is spoken to them when it goes by voice. Holds the one-time code. */
  readonly text: string;
  /** The one-time code alone, where it is known, for providers that write the text around it. */
  readonly code?: string;
}

/** What an attempt may use. */
export interface AttemptLimits {
  /** The attempt ends, one way or another, within this many milliseconds. */
  readonly timeoutMs: number;
  /** 1 for the first attempt at this message by any provider, 2 for the next one. */
  readonly attemptNumber: number;
}

/**
 * Codes of configuration faults that a provider's own code finds out before it asks anybody. They cost
 * nothing, and mostly are about one message, so they say nothing of the provider's health.
 */
export const UNASKED_CODES: ReadonlySet<string> = new Set([
  'code_unknown',
  'credentials_mismatch',
  'no_origination_identity',
  'private_key_unusable',
  'voice_needs_a_number',
]);

/** One provider, ready to send. Resolves always; it never throws for what a provider answers. */
export interface Sender {
  readonly name: string;
  /** Whose health its attempts tell of: calls and texts of one provider fail apart. */
  readonly breaker: string;
  /** For one attempt, where it differs from the environment's. */
  readonly attemptTimeoutMs?: number;
  readonly send: (message: Message, limits: AttemptLimits) => Promise<AttemptOutcome>;
}
