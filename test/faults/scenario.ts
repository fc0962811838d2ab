import type { Plans, Provider } from './plan';
import type { Run } from './run-scenario';

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
  /** Messages go on at least until then, so that the plan is played to its end. */
  readonly lastsMs?: number;
  /** Providers take messages without saying so, so that some go out twice. */
  readonly ambiguous?: boolean;
  /** Beyond what every scenario promises. Each throws when it is not kept. */
  readonly promises?: readonly Expectation[];
}

export interface Expectation {
  readonly promise: string;
  readonly check: (run: Run) => void;
}
