import type { BreakerState } from '../core/breaker';
import type { BreakerStore } from '../core/provider-health';

/** Breakers of one process: for the laptop, and for tests, which share one between gateways. */
export const createInMemoryBreakers = (now: () => number): BreakerStore => {
  const states = new Map<string, BreakerState>();
  const claims = new Map<string, number>();
  return {
    read: () => Promise.resolve(Object.fromEntries(states)),
    write: (key, state) => {
      const known = states.get(key);
      // As in DynamoDB: whoever knew less does not shorten a pause.
      if (known?.status !== state.status || known.atMs < state.atMs) {
        states.set(key, state);
        claims.delete(key);
      }
      return Promise.resolve();
    },
    claimProbe: (key, untilMs) => {
      const free = (claims.get(key) ?? -Infinity) < now();
      if (free) claims.set(key, untilMs);
      return Promise.resolve(free);
    },
  };
};
