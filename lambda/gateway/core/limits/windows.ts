const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SLOT_MS = 10 * MINUTE_MS;

/** An item that is no longer asked for stays this much longer, for instances whose clock is late. */
const GRACE_SECONDS = 600;

/**
 * The windows that a moment lies in. They are those of the clock in UTC, so that all instances agree
 * on them without asking; at an edge, up to twice a ceiling can go out within the length of a window.
 */
export interface Windows {
  /** Days and hours since the epoch. */
  readonly day: number;
  readonly hour: number;
  /** From 0, within the day. */
  readonly hourOfDay: number;
  readonly slotOfDay: number;
  /** Until the window ends, whole and at least 1. */
  readonly secondsLeft: { readonly slot: number; readonly hour: number; readonly day: number };
  /** For an item of this day, or of this hour. */
  readonly dayExpiresAtSeconds: number;
  readonly hourExpiresAtSeconds: number;
}

/** Of an item that holds one day. @param day days since the epoch */
export const daySort = (day: number): string => `day#${day}`;

/** @param nowMs milliseconds since the epoch */
export const windowsAt = (nowMs: number): Windows => {
  const day = Math.floor(nowMs / DAY_MS);
  const hour = Math.floor(nowMs / HOUR_MS);
  const left = (lengthMs: number) => Math.ceil((lengthMs - (nowMs % lengthMs)) / 1000);
  return {
    day,
    hour,
    hourOfDay: hour - day * 24,
    slotOfDay: Math.floor((nowMs - day * DAY_MS) / SLOT_MS),
    secondsLeft: { slot: left(SLOT_MS), hour: left(HOUR_MS), day: left(DAY_MS) },
    dayExpiresAtSeconds: ((day + 1) * DAY_MS) / 1000 + GRACE_SECONDS,
    hourExpiresAtSeconds: ((hour + 1) * HOUR_MS) / 1000 + GRACE_SECONDS,
  };
};
