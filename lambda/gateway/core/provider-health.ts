import type { AttemptOutcome } from './attempt';
import {
  closed,
  counted,
  EMPTY_WINDOW,
  healthSignOf,
  isFailing,
  opened,
  type BreakerState,
  type OpenCause,
  type Window,
} from './breaker';

/** Where instances of the function tell each other. Every method may fail; nothing depends on it. */
export interface BreakerStore {
  /** All breakers that opened lately, by key. */
  readonly read: () => Promise<Readonly<Record<string, BreakerState>>>;
  readonly write: (key: string, state: BreakerState) => Promise<void>;
  /** Claims the one probe of a breaker until then; false when somebody else has it. */
  readonly claimProbe: (key: string, untilMs: number) => Promise<boolean>;
}

/** A breaker opened or closed. */
export interface BreakerChange {
  readonly provider: string;
  /** The country it is about; absent when it is about the whole provider. */
  readonly country?: string;
  readonly state: BreakerState;
}

/** `probe`: go, and the outcome decides for everybody. `skip`: only if nothing else is left. */
export type Admission = 'go' | 'probe' | 'skip';

export interface ProviderHealth {
  /** Looks whether others know more, without making anybody wait for it. */
  readonly catchUp: () => void;
  readonly admit: (provider: string, country: string) => Promise<Admission>;
  /** Of providers that are to be skipped, the one to try first when there is no other. */
  readonly leastBadFirst: (providers: readonly string[], country: string) => readonly string[];
  readonly record: (provider: string, country: string, outcome: AttemptOutcome) => Promise<void>;
}

/** What others know is looked up at most this often. */
export const CATCH_UP_EVERY_MS = 5_000;
/** Longer than any attempt, so that a probe that died with its instance is claimed again. */
export const PROBE_CLAIM_MS = 30_000;

export interface ProviderHealthOptions {
  readonly store: BreakerStore;
  /** Milliseconds since the epoch: instances compare theirs. */
  readonly now: () => number;
  readonly onChange: (change: BreakerChange) => void;
  /** The store could not be read or written. */
  readonly onStoreUnavailable: () => void;
}

/**
 * Which providers are worth asking. Failures are counted where they happen; that a breaker opened or
 * closed, everybody learns through the store. A breaker is about a whole provider when the provider
 * is in trouble, and about one country when our configuration is: permissions, senders and
 * registrations are per country, and a wrong credential is found out by one quick refusal in each.
 */
export const createProviderHealth = (options: ProviderHealthOptions): ProviderHealth => {
  const { store, now, onChange, onStoreUnavailable } = options;
  const windows = new Map<string, Window>();
  const states = new Map<string, BreakerState>();
  const changedAtMs = new Map<string, number>();
  let caughtUpAtMs = -Infinity;

  const keysOf = (provider: string, country: string) => [provider, `${provider}#${country}`];
  const opensAt = (key: string) => {
    const state = states.get(key);
    return state?.status === 'open' ? state.atMs : -Infinity;
  };
  /**
   * Whoever fails meanwhile was on its way before the pause began, or was a last resort: no news.
   * A pause that grew with each of them would be the longest one whenever many instances are busy.
   */
  const isPaused = (key: string) => opensAt(key) > now();
  const openUntil = (provider: string, country: string) =>
    Math.max(...keysOf(provider, country).map(opensAt));

  const change = async (provider: string, key: string, state: BreakerState) => {
    states.set(key, state);
    changedAtMs.set(key, now());
    const country = key === provider ? undefined : key.slice(provider.length + 1);
    onChange({ provider, ...(country !== undefined && { country }), state });
    await store.write(key, state).catch(onStoreUnavailable);
  };

  const open = (provider: string, key: string, cause: OpenCause) => {
    windows.delete(key);
    return change(provider, key, opened(states.get(key), cause, now()));
  };

  return {
    catchUp: () => {
      if (now() - caughtUpAtMs < CATCH_UP_EVERY_MS) return;
      const askedAtMs = now();
      caughtUpAtMs = askedAtMs;
      void store.read().then((known) => {
        for (const [key, state] of Object.entries(known)) {
          // What this instance has found out since, the answer does not know yet.
          if ((changedAtMs.get(key) ?? -Infinity) < askedAtMs) states.set(key, state);
        }
      }, onStoreUnavailable);
    },

    admit: async (provider, country) => {
      const open = keysOf(provider, country).filter((key) => states.get(key)?.status === 'open');
      if (open.length === 0) return 'go';
      if (openUntil(provider, country) > now()) return 'skip';
      // In turn: whoever loses the first claim must not hold the second.
      for (const key of open) {
        const claimed = await store.claimProbe(key, now() + PROBE_CLAIM_MS).catch(() => {
          onStoreUnavailable();
          // Nobody to ask: better that each instance probes than that none does.
          return true;
        });
        if (!claimed) return 'skip';
      }
      return 'probe';
    },

    leastBadFirst: (providers, country) =>
      providers.toSorted((a, b) => openUntil(a, country) - openUntil(b, country)),

    record: async (provider, country, outcome) => {
      const sign = healthSignOf(outcome);
      if (sign === 'none') return;
      const key = sign === 'misconfigured' ? `${provider}#${country}` : provider;
      if (sign !== 'well' && isPaused(key)) return;
      if (sign === 'misconfigured') return open(provider, key, sign);

      const window = counted(windows.get(provider) ?? EMPTY_WINDOW, sign, now());
      windows.set(provider, window);
      if (sign === 'failing') {
        const isOpen = states.get(provider)?.status === 'open';
        if (isOpen || isFailing(window, now())) await open(provider, provider, sign);
        return;
      }
      for (const known of keysOf(provider, country)) {
        const state = states.get(known);
        if (state?.status === 'open') await change(provider, known, closed(state, now()));
      }
    },
  };
};
