import { createHmac } from 'node:crypto';
import type { GatewayMessage } from '../core/message';
import type { FirstTries } from '../core/send';

/** `api.cache`, as far as it is used. Source: auth0.com/docs, "Actions Caching". */
export interface ActionCache {
  readonly get: (key: string) => { readonly value: string } | undefined;
  readonly set: (key: string, value: string, options: { readonly ttl: number }) => unknown;
  readonly delete: (key: string) => unknown;
}

/** Auth0 keeps an entry for a day at most. */
const MAX_TTL_MS = 24 * 60 * 60 * 1000;
/** Auth0's cache has 20 places. This one is the instance's own, and sees the repeats that come back to it. */
const MAX_OWN = 500;
const own = new Map<string, number>();

/**
 * Auth0's event has no id of the message, so a repeat is known by what it says, under a keyed hash: a
 * plain one of a number and six digits could be undone. Where neither memory has a place left, a repeat
 * counts as a first try; Auth0 ends after five.
 */
export const createFirstTries = (cache: ActionCache, key: string): FirstTries => ({
  at: (message) => {
    const id = idOf(message, key);
    const kept = own.get(id) ?? Number(cache.get(id)?.value);
    return Number.isFinite(kept) ? kept : undefined;
  },
  remember: (message, atMs, forMs) => {
    const id = idOf(message, key);
    const [oldest] = own.keys();
    if (own.size >= MAX_OWN && oldest !== undefined) own.delete(oldest);
    own.set(id, atMs);
    cache.set(id, String(atMs), { ttl: Math.min(forMs, MAX_TTL_MS) });
  },
  forget: (message) => {
    const id = idOf(message, key);
    // A message that went out at once, as almost all do, is in neither memory.
    if (own.delete(id) || cache.get(id) !== undefined) cache.delete(id);
  },
});

const idOf = (message: GatewayMessage, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(message)).digest('base64url');
