/** Auth0's default (Auth0, "Brute-Force Protection"). */
const MAX_FAILURES = 10;

/** Wrong codes in a row, per person and address, where the connection has `brute_force_protection`. */
export interface BruteForce {
  readonly isBlocked: (connectionId: string, number: string, address: string) => boolean;
  /** Counts a wrong code; true when it was the one that blocks. */
  readonly fail: (connectionId: string, number: string, address: string) => boolean;
  readonly succeed: (connectionId: string, number: string, address: string) => void;
}

/**
 * The threshold is documented for passwords; that it is the same for codes is unverified, as is
 * everything about how long the block lasts: here, until the tenant is gone.
 */
export const createBruteForce = (): BruteForce => {
  const failures = new Map<string, number>();
  const keyOf = (...parts: readonly string[]) => parts.join(' ');
  return {
    isBlocked: (...place) => (failures.get(keyOf(...place)) ?? 0) >= MAX_FAILURES,
    fail: (...place) => {
      const count = (failures.get(keyOf(...place)) ?? 0) + 1;
      failures.set(keyOf(...place), count);
      return count === MAX_FAILURES;
    },
    succeed: (...place) => failures.delete(keyOf(...place)),
  };
};
