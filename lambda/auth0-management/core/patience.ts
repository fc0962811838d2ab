/** Kept back for the answer to CloudFormation and the last line of the log. */
const ANSWER_MARGIN_MS = 2_000;
/** Kept back for undoing: a quarter of the time, and at most this. */
const MAX_UNDO_MS = 30_000;

const FIRST_WAIT_MS = 500;
const MAX_BACKOFF_MS = 15_000;
/** Auth0's slowest bucket refills within a minute (50 calls of `GET /connections` a minute). */
const MAX_WAIT_MS = 60_000;

export interface PatienceOptions {
  /** Until Lambda ends the function, in milliseconds. */
  readonly remainingMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** How long this invocation may still wait for Auth0. */
export interface Patience {
  readonly timeLeftMs: () => number;
  /**
   * Waits before the next attempt (the first retry is attempt 0): at least `atLeastMs` if the other
   * side named a time, else exponentially longer each time, with jitter. Resolves to `false`, at
   * once, when there is no time for that.
   */
  readonly wait: (attempt: number, atLeastMs?: number) => Promise<boolean>;
  /**
   * From now on the time that was kept back for undoing may be used: this step's share of it, so
   * that one step that cannot be undone does not cost the others their chance.
   */
  readonly beginUndo: (stepsLeft: number) => void;
}

export const createPatience = ({ remainingMs, sleep, random }: PatienceOptions): Patience => {
  let keptBackMs = ANSWER_MARGIN_MS + Math.min(MAX_UNDO_MS, remainingMs() / 4);
  const timeLeftMs = () => Math.max(0, remainingMs() - keptBackMs);
  return {
    timeLeftMs,
    wait: async (attempt, atLeastMs) => {
      const backoffMs = Math.min(MAX_BACKOFF_MS, FIRST_WAIT_MS * 2 ** attempt);
      const delayMs =
        atLeastMs === undefined
          ? backoffMs * (0.5 + random() / 2)
          : Math.min(MAX_WAIT_MS, atLeastMs) + random() * FIRST_WAIT_MS;
      if (delayMs >= timeLeftMs()) return false;
      await sleep(delayMs);
      return true;
    },
    beginUndo: (stepsLeft) => {
      const forUndoMs = Math.max(0, remainingMs() - ANSWER_MARGIN_MS);
      keptBackMs = ANSWER_MARGIN_MS + forUndoMs * (1 - 1 / stepsLeft);
    },
  };
};
