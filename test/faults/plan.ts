/**
 * What goes wrong, where and when: plain data, so that it travels to the process of the providers,
 * and drawn by a seed, so that the same run happens again.
 */
import { createHash } from 'node:crypto';

/** The providers of every run, in the order of the usual route. */
export const PROVIDERS = ['clickatell', 'twilio', 'plivo'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a provider does with one request. `taken`: the message goes out all the same. */
export type Behaviour =
  /** Accepts, `lateMs` later than it otherwise would. */
  | { readonly kind: 'accepts'; readonly lateMs: number }
  | { readonly kind: 'hangs'; readonly taken: boolean }
  | { readonly kind: 'resets'; readonly taken: boolean }
  | { readonly kind: 'half-answers'; readonly taken: boolean }
  /** A proxy before the provider answers with its page. */
  | { readonly kind: 'html'; readonly status: number; readonly taken: boolean }
  | { readonly kind: 'broken-json' }
  | { readonly kind: 'ten-megabytes' }
  | { readonly kind: 'redirects' }
  | { readonly kind: 'throttles' };

/** A behaviour and the share of requests that meet it, from 0 to 1. */
export interface Fault {
  readonly share: number;
  readonly behaviour: Behaviour;
}

/** From a moment on, until the next phase begins. */
export interface Phase {
  /** Milliseconds since the run began. */
  readonly fromMs: number;
  /** Nobody listens at the provider's address. */
  readonly down?: boolean;
  /** Requests that meet none of these are accepted. */
  readonly faults?: readonly Fault[];
  /** Only these credentials are accepted. @default 'first' */
  readonly credentials?: Credentials;
}

/** Every provider has two sets, of which a rotation replaces the first by the second. */
export type Credentials = 'first' | 'second';

export type Plan = readonly Phase[];
export type Plans = Readonly<Record<Provider, Plan>>;

/** Nothing goes wrong. */
export const WELL: Plan = [{ fromMs: 0 }];

/** The whole time, every request. */
export const always = (behaviour: Behaviour): Plan => sometimes({ share: 1, behaviour });

/** The whole time, the given shares of requests. */
export const sometimes = (...faults: readonly Fault[]): Plan => [{ fromMs: 0, faults }];

export const phaseAt = (plan: Plan, ms: number): Phase =>
  plan.findLast(({ fromMs }) => fromMs <= ms) ?? { fromMs: 0 };

/** The same for the same words, from 0 up to, and without, 1. */
export const draw = (...words: readonly string[]): number =>
  createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 2 ** 32;

/** `drawn` picks among the faults by their shares; what is left over is health. */
export const behaviourOf = ({ faults = [] }: Phase, drawn: number): Behaviour => {
  let left = drawn;
  for (const { share, behaviour } of faults) {
    left -= share;
    if (left < 0) return behaviour;
  }
  return { kind: 'accepts', lateMs: 0 };
};
