/** Calendar days in UTC, as `2027-01-31`: text that sorts by time. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** The day of a moment in milliseconds since the epoch. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** Whether the calendar has that day. */
export const isDay = (text: string): boolean => {
  const startMs = Date.parse(`${text}T00:00:00Z`);
  // Some dates that there are none of are read as a later one.
  return !Number.isNaN(startMs) && dayOf(startMs) === text;
};

/** When a day ends and the next begins, in milliseconds since the epoch. */
export const endOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) + DAY_MS;

/** The same day of the next year; the first of March where that year has none. */
export const oneYearAfter = (day: string): string =>
  dayOf(Date.UTC(Number(day.slice(0, 4)) + 1, Number(day.slice(5, 7)) - 1, Number(day.slice(8))));
