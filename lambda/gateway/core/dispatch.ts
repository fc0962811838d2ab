import type { AttemptOutcome, Message, Sender } from './attempt';
import { movesOn } from './outcome-rules';
import type { ProviderHealth } from './provider-health';
import { scrubOutcome } from './scrub';

/** One attempt as it is logged and measured. */
export interface AttemptRecord {
  readonly provider: string;
  readonly outcome: AttemptOutcome;
  readonly durationMs: number;
  /** The attempt by which everybody learns whether a provider is well again. */
  readonly probe?: boolean;
}

export interface DispatchLimits {
  /** The moment, by the same clock, after which no attempt may run. */
  readonly deadlineMs: number;
  /** For one attempt; cut to what is left. A sender may have its own. */
  readonly attemptTimeoutMs: number;
}

/** Less time than this is not worth an attempt: a TLS handshake and an answer do not fit. */
export const SHORTEST_ATTEMPT_MS = 300;

export interface Dispatch {
  /** In the order they were made. */
  readonly attempts: readonly AttemptRecord[];
  /** Whether a further attempt was left out, or one cut short, for lack of time. */
  readonly ranOutOfTime: boolean;
  /** Providers that were passed over, because their breaker was open. */
  readonly skipped: readonly string[];
}

export interface DispatchDependencies {
  readonly health: Pick<ProviderHealth, 'admit' | 'record' | 'leastBadFirst'>;
  /** Milliseconds, by any clock that only moves forward. */
  readonly now: () => number;
}

/**
 * Tries the senders in order until one accepts, one says that the recipient is the problem, or the
 * time is gone. A provider whose breaker is open waits until all others have failed, and is then
 * tried nevertheless: an open breaker never makes a route empty.
 */
export const dispatch = async (
  message: Message,
  country: string,
  senders: readonly Sender[],
  limits: DispatchLimits,
  { health, now }: DispatchDependencies,
): Promise<Dispatch> => {
  const attempts: AttemptRecord[] = [];
  const skipped: Sender[] = [];
  const outOfTime = () => limits.deadlineMs - now() < SHORTEST_ATTEMPT_MS;

  /** Whether it is over, one way or another. */
  const attempt = async (sender: Sender, probe: boolean): Promise<boolean> => {
    const startedMs = now();
    const answered = await sender.send(message, {
      timeoutMs: Math.min(
        sender.attemptTimeoutMs ?? limits.attemptTimeoutMs,
        limits.deadlineMs - startedMs,
      ),
      attemptNumber: attempts.length + 1,
    });
    const durationMs = now() - startedMs;
    const outcome = scrubOutcome(answered, message);
    attempts.push({ provider: sender.name, outcome, durationMs, ...(probe && { probe }) });
    await health.record(sender.breaker, country, outcome);
    return !movesOn(outcome);
  };

  const done = (ranOutOfTime: boolean): Dispatch => ({
    attempts,
    ranOutOfTime,
    skipped: skipped.map(({ name }) => name),
  });

  for (const sender of senders) {
    const admission = await health.admit(sender.breaker, country);
    if (admission === 'skip') skipped.push(sender);
    else if (outOfTime()) return done(true);
    else if (await attempt(sender, admission === 'probe')) return done(outOfTime());
  }
  const breakers = skipped.map(({ breaker }) => breaker);
  for (const breaker of health.leastBadFirst(breakers, country)) {
    const sender = skipped.find((candidate) => candidate.breaker === breaker);
    if (outOfTime()) return done(true);
    if (sender && (await attempt(sender, false))) break;
  }
  return done(outOfTime());
};
