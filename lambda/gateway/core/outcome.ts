import type { AttemptRecord } from './dispatch';
import type { LimitName } from './limits/plan';
import { curedByRepeating } from './outcome-rules';

/** Everything a request can come to. `answer.ts` has the status for each. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly provider: string; readonly messageId?: string }
  /** The token is good. Nothing was to be sent. */
  | { readonly kind: 'probed' }
  /** A number of the environment's own tests; nothing was sent, and nothing counted. */
  | { readonly kind: 'test_number' }
  /** The same message is on its way already. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'invalid_request'; readonly detail: string }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'blocked'; readonly reason: BlockReason }
  /** A send limit is reached. */
  | {
      readonly kind: 'rate_limited';
      readonly limit: LimitName;
      /** Until the window ends, whole seconds. */
      readonly retryAfterSeconds: number;
    }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'invalid_recipient' }
  | { readonly kind: 'delivery_failed'; readonly retryable: boolean }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'timeout' };

export type BlockReason =
  | 'country_not_allowed'
  | 'delivery_method_not_allowed'
  | 'number_blocked'
  | 'number_type_not_allowed'
  | 'recipient_not_allowed'
  | 'recipient_unsubscribed'
  | 'refused_by_provider';

/** What the attempts amount to. */
export const outcomeOf = (attempts: readonly AttemptRecord[], ranOutOfTime: boolean): Outcome => {
  const last = attempts.at(-1);
  if (last === undefined) return { kind: 'timeout' };
  const { outcome, provider } = last;
  switch (outcome.class) {
    case 'accepted':
      return {
        kind: 'accepted',
        provider,
        ...(outcome.messageId !== undefined && { messageId: outcome.messageId }),
      };
    case 'recipient':
      return ofRecipientFault[outcome.reason];
    case 'no-sms':
      return { kind: 'invalid_recipient' };
    case 'bug':
    case 'transient':
    case 'route-only':
    case 'configuration':
    case 'unknown':
      return ofExhaustedRoute(attempts, ranOutOfTime);
  }
};

const ofRecipientFault = {
  invalid: { kind: 'invalid_recipient' },
  unsubscribed: { kind: 'blocked', reason: 'recipient_unsubscribed' },
  refused: { kind: 'blocked', reason: 'refused_by_provider' },
} as const satisfies Record<string, Outcome>;

const ofExhaustedRoute = (attempts: readonly AttemptRecord[], ranOutOfTime: boolean): Outcome => {
  const outcomes = attempts.map(({ outcome }) => outcome);
  if (outcomes.every((outcome) => outcome.class === 'configuration' && outcome.unready))
    return { kind: 'unavailable' };
  if (ranOutOfTime && outcomes.some((outcome) => outcome.class === 'unknown'))
    return { kind: 'timeout' };
  return { kind: 'delivery_failed', retryable: outcomes.some(curedByRepeating) };
};
