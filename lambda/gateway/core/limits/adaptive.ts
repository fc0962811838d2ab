/**
 * How many messages an hour a country may take, by what was normal there. The mean is exponentially
 * weighted, so that last week counts less than yesterday, and hard to teach: what a flood got through
 * with must not become the new normal (docs/send-limits.md, "Adaptive budget").
 */
export interface AdaptiveOptions {
  /** How many times the normal hour a country may take. Above the rhythm of a day, which is about three times. */
  readonly factor: number;
  /** Messages an hour that every country may take, however quiet it was. */
  readonly floorPerHour: number;
  /**
   * Messages in 24 hours that every country may take, up to a quarter of them in one hour: people come to a
   * launch within an evening, and a bot that stays below every count comes in each hour of the day.
   */
  readonly floorPerDay: number;
  /** After so many hours an hour counts half. */
  readonly halfLifeHours: number;
  /** Without so many hours of history there is no adaptive ceiling: what is normal is not known yet. */
  readonly learnHours: number;
}

/** Of the floor of a day, what one hour may take: a flood must not have all of it before anybody looks. */
const OF_A_DAY_IN_AN_HOUR = 0.25;

/** An hour teaches at most so many times what was normal until then. */
const TEACHES_AT_MOST = 2;

/**
 * The ceiling for one hour, in messages.
 *
 * `acceptedPerHour`: the past full hours of one country, newest first, 0 where there were none; as many
 * as the store has counted anything at all, so that a country nobody was ever texted in is known to be
 * quiet. Accepted messages alone: what was blocked says nothing about people.
 *
 * `undefined`: fewer than `learnHours` of history, so no adaptive ceiling yet.
 */
export const adaptiveCeiling = (
  acceptedPerHour: readonly number[],
  { factor, floorPerHour, floorPerDay, halfLifeHours, learnHours }: AdaptiveOptions,
): number | undefined => {
  if (acceptedPerHour.length < Math.max(1, learnHours)) return undefined;
  const oldestFirst = acceptedPerHour.toReversed();
  // What the floors let through anyway may always teach, or a quiet country could never wake up.
  const alwaysTeaches = Math.max(floorPerHour, floorPerDay / 24) / factor;
  const taught = (accepted: number, normal: number): number =>
    Math.min(accepted, Math.max(TEACHES_AT_MOST * normal, alwaysTeaches));

  const first = oldestFirst.slice(0, Math.max(1, learnHours));
  const middle = median(first);
  const start = first.reduce((sum, hour) => sum + taught(hour, middle), 0) / first.length;

  const weight = 1 - 0.5 ** (1 / halfLifeHours);
  const normal = oldestFirst
    .slice(first.length)
    .reduce((mean, hour) => mean + weight * (taught(hour, mean) - mean), start);
  const lastHours = acceptedPerHour.slice(0, 23).reduce((sum, hour) => sum + hour, 0);
  const leftOfDay = Math.min(
    floorPerDay - lastHours,
    Math.floor(floorPerDay * OF_A_DAY_IN_AN_HOUR),
  );
  return Math.max(floorPerHour, leftOfDay, Math.ceil(factor * normal));
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
