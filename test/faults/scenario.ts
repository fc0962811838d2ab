import type { Plans, Provider } from './plan';
import type { Run } from './run-scenario';

/** An instance may have met the fault this often before it has to know. */
export const LEARNT_AFTER = 20;

/** What goes wrong, and what is promised nevertheless. */
export interface Scenario {
  readonly name: string;
  /** For the table. */
  readonly what: string;
  /** @default - all three in their usual order */
  readonly route?: readonly Provider[];
  readonly plans: Plans;
  /** The breakers' store does not answer. */
  readonly storeAway?: boolean;
  /** When new credentials are put into the secret of a provider. */
  readonly rotation?: { readonly provider: Provider; readonly atMs: number };
  /** When what goes wrong begins to. @default 0 */
  readonly troubleFromMs?: number;
  /**
   * Messages go on at least until then, so that the plan is played to its end, and until each instance
   * had as many after it had to know as before.
   */
  readonly lastsMs?: number;
  /** How long a provider may take that still answers in time. @default PROVIDER_MS */
  readonly answersWithinMs?: number;
  /** Providers take messages without saying so, so that some go out twice. */
  readonly ambiguous?: boolean;
  /** Beyond what every scenario promises. Each throws when it is not kept. */
  readonly promises?: readonly Expectation[];
}

export interface Expectation {
  readonly promise: string;
  /**
   * About how long something took, which the machine has a part in: it may be measured again, as
   * measure.ts says. All others hold in every run.
   */
  readonly timing?: true;
  readonly check: (run: Run) => void;
}
