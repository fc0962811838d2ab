import { createInMemoryBreakers } from '../../lambda/gateway/adapters/in-memory-breakers';
import type { BreakerStore } from '../../lambda/gateway/core/provider-health';
import { STORE_MS, STORE_TIMEOUT_MS } from './scale';

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The table that all instances share, a few milliseconds away. */
export const nearBreakers = (now: () => number): BreakerStore => {
  const store = createInMemoryBreakers(now);
  return {
    read: () => after(STORE_MS).then(store.read),
    write: (key, state) => after(STORE_MS).then(() => store.write(key, state)),
    claimProbe: (key, untilMs) => after(STORE_MS).then(() => store.claimProbe(key, untilMs)),
  };
};

/** A table that is away: every other call fails at once, the rest when the client gives up. */
export const awayBreakers = (): BreakerStore => {
  let calls = 0;
  const fail = async (): Promise<never> => {
    calls += 1;
    await after(calls % 2 === 0 ? STORE_TIMEOUT_MS : 0);
    throw new Error('away');
  };
  return { read: fail, write: fail, claimProbe: fail };
};
