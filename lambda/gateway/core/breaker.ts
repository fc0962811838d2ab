import { UNASKED_CODES, type AttemptOutcome } from './attempt';

/**
 * A circuit breaker: a provider that keeps failing is not asked for a while. Pure; the clock and the
 * memory are the caller's ({@link ./provider-health}).
 */

/** What an attempt says of the provider's health. */
export type HealthSign = 'well' | 'failing' | 'misconfigured' | 'none';

/**
 * A recipient's fault shows a provider that answers. A configuration fault is ours, and does not go
 * away by asking again; but what was found out without asking says nothing of the provider.
 */
export const healthSignOf = (outcome: AttemptOutcome): HealthSign => {
  switch (outcome.class) {
    case 'accepted':
    case 'recipient':
    case 'no-sms':
    case 'route-only':
    case 'bug':
      return 'well';
    case 'transient':
    case 'unknown':
      return 'failing';
    case 'configuration':
      return outcome.unready || UNASKED_CODES.has(outcome.code) ? 'none' : 'misconfigured';
  }
};

/** Attempts within this time count. */
export const WINDOW_MS = 120_000;
/** Fewer failures than this open nothing, whatever their share. */
export const FAILURES_TO_OPEN = 3;
/** Nor does a smaller share of the window's attempts … */
export const RATIO_TO_OPEN = 0.5;
/** … unless so many failed one after the other: a busy instance has a window full of better days. */
export const FAILURES_IN_A_ROW_TO_OPEN = 5;

/** First pause and longest one; each opening doubles it. */
export const PAUSES = {
  failing: { firstMs: 10_000, longestMs: 120_000 },
  // Somebody has to act, so asking again soon helps nobody; once they did, they wait no longer.
  misconfigured: { firstMs: 60_000, longestMs: 300_000 },
} as const;

/** A breaker that opens again this soon after it closed goes on where it was. */
export const RELAPSE_MS = 600_000;

export type OpenCause = keyof typeof PAUSES;

/** What all instances of the function know of one breaker. */
export interface BreakerState {
  readonly status: 'open' | 'closed';
  readonly cause: OpenCause;
  /** How often it opened without a lasting recovery between. */
  readonly openings: number;
  /** Open: until when nobody asks. Closed: since when it is. Milliseconds since the epoch. */
  readonly atMs: number;
}

export const opened = (
  before: BreakerState | undefined,
  cause: OpenCause,
  nowMs: number,
): BreakerState => {
  const goesOn = before && (before.status === 'open' || nowMs - before.atMs < RELAPSE_MS);
  const openings = goesOn ? before.openings + 1 : 1;
  const { firstMs, longestMs } = PAUSES[cause];
  const pauseMs = Math.min(firstMs * 2 ** (openings - 1), longestMs);
  return { status: 'open', cause, openings, atMs: nowMs + pauseMs };
};

export const closed = (before: BreakerState, nowMs: number): BreakerState => ({
  ...before,
  status: 'closed',
  atMs: nowMs,
});

/** Successes and failures of the last two minutes, in slices of ten seconds. */
export interface Window {
  readonly slices: readonly Slice[];
  readonly failuresInARow: number;
}

interface Slice {
  readonly startMs: number;
  readonly well: number;
  readonly failing: number;
}

const SLICE_MS = 10_000;

export const EMPTY_WINDOW: Window = { slices: [], failuresInARow: 0 };

export const counted = (window: Window, sign: 'well' | 'failing', nowMs: number): Window => {
  const startMs = nowMs - (nowMs % SLICE_MS);
  const recent = window.slices.filter((slice) => slice.startMs > nowMs - WINDOW_MS);
  const current = recent.find((slice) => slice.startMs === startMs) ?? {
    startMs,
    well: 0,
    failing: 0,
  };
  const others = recent.filter((slice) => slice !== current);
  const before = recent.length === 0 ? 0 : window.failuresInARow;
  return {
    slices: [...others, { ...current, [sign]: current[sign] + 1 }],
    failuresInARow: sign === 'failing' ? before + 1 : 0,
  };
};

/** Whether the provider has failed too often, as of the attempt that was just counted. */
export const isFailing = (window: Window, nowMs: number): boolean => {
  if (window.failuresInARow >= FAILURES_IN_A_ROW_TO_OPEN) return true;
  const recent = window.slices.filter((slice) => slice.startMs > nowMs - WINDOW_MS);
  const failing = recent.reduce((sum, slice) => sum + slice.failing, 0);
  const all = recent.reduce((sum, slice) => sum + slice.failing + slice.well, 0);
  return failing >= FAILURES_TO_OPEN && failing / all >= RATIO_TO_OPEN;
};
