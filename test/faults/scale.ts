/**
 * The run is ten times as fast as life, so that pauses of minutes fit into seconds. What is given in
 * seconds of the environment file is a tenth of its default, and the breakers' clock runs ten times
 * as fast. Two times of the product are constants and are left as they are, to its disadvantage: the
 * shortest attempt (300 ms) and the longest wait for the breakers' store (300 ms).
 */
export const SPEED = 10;

/** `delivery` of the environment, for 15 and 5 s. */
export const DELIVERY = { budgetSeconds: 15 / SPEED, attemptTimeoutSeconds: 5 / SPEED };
export const BUDGET_MS = DELIVERY.budgetSeconds * 1_000;
export const ATTEMPT_MS = DELIVERY.attemptTimeoutSeconds * 1_000;

/** How long a provider that is well takes to answer. */
export const PROVIDER_MS = 60;
/** How long the breakers' store takes. */
export const STORE_MS = 3;
/** How long a call to a store that is away takes, by the limit of the product's own client. */
export const STORE_TIMEOUT_MS = 300;

/** Milliseconds since the epoch as the product sees them, from now on ten times as fast. */
export const fastClock = (): (() => number) => {
  const startedMs = Date.now();
  const zeroMs = performance.now();
  return () => startedMs + Math.floor((performance.now() - zeroMs) * SPEED);
};
