import type { RunResult } from './protocol';
import type { ThreadCache } from './thread-cache';

/** Source: Auth0, "Custom Phone Provider: API Object": a longer reason is cut. */
const MAX_REASON = 1024;

/** The `api` object of a run, and what the Action told it last. */
export const createApi = (cache: ThreadCache) => {
  let command: RunResult | undefined;
  const take = (result: 'retry' | 'drop') => (reason: unknown) => {
    command = { result, reason: String(reason).slice(0, MAX_REASON) };
  };
  return {
    api: {
      notification: { drop: take('drop'), retry: take('retry') },
      cache: { get: cache.get, set: cache.set, delete: cache.delete },
    },
    commanded: (): RunResult | undefined => command,
  };
};
