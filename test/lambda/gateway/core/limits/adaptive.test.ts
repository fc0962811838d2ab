import { adaptiveCeiling } from '../../../../../lambda/gateway/core/limits/adaptive';

const OPTIONS = { factor: 5, floorPerHour: 30, floorPerDay: 0, halfLifeHours: 72, learnHours: 72 };

const hours = (count: number, perHour: number) => Array.from({ length: count }, () => perHour);

/** A country whose nights are silent and whose evenings take three times the mean hour. Newest first. */
const rhythm = (days: number, meanPerHour: number): readonly number[] =>
  Array.from({ length: days * 24 }, (_, hour) => {
    const angle = ((hour % 24) / 24) * 2 * Math.PI;
    return Math.round(meanPerHour * Math.max(0, 1 + 2 * Math.sin(angle)));
  });

/** Hours of an attack that takes all that the ceiling lets through, on top of a history. */
const flooded = (history: readonly number[], attackHours: number): number => {
  let seen = history;
  for (let hour = 0; hour < attackHours; hour++)
    seen = [adaptiveCeiling(seen, OPTIONS) ?? Infinity, ...seen].slice(0, 168);
  return adaptiveCeiling(seen, OPTIONS) ?? Infinity;
};

describe('what is normal is not known yet', () => {
  test.each([0, 1, 71])('after %i hours there is no ceiling', (count) => {
    expect(adaptiveCeiling(hours(count, 100), OPTIONS)).toBeUndefined();
  });

  test('after the hours to learn there is one', () => {
    expect(adaptiveCeiling(hours(72, 100), OPTIONS)).toBe(500);
  });

  test('a country can be held to the floor from the first hour on', () => {
    expect(adaptiveCeiling([0], { ...OPTIONS, learnHours: 0 })).toBe(30);
    expect(adaptiveCeiling([], { ...OPTIONS, learnHours: 0 })).toBeUndefined();
  });
});

test.each<[string, readonly number[], number]>([
  ['a country nobody was ever texted in gets the floor', hours(168, 0), 30],
  ['a quiet country gets the floor', hours(168, 5), 30],
  ['a busy country gets the factor times its normal hour', hours(168, 40), 200],
  ['one loud hour long ago changes nothing', [...hours(100, 10), 100_000, ...hours(67, 10)], 55],
])('%s', (_, history, ceiling) => {
  expect(adaptiveCeiling(history, OPTIONS)).toBeLessThanOrEqual(ceiling);
  expect(adaptiveCeiling(history, OPTIONS)).toBeGreaterThanOrEqual(ceiling * 0.9);
});

test.each([10, 60, 400])('an ordinary evening of a country of %i an hour fits twice', (mean) => {
  const history = rhythm(7, mean);
  expect(adaptiveCeiling(history, OPTIONS)).toBeGreaterThanOrEqual(Math.max(...history) * 1.3);
});

describe('a flood', () => {
  test('cannot teach a quiet country in a day and a half', () => {
    expect(flooded(hours(168, 1), 36)).toBe(30);
  });

  test('cannot double the ceiling of a busy country in a day and a half', () => {
    const before = adaptiveCeiling(rhythm(7, 60), OPTIONS) ?? 0;
    expect(flooded(rhythm(7, 60), 36)).toBeLessThan(before * 2);
  });

  test('that no limit held, while the gateway was in shadow mode, teaches no more than twice the normal hour', () => {
    const quiet = adaptiveCeiling([...hours(24, 50_000), ...hours(144, 10)], OPTIONS) ?? 0;
    expect(quiet).toBeLessThan(75);
  });

  test('in the middle of learning does not set the start', () => {
    const learning = [...hours(20, 10), ...hours(20, 50_000), ...hours(40, 10)];
    expect(adaptiveCeiling(learning, OPTIONS)).toBeLessThan(75);
  });
});

describe('the floor of a day', () => {
  const DAILY = { ...OPTIONS, floorPerHour: 10, floorPerDay: 400 };
  const ceilingAfter = (...newestFirst: readonly number[]) =>
    adaptiveCeiling([...newestFirst, ...hours(168 - newestFirst.length, 0)], DAILY);

  test.each<[string, readonly number[], number]>([
    ['nobody came yet: a quarter of them may come in one hour', [], 100],
    ['and in the next one', [100], 100],
    ['and in the fourth', [100, 100, 100], 100],
    ['less than a quarter is left', [70, 100, 100, 100], 30],
    ['all have come, so the floor of an hour is left', [100, 300], 10],
    ['more than all have come', [500], 10],
    ['those of 23 hours ago count', [...hours(22, 0), 390], 10],
    ['those of a day ago do not', [...hours(23, 0), 400], 100],
  ])('%s', (_, newestFirst, ceiling) => {
    expect(ceilingAfter(...newestFirst)).toBe(ceiling);
  });

  test('no 24 hours of a quiet country take much more than it and the floors of the hours', () => {
    let seen: readonly number[] = hours(168, 0);
    for (let hour = 0; hour < 48; hour++)
      seen = [Math.min(60, adaptiveCeiling(seen, DAILY) ?? Infinity), ...seen].slice(0, 168);
    const taken = (day: number) =>
      seen.slice(day * 24, day * 24 + 24).reduce((sum, hour) => sum + hour, 0);
    expect(taken(1)).toBe(570);
    expect(taken(0)).toBeLessThan(400 + 24 * 10);
  });

  test('concerns no country that is busy anyway', () => {
    expect(adaptiveCeiling(hours(168, 100), DAILY)).toBe(500);
  });
});

test('a country that grows for good has twice the ceiling within a week', () => {
  const before = adaptiveCeiling(hours(168, 50), OPTIONS) ?? 0;
  const after = adaptiveCeiling([...hours(100, 150), ...hours(68, 50)], OPTIONS) ?? 0;
  expect(after).toBeGreaterThan(before * 1.8);
});

test('yesterday counts more than last week', () => {
  const risen = adaptiveCeiling([...hours(84, 60), ...hours(84, 40)], OPTIONS) ?? 0;
  const fallen = adaptiveCeiling([...hours(84, 40), ...hours(84, 60)], OPTIONS) ?? 0;
  expect(risen).toBeGreaterThan(fallen);
});

test('the ceiling is a whole number', () => {
  expect(Number.isInteger(adaptiveCeiling(rhythm(7, 37), OPTIONS))).toBe(true);
});
