import type { CacheEntry } from './protocol';

/** Source: Auth0, "Actions Limitations". Sizes in bytes. */
const LIMITS = { entries: 20, key: 64, value: 4096, total: 8192 };
const DEFAULT_TTL_MS = 15 * 60 * 1000;
const MAX_TTL_MS = 24 * 60 * 60 * 1000;

type Written = { readonly type: 'success' } | { readonly type: 'error'; readonly code: string };

/** `api.cache`: of a trigger, shared by its runs. The codes of its errors are unverified. */
export interface ThreadCache {
  readonly get: (key: string) => { value: string; expires_at: number } | undefined;
  readonly set: (
    key: string,
    value: string,
    options?: { readonly ttl?: number; readonly expires_at?: number },
  ) => Written;
  readonly delete: (key: string) => Written;
  readonly entries: () => readonly CacheEntry[];
}

/** By the tenant's clock as the run began: it stands still while the Action runs. */
export const createCache = (seed: readonly CacheEntry[], startedAt: number): ThreadCache => {
  const kept = new Map(seed.map((entry) => [entry.key, entry]));
  const alive = () => [...kept.values()].filter(({ expiresAt }) => expiresAt > startedAt);

  return {
    get: (key) => {
      const entry = alive().find((known) => known.key === key);
      return entry && { value: entry.value, expires_at: entry.expiresAt };
    },
    set: (key, value, { ttl, expires_at: until } = {}) => {
      const wanted = until ?? startedAt + (ttl ?? DEFAULT_TTL_MS);
      const entry = { key, value, expiresAt: Math.min(wanted, startedAt + MAX_TTL_MS) };
      const others = alive().filter((known) => known.key !== key);
      const all = [...others, entry];
      if (bytes(key) > LIMITS.key) return { type: 'error', code: 'CacheKeySizeExceeded' };
      if (bytes(value) > LIMITS.value) return { type: 'error', code: 'CacheValueSizeExceeded' };
      if (all.length > LIMITS.entries) return { type: 'error', code: 'ItemLimitExceeded' };
      if (all.reduce((sum, item) => sum + bytes(item.key) + bytes(item.value), 0) > LIMITS.total)
        return { type: 'error', code: 'CacheSizeExceeded' };
      kept.set(key, entry);
      return { type: 'success' };
    },
    delete: (key) => {
      kept.delete(key);
      return { type: 'success' };
    },
    entries: alive,
  };
};

const bytes = (text: string): number => Buffer.byteLength(text);
