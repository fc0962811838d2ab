import type { AttemptOutcome, OutcomeClass } from './attempt';

/** What the dispatcher does after an attempt: the whole policy, one row per class. */
interface OutcomeRule {
  /** Whether another provider is asked. */
  readonly movesOn: boolean;
  /** Whether the same message, sent once more by Auth0, has a chance. */
  readonly curedByRepeating: boolean;
}

export const OUTCOME_RULES: Readonly<Record<OutcomeClass, OutcomeRule>> = {
  accepted: { movesOn: false, curedByRepeating: false },
  transient: { movesOn: true, curedByRepeating: true },
  'route-only': { movesOn: true, curedByRepeating: false },
  configuration: { movesOn: true, curedByRepeating: false },
  recipient: { movesOn: false, curedByRepeating: false },
  'no-sms': { movesOn: false, curedByRepeating: false },
  // Malformed for one may be fine for another: limits and alphabets differ. If it is not, asking costs
  // a moment; stopping would cost the person their code (docs/adr/0008-a-malformed-message-moves-on.md).
  bug: { movesOn: true, curedByRepeating: false },
  // The same code twice harms nobody; no code locks a person out.
  unknown: { movesOn: true, curedByRepeating: true },
};

export const movesOn = (outcome: AttemptOutcome): boolean => OUTCOME_RULES[outcome.class].movesOn;

export const curedByRepeating = (outcome: AttemptOutcome): boolean =>
  OUTCOME_RULES[outcome.class].curedByRepeating;
