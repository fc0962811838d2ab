/** Auth0 voids a code after this many wrong tries (docs/sources.md §5.3). */
const MAX_WRONG_TRIES = 3;

export type CodeCheck = 'right' | 'wrong' | 'expired' | 'too-many-tries';

/** The one-time codes on their way: per connection and number, the newest only (docs/sources.md §5.3). */
export interface CodeStore {
  readonly issue: (connectionId: string, number: string, code: string, lifetimeMs: number) => void;
  /** A right code is used up by being shown. */
  readonly check: (connectionId: string, number: string, shown: string) => CodeCheck;
}

interface Issued {
  readonly code: string;
  readonly expiresAt: number;
  wrongTries: number;
}

/** How long an expired code is remembered, only to say "expired" instead of "wrong". */
const REMEMBER_EXPIRED_MS = 60 * 60 * 1000;

export const createCodeStore = (now: () => number): CodeStore => {
  const issued = new Map<string, Issued>();
  const keyOf = (connectionId: string, number: string) => `${connectionId} ${number}`;

  const forgetOldOnes = () => {
    const before = now() - REMEMBER_EXPIRED_MS;
    for (const [key, { expiresAt }] of issued) if (expiresAt < before) issued.delete(key);
  };

  return {
    issue: (connectionId, number, code, lifetimeMs) => {
      forgetOldOnes();
      issued.set(keyOf(connectionId, number), {
        code,
        expiresAt: now() + lifetimeMs,
        wrongTries: 0,
      });
    },
    check: (connectionId, number, shown) => {
      const key = keyOf(connectionId, number);
      const entry = issued.get(key);
      if (!entry) return 'wrong';
      if (entry.wrongTries >= MAX_WRONG_TRIES) return 'too-many-tries';
      if (now() >= entry.expiresAt) return 'expired';
      if (entry.code !== shown) {
        entry.wrongTries += 1;
        return 'wrong';
      }
      issued.delete(key);
      return 'right';
    },
  };
};
