import type { Plans, Provider } from '../plan';
import type { SentMessage } from '../messages';

/** What the run says to the process of the providers. */
export type Order =
  | { readonly kind: 'begin'; readonly seed: string; readonly plans: Plans }
  | { readonly kind: 'end' };

/** What that process answers, once to each order; the first word comes unasked. */
export type Word =
  | { readonly kind: 'ready'; readonly urls: Readonly<Record<Provider, string>> }
  | { readonly kind: 'begun'; readonly atMs: number }
  | { readonly kind: 'ended'; readonly report: Report };

/** What the providers saw of a run. */
export interface Report {
  /** When each request came in, in milliseconds since the epoch. */
  readonly arrivals: Readonly<Record<Provider, readonly number[]>>;
  readonly taken: readonly Taken[];
  /** The longest time that the process stood still: a busy machine, and no figure worth keeping. */
  readonly longestStallMs: number;
}

/** A message that a provider put on its way. */
export interface Taken extends SentMessage {
  readonly provider: Provider;
  /** Whether the provider said so, in time and in full. */
  readonly clear: boolean;
}
