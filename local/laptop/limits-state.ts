import type { LimitMode } from '../../lambda/contract';
import type { LimitName } from '../../lambda/gateway/core/limits/plan';

/** What the laptop's send limits may be switched to. */
export const LIMIT_MODES = ['enforce', 'shadow', 'off'] as const satisfies readonly LimitMode[];

/** The send limits as they are switched, and what they count up to. */
export interface LimitsState {
  readonly mode: LimitMode;
  readonly offers: readonly LimitMode[];
  /** Of the limits whose ceiling is known beforehand, in the order in which they are named. */
  readonly ceilings: Readonly<Partial<Record<LimitName, number>>>;
}
