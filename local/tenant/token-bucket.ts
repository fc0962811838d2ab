/** A token bucket per key, as Auth0's rate limits are (docs/sources.md §4.3). */
export interface TokenBucketOptions {
  /** How many may come at once. */
  readonly burst: number;
  readonly perSecond: number;
  readonly now: () => number;
}

export interface Take {
  readonly allowed: boolean;
  readonly limit: number;
  /** Whole tokens left. */
  readonly remaining: number;
  /** When one more is allowed, in seconds since the epoch. */
  readonly resetAt: number;
}

export const createTokenBuckets = ({ burst, perSecond, now }: TokenBucketOptions) => {
  const buckets = new Map<string, { tokens: number; at: number }>();

  const forgetFullOnes = (at: number) => {
    for (const [key, bucket] of buckets)
      if (bucket.tokens + ((at - bucket.at) / 1000) * perSecond >= burst) buckets.delete(key);
  };

  return {
    take: (key: string): Take => {
      const at = now();
      const before = buckets.get(key) ?? { tokens: burst, at };
      const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1000) * perSecond);
      const allowed = tokens >= 1;
      const left = allowed ? tokens - 1 : tokens;
      buckets.set(key, { tokens: left, at });
      if (buckets.size > 1000) forgetFullOnes(at);
      const secondsToNext = left >= 1 ? 0 : (1 - left) / perSecond;
      return {
        allowed,
        limit: burst,
        remaining: Math.floor(left),
        resetAt: Math.ceil(at / 1000 + secondsToNext),
      };
    },
  };
};
