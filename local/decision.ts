import type { OutcomeClass } from '../lambda/gateway/core/attempt';
import type { RuleName } from '../lambda/gateway/core/limits/destination';
import type { LimitName } from '../lambda/gateway/core/limits/plan';
import type { Outcome } from '../lambda/gateway/core/outcome';
import type { Numbered } from './history';

/** The gateway's account of one message, as its log tells it: no code, and of the number a mask. */
export interface Decision extends Numbered {
  /** ISO 8601. */
  readonly at: string;
  readonly requestId: string;
  readonly outcome: Outcome['kind'];
  /** Why, where the outcome alone does not say. */
  readonly detail?: string;
  /** HTTP status of the gateway's answer. */
  readonly status: number;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** E.g. `US…23`. */
  readonly recipient?: string;
  /** Providers for that country, in the order to try them. Empty when nothing may be sent there. */
  readonly route: readonly string[];
  /** In the order they were made. */
  readonly attempts: readonly DecisionAttempt[];
  /** Providers that were passed over because they had kept failing. */
  readonly skipped?: readonly string[];
  /** Every send limit that was looked at. Absent when it did not come to that. */
  readonly limits?: readonly DecisionLimit[];
  readonly durationMs: number;
}

export interface DecisionLimit {
  readonly limit: LimitName | RuleName;
  /** With this message when it was counted, else as it stood. Absent for a rule that does not count. */
  readonly count?: number;
  readonly ceiling?: number;
  readonly exceeded?: true;
  /** The counters did not answer. */
  readonly unknown?: true;
  /** It decides and lets through. */
  readonly shadow?: true;
  /** Until its window ends; where it was exceeded. */
  readonly retryAfterSeconds?: number;
}

export interface DecisionAttempt {
  readonly provider: string;
  readonly class: OutcomeClass;
  /** The provider's own code, or what happened to the connection. */
  readonly code?: string;
  readonly ms: number;
}
