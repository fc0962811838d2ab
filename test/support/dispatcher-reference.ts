import type { AttemptOutcome, OutcomeClass } from '../../lambda/gateway/core/attempt';

/**
 * What the dispatcher and its breakers are to do, as simply as it can be written: every event is
 * kept and counted anew each time. It shares no line with the real ones, its numbers included.
 */

/** A breaker as an instance, or the store, has it. */
export interface Known {
  readonly open: boolean;
  readonly openings: number;
  readonly atMs: number;
}

export interface ExpectedAttempt {
  readonly provider: string;
  readonly class: OutcomeClass;
  readonly probe: boolean;
  readonly timeoutMs: number;
}

export interface ExpectedMessage {
  readonly attempts: readonly ExpectedAttempt[];
  readonly skipped: readonly string[];
  readonly ranOutOfTime: boolean;
}

/** What a provider says to a message, and how long that takes it. */
export interface Play {
  readonly outcome: AttemptOutcome;
  readonly takesMs: number;
}

export interface Clock {
  nowMs: number;
}

const SECOND = 1_000;
const FAILING_PAUSES = [10, 20, 40, 80, 120];
const MISCONFIGURED_PAUSES = [60, 120, 240, 300];
const MOVES_ON: readonly OutcomeClass[] = [
  'transient',
  'route-only',
  'configuration',
  'unknown',
  'bug',
];
const FAILING: readonly OutcomeClass[] = ['transient', 'unknown'];

export const createReferenceStore = (clock: Clock) => {
  const states = new Map<string, Known>();
  const claims = new Map<string, number>();
  return {
    states,
    write: (key: string, state: Known) => {
      const before = states.get(key);
      if (before && before.open === state.open && before.atMs >= state.atMs) return;
      states.set(key, state);
      claims.delete(key);
    },
    claim: (key: string): boolean => {
      const until = claims.get(key);
      if (until !== undefined && until >= clock.nowMs) return false;
      claims.set(key, clock.nowMs + 30 * SECOND);
      return true;
    },
  };
};

export type ReferenceStore = ReturnType<typeof createReferenceStore>;

/** One instance of the function. */
export const createReference = (
  store: ReferenceStore,
  clock: Clock,
  changed: (key: string, state: Known) => void,
) => {
  const known = new Map<string, Known>();
  const changedAtMs = new Map<string, number>();
  const events = new Map<string, { atMs: number; failed: boolean }[]>();
  let caughtUpAtMs = -Infinity;

  const isOpen = (key: string) => known.get(key)?.open === true;
  const pauseEnds = (key: string) => (isOpen(key) ? (known.get(key)?.atMs ?? 0) : -Infinity);
  const endOf = (provider: string, country: string) =>
    Math.max(pauseEnds(provider), pauseEnds(`${provider}#${country}`));
  const change = (key: string, state: Known) => {
    known.set(key, state);
    changedAtMs.set(key, clock.nowMs);
    store.write(key, state);
    changed(key, state);
  };

  const open = (provider: string, key: string, pauses: readonly number[]) => {
    events.set(provider, key === provider ? [] : (events.get(provider) ?? []));
    const before = known.get(key);
    const relapse = before && (before.open || clock.nowMs - before.atMs < 600 * SECOND);
    const openings = relapse ? before.openings + 1 : 1;
    const pause = pauses[Math.min(openings, pauses.length) - 1] ?? 0;
    change(key, { open: true, openings, atMs: clock.nowMs + pause * SECOND });
  };

  /** Counted by tens of seconds: one is forgotten with the ten seconds that it belongs to. */
  const isRecent = (atMs: number, nowMs: number) =>
    Math.floor(atMs / (10 * SECOND)) * 10 * SECOND > nowMs - 120 * SECOND;

  const tooManyFailures = (provider: string): boolean => {
    const all = events.get(provider) ?? [];
    const recent = all.filter(({ atMs }) => isRecent(atMs, clock.nowMs));
    const failed = recent.filter((event) => event.failed).length;
    if (failed >= 3 && failed * 2 >= recent.length) return true;
    let row = 0;
    all.forEach((event, n) => {
      const older = all.slice(0, n).some(({ atMs }) => isRecent(atMs, event.atMs));
      row = event.failed ? (older ? row : 0) + 1 : 0;
    });
    return row >= 5;
  };

  const record = (provider: string, country: string, outcome: AttemptOutcome) => {
    if (outcome.class === 'configuration') {
      if (outcome.unready) return;
      const key = `${provider}#${country}`;
      if (pauseEnds(key) <= clock.nowMs) open(provider, key, MISCONFIGURED_PAUSES);
      return;
    }
    const failed = FAILING.includes(outcome.class);
    if (failed && pauseEnds(provider) > clock.nowMs) return;
    events.set(provider, [...(events.get(provider) ?? []), { atMs: clock.nowMs, failed }]);
    if (failed && (isOpen(provider) || tooManyFailures(provider)))
      open(provider, provider, FAILING_PAUSES);
    if (!failed)
      for (const key of [provider, `${provider}#${country}`].filter(isOpen))
        change(key, { open: false, openings: known.get(key)?.openings ?? 0, atMs: clock.nowMs });
  };

  const admit = (provider: string, country: string): 'go' | 'probe' | 'skip' => {
    const keys = [provider, `${provider}#${country}`].filter(isOpen);
    if (keys.length === 0) return 'go';
    if (endOf(provider, country) > clock.nowMs) return 'skip';
    return keys.map((key) => store.claim(key)).every(Boolean) ? 'probe' : 'skip';
  };

  return {
    catchUp: () => {
      if (clock.nowMs - caughtUpAtMs < 5 * SECOND) return;
      caughtUpAtMs = clock.nowMs;
      for (const [key, state] of store.states)
        if ((changedAtMs.get(key) ?? -Infinity) < clock.nowMs) known.set(key, state);
    },

    send: (
      route: readonly string[],
      country: string,
      budgetMs: number,
      play: (provider: string) => Play,
    ): ExpectedMessage => {
      const deadlineMs = clock.nowMs + budgetMs;
      const attempts: ExpectedAttempt[] = [];
      const skipped: string[] = [];
      const tooLate = () => deadlineMs - clock.nowMs < 300;
      const attempt = (provider: string, probe: boolean): boolean => {
        const { outcome, takesMs } = play(provider);
        const timeoutMs = Math.min(5 * SECOND, deadlineMs - clock.nowMs);
        const came: AttemptOutcome =
          takesMs > timeoutMs ? { class: 'unknown', code: 'timeout' } : outcome;
        clock.nowMs += Math.min(takesMs, timeoutMs);
        attempts.push({ provider, class: came.class, probe, timeoutMs });
        record(provider, country, came);
        return !MOVES_ON.includes(came.class);
      };

      for (const provider of route) {
        const admission = admit(provider, country);
        if (admission === 'skip') skipped.push(provider);
        else if (tooLate()) return { attempts, skipped, ranOutOfTime: true };
        else if (attempt(provider, admission === 'probe'))
          return { attempts, skipped, ranOutOfTime: tooLate() };
      }
      const ends = new Map(skipped.map((provider) => [provider, endOf(provider, country)]));
      for (const provider of skipped.toSorted((a, b) => (ends.get(a) ?? 0) - (ends.get(b) ?? 0))) {
        if (tooLate()) return { attempts, skipped, ranOutOfTime: true };
        if (attempt(provider, false)) break;
      }
      return { attempts, skipped, ranOutOfTime: tooLate() };
    },
  };
};
