import type { HttpClient } from '../../../../lambda/shared/http';
import type { ActionVersion } from '../model';
import { createInstance, type Instance, type RunOutcome } from './instance';
import { threadProgram } from './program';
import type { CacheEntry } from './protocol';

export interface SandboxOptions {
  /** An Action's whole run (Auth0, "Actions Limitations"). @default 20000 */
  readonly timeoutMs: number;
  readonly http: HttpClient;
  readonly now: () => number;
}

/** Runs deployed Actions, each version in threads of its own. */
export interface Sandbox {
  readonly run: (version: ActionVersion, handler: string, event: object) => Promise<RunOutcome>;
  readonly stop: () => Promise<void>;
}

/** Threads at once; more runs wait their turn. Auth0 has 250, a laptop a few cores. */
const MAX_THREADS = 4;

export const createSandbox = ({ timeoutMs, http, now }: SandboxOptions): Sandbox => {
  let idle: readonly Instance[] = [];
  let busy = 0;
  let cache: readonly CacheEntry[] = [];
  const waiting: (() => void)[] = [];

  /** A thread that has the version loaded, or a new one in the place of the one idle longest. */
  const instanceOf = async (version: ActionVersion): Promise<Instance> => {
    idle = idle.filter((instance) => instance.isAlive());
    const found = idle.findLast(({ versionId }) => versionId === version.id);
    if (found) {
      idle = idle.filter((instance) => instance !== found);
      return found;
    }
    const [oldest, ...others] = idle;
    if (oldest && idle.length + busy > MAX_THREADS) {
      idle = others;
      void oldest.stop();
    }
    return createInstance({ program: await threadProgram(), version, http, timeoutMs });
  };

  const turn = (): Promise<void> | undefined =>
    busy < MAX_THREADS
      ? undefined
      : new Promise((resolve) => {
          waiting.push(resolve);
        });

  return {
    run: async (version, handler, event) => {
      // A turn that was waited for is handed over; the count stays.
      const waited = turn();
      if (waited) await waited;
      else busy += 1;
      try {
        const instance = await instanceOf(version);
        const { cache: left, ...outcome } = await instance.run({
          handler,
          event,
          cache,
          now: now(),
        });
        if (left) cache = left;
        if (instance.isAlive()) idle = [...idle, instance];
        return outcome;
      } finally {
        const next = waiting.shift();
        if (next) next();
        else busy -= 1;
      }
    },
    stop: async () => {
      const all = idle;
      idle = [];
      await Promise.all(all.map((instance) => instance.stop()));
    },
  };
};
