import type { AttemptOutcome, Message, Sender } from './attempt';
import { movesOn } from './outcome-rules';
import { scrubOutcome } from './scrub';

/** One attempt as it is logged and measured. */
export interface AttemptRecord {
  readonly provider: string;
  readonly outcome: AttemptOutcome;
  readonly durationMs: number;
}

export interface DispatchLimits {
  /** The moment, by the same clock, after which no attempt may run. */
  readonly deadlineMs: number;
  /** For one attempt; cut to what is left. */
  readonly attemptTimeoutMs: number;
}

/** Less time than this is not worth an attempt: a TLS handshake and an answer do not fit. */
export const SHORTEST_ATTEMPT_MS = 300;

/**
 * Tries the senders in order until one accepts, one says that the recipient is the problem, or the
 * time is gone. The attempts come back in the order they were made; `ranOutOfTime` tells whether a
 * further one was left untried, or cut short, for lack of time.
 */
export const dispatch = async (
  message: Message,
  senders: readonly Sender[],
  limits: DispatchLimits,
  now: () => number,
): Promise<{ readonly attempts: readonly AttemptRecord[]; readonly ranOutOfTime: boolean }> => {
  const attempts: AttemptRecord[] = [];
  for (const sender of senders) {
    const startedMs = now();
    const leftMs = limits.deadlineMs - startedMs;
    if (leftMs < SHORTEST_ATTEMPT_MS) return { attempts, ranOutOfTime: true };
    const timeoutMs = Math.min(limits.attemptTimeoutMs, leftMs);
    const answered = await sender.send(message, { timeoutMs, attemptNumber: attempts.length + 1 });
    const outcome = scrubOutcome(answered, message);
    attempts.push({ provider: sender.name, outcome, durationMs: now() - startedMs });
    if (!movesOn(outcome)) break;
  }
  return { attempts, ranOutOfTime: limits.deadlineMs - now() < SHORTEST_ATTEMPT_MS };
};
