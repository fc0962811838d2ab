import { createInMemoryLimits } from '../../../../../lambda/gateway/adapters/in-memory-limits';
import { hourSort, HOURS_PARTITION } from '../../../../../lambda/gateway/core/limits/hours';
import type { LimitStore } from '../../../../../lambda/gateway/core/limits/store';
import { limitsWorld, shortOf } from '../../../../support/limits-world';

/** A quiet country that bots have filled, and the people who live there. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten an hour, and five more for people who are known. */
const CEILING = 10;
const KNOWN = 15;
const SECTION = {
  perRange: { perHour: 100 },
  adaptive: { floorPerHour: CEILING, floorPerDay: 0, learnHours: 1 },
};

const stranger = (n: number): string => `+447700900${200 + n}`;
const person = '+447700900123';
const elsewhere = '+12025550123';

const worldWith = async (section: object = {}, store?: (now: () => number) => LimitStore) => {
  const world = limitsWorld({ ...SECTION, ...section }, store);
  const { limits, clock, counters, admit } = world;
  /** Past hours are read in the background. */
  const settle = async () => {
    limits.catchUp();
    await new Promise(setImmediate);
  };
  // One hour of history, in which nobody was texted here.
  await counters.take({
    partition: HOURS_PARTITION,
    sort: hourSort(Math.floor(clock.nowMs / HOUR_MS) - 1),
    expiresAtSeconds: clock.nowMs / 1000 + 30 * 86_400,
    counters: [{ name: 'total', add: 1 }],
  });
  await settle();
  let strangers = 0;
  const flood = async () => {
    const became: string[] = [];
    for (let n = 0; n < 2 * CEILING; n += 1)
      became.push(shortOf(await admit({ to: stranger(strangers++) })));
    return became.filter((it) => it === 'admitted').length;
  };
  /** Some time later, with what was counted meanwhile. */
  const later = async (ms: number) => {
    clock.nowMs += ms;
    await settle();
  };
  return { ...world, flood, later };
};

test('strangers get as many as the ceiling has', async () => {
  const { flood, admit } = await worldWith();
  expect(await flood()).toBe(CEILING);
  expect(await flood()).toBe(0);
  expect(shortOf(await admit({ to: person }))).toBe('adaptive');
});

test.each<[string, days: number, becomes: string]>([
  ['yesterday', 1, 'admitted'],
  ['a week ago', 7, 'admitted'],
  ['eight days ago', 8, 'adaptive'],
])('a person who was sent a code %s: %s days, %s', async (_, days, becomes) => {
  const { flood, admit, later } = await worldWith();
  expect(shortOf(await admit({ to: person }))).toBe('admitted');
  await later((days - 1) * DAY_MS);
  await admit({ to: elsewhere });
  await later(DAY_MS);
  await flood();
  expect(shortOf(await admit({ to: person }))).toBe(becomes);
});

test('a person whose first code of the day went out may ask for another one', async () => {
  const { flood, admit } = await worldWith();
  await admit({ to: person });
  expect(await flood()).toBe(CEILING - 1);
  expect(shortOf(await admit({ to: person }))).toBe('admitted');
});

test('a person whose code was refused yesterday is a stranger', async () => {
  const { flood, admit, later } = await worldWith();
  await flood();
  expect(shortOf(await admit({ to: person }))).toBe('adaptive');
  await later(DAY_MS);
  await flood();
  expect(shortOf(await admit({ to: person }))).toBe('adaptive');
});

test('a person whose code no provider took yesterday is a stranger', async () => {
  const { flood, admit, later, limits } = await worldWith();
  const admission = await admit({ to: person });
  if (admission.kind === 'admitted') await limits.release(admission, 'no');
  await later(DAY_MS);
  await flood();
  expect(shortOf(await admit({ to: person }))).toBe('adaptive');
});

test('people who are known have room up to half as much again, and not one more', async () => {
  const { flood, admit, later } = await worldWith();
  const people = Array.from({ length: CEILING }, (_, n) => stranger(500 + n));
  for (const to of people) await admit({ to });
  await later(DAY_MS);
  await flood();
  const became = [];
  for (const to of people) became.push(shortOf(await admit({ to })));
  expect(became).toEqual([
    ...Array.from({ length: KNOWN - CEILING }, () => 'admitted'),
    ...Array.from({ length: CEILING - (KNOWN - CEILING) }, () => 'adaptive'),
  ]);
});

test('what the record says: beyond the ceiling for a stranger, within their own for the known', async () => {
  const { flood, admit, later } = await worldWith();
  await admit({ to: person });
  await later(DAY_MS);
  await flood();
  const adaptive = (await admit({ to: person })).record.decisions.find(
    ({ limit }) => limit === 'adaptive',
  );
  expect(adaptive).toMatchObject({ count: CEILING + 1, ceiling: KNOWN, verdict: 'pass' });
  const refused = await admit({ to: stranger(599) });
  expect(refused.record.decisions).toContainEqual(
    expect.objectContaining({ limit: 'adaptive', ceiling: CEILING, verdict: 'exceeded' }),
  );
});

test('a stranger who is refused counts nowhere', async () => {
  const { flood, admit } = await worldWith({ total: { perHour: CEILING + 1 } });
  await flood();
  expect(shortOf(await admit({ to: stranger(599) }))).toBe('adaptive');
  expect(shortOf(await admit({ to: elsewhere }))).toBe('admitted');
  expect(shortOf(await admit({ to: elsewhere }))).toBe('total');
});

test('where messages to a number are not counted, nobody is known', async () => {
  const { flood, admit, later } = await worldWith({ perRecipient: { mode: 'off' } });
  await admit({ to: person });
  await later(DAY_MS);
  await flood();
  expect(shortOf(await admit({ to: person }))).toBe('adaptive');
});

describe('the store', () => {
  const watched = () => {
    const reads: string[] = [];
    let isAway = false;
    const store = (now: () => number): LimitStore => {
      const real = createInMemoryLimits(now);
      return {
        ...real,
        readItems: (partition, from, to) => {
          reads.push(partition);
          return isAway ? Promise.reject(new Error('away')) : real.readItems(partition, from, to);
        },
      };
    };
    return { reads, store, leave: () => (isAway = true) };
  };
  const ofNumbers = (reads: readonly string[]) => reads.filter((it) => it !== HOURS_PARTITION);

  test('is asked who is known only by messages beyond the ceiling', async () => {
    const { store, reads } = watched();
    const { admit } = await worldWith({}, store);
    for (let n = 0; n < CEILING; n += 1) await admit({ to: stranger(n) });
    expect(ofNumbers(reads)).toEqual([]);
    await admit({ to: person });
    expect(ofNumbers(reads)).toHaveLength(1);
  });

  test('that does not answer knows nobody, and that it is away is told', async () => {
    const { store, leave } = watched();
    const { admit, later, flood, unavailable } = await worldWith({}, store);
    await admit({ to: person });
    await later(DAY_MS);
    await flood();
    leave();
    expect(shortOf(await admit({ to: person }))).toBe('adaptive');
    expect(unavailable()).toBe(1);
  });

  test.each([
    ['enforce', 7],
    ['shadow', 0],
    ['off', 0],
  ])('keeps the items of numbers, adaptive %s, for %i days more', async (mode, days) => {
    const kept: number[] = [];
    const store = (now: () => number): LimitStore => {
      const real = createInMemoryLimits(now);
      return {
        ...real,
        take: (take) => {
          if (take.partition.startsWith('range#')) kept.push(take.expiresAtSeconds);
          return real.take(take);
        },
      };
    };
    const { admit } = await worldWith({ adaptive: { mode } }, store);
    await admit();
    expect(kept).toEqual([Date.UTC(2026, 10, 29, 0, 10) / 1000 + days * 86_400]);
  });
});
