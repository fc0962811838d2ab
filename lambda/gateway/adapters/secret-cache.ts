import { fail, type Result } from '../../shared/result';
import type { SecretFault, SecretStage, SecretStore } from '../../shared/secrets';

/** A rotated secret is in use after this long at the latest. */
const FRESH_FOR_MS = 5 * 60_000;
/** An operator who has just filled in a secret does not wait longer than this. */
const ABSENT_FOR_MS = 15_000;
/** While Secrets Manager is away, one message in this time waits for it, and the others do not. */
const UNREACHABLE_FOR_MS = 15_000;

interface Entry {
  readonly result: Result<string, SecretFault>;
  /** Until then nobody asks again. */
  readonly goodUntilMs: number;
}

export interface SecretCache {
  readonly get: (name: string, stage?: SecretStage) => Promise<Result<string, SecretFault>>;
  /** Reads anew, whatever the age of what is kept. */
  readonly refresh: (name: string, stage?: SecretStage) => Promise<Result<string, SecretFault>>;
}

/**
 * Keeps secrets in memory. When Secrets Manager does not answer, the last known value goes on
 * being used, however old: codes that arrive matter more than a prompt rotation. One read at a time
 * per secret, shared by all who wait for it.
 */
export const createSecretCache = (store: SecretStore, now: () => number): SecretCache => {
  const entries = new Map<string, Entry>();
  const reading = new Map<string, Promise<Result<string, SecretFault>>>();

  const read = async (key: string, name: string, stage: SecretStage) => {
    const result = await store.read(name, stage);
    const known = entries.get(key);
    if (!result.ok && result.error === 'unavailable') {
      if (!known?.result.ok) return result;
      entries.set(key, { ...known, goodUntilMs: now() + UNREACHABLE_FOR_MS });
      return known.result;
    }
    entries.set(key, { result, goodUntilMs: now() + (result.ok ? FRESH_FOR_MS : ABSENT_FOR_MS) });
    return result;
  };

  const refresh = (name: string, stage: SecretStage = 'AWSCURRENT') => {
    const key = `${stage} ${name}`;
    const running = reading.get(key);
    if (running) return running;
    const started = read(key, name, stage)
      .catch(() => fail('unavailable' as const))
      .finally(() => reading.delete(key));
    reading.set(key, started);
    return started;
  };

  return {
    refresh,
    get: async (name, stage = 'AWSCURRENT') => {
      const entry = entries.get(`${stage} ${name}`);
      return entry && now() < entry.goodUntilMs ? entry.result : refresh(name, stage);
    },
  };
};
