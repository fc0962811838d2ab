import { ATTACKS, STRONGER_ATTACKS } from './attacks';
import { MARKETS, OPENING_MARKET } from './countries';
import { createDice } from './dice';
import { figuresOf } from './figures';
import { recipientOf, type Message } from './message';
import { HOUR_MS, ordinaryWeek, WEEK_BEGINS_MS, WEEK_HOURS } from './ordinary';
import { play, type Played } from './play';
import { configOf, WORLDS } from './worlds';

const TRAFFIC = { signInsPerHour: 10, launchSignIns: 15, openingSignIns: 10 };
const week = ordinaryWeek(TRAFFIC, createDice('test'));
const everyAttack = [...ATTACKS, ...STRONGER_ATTACKS].map(
  ({ name, messages }) =>
    [name, messages(createDice('test')).filter((_, n) => n % 50 === 0)] as const,
);

test('the same seed makes the same week, and another one another', () => {
  expect(ordinaryWeek(TRAFFIC, createDice('test'))).toEqual(week);
  expect(ordinaryWeek(TRAFFIC, createDice('other'))).not.toEqual(week);
});

test('as many things happen as are said to, on average', () => {
  const dice = createDice('test');
  const mean = (draw: () => number) =>
    Array.from({ length: 5000 }, draw).reduce((sum, n) => sum + n, 0) / 5000;
  expect(mean(() => dice.poisson(3))).toBeCloseTo(3, 0);
  expect(mean(() => dice.exponential(7))).toBeGreaterThan(6.5);
  expect(dice.poisson(0)).toBe(0);
});

describe('a week of people', () => {
  test('lies in the order of time', () => {
    expect(week.every(({ atMs }, n) => n === 0 || atMs >= (week[n - 1]?.atMs ?? 0))).toBe(true);
    expect(week.every(({ atMs }) => atMs >= WEEK_BEGINS_MS)).toBe(true);
  });

  test('has a message and a quarter for each sign-in, and nearly all countries', () => {
    const usual = week.filter(
      ({ rush, country }) => rush === undefined && country !== OPENING_MARKET.country,
    ).length;
    const ratio = usual / (TRAFFIC.signInsPerHour * WEEK_HOURS);
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(1.3);
    expect(new Set(week.map(({ country }) => country)).size).toBeGreaterThan(MARKETS.length - 3);
  });

  test('has quiet nights and busy evenings where people are', () => {
    const british = week.filter(({ country }) => country === 'GB');
    const between = (from: number, to: number) =>
      british.filter(({ atMs }) => {
        const hour = (atMs / HOUR_MS) % 24;
        return hour >= from && hour < to;
      }).length;
    expect(between(18, 22)).toBeGreaterThan(5 * between(1, 5));
  });
});

test.each([['people', week] as const, ...everyAttack])(
  'no number of %s can be dialled',
  (_, of) => {
    const dialable = of
      .map(recipientOf)
      .filter(({ nationalNumber }) => !/^00\d{9}$/.test(nationalNumber));
    expect(dialable).toEqual([]);
  },
);

test.each(everyAttack)('%s has no number of people', (_, attack) => {
  const people = new Set(week.map((message) => recipientOf(message).number));
  expect(attack.filter((message) => people.has(recipientOf(message).number))).toEqual([]);
});

describe('figures', () => {
  const message = (of: Message['of'], changes: Partial<Message> = {}): Message => ({
    of,
    atMs: 0,
    country: 'GB',
    range: 1,
    line: 1,
    ...changes,
  });
  const played = (of: Message, stoppedBy?: string): Played => ({
    message: of,
    microsUsd: 500_000,
    ...(stoppedBy !== undefined && { stoppedBy }),
  });

  test('tell attack and people apart, and people beside the attack', () => {
    const figures = figuresOf([
      played(message('people', { atMs: 1 }), 'ip'),
      played(message('attack', { atMs: 2 })),
      played(message('people', { atMs: 3 }), 'country'),
      played(message('people', { atMs: 3, country: 'FR' })),
      played(message('attack', { atMs: 4 }), 'country'),
      played(message('attack', { atMs: 5 }), 'range'),
      played(message('attack', { atMs: 6 }), 'country'),
      played(message('people', { atMs: 9, rush: 'launch' })),
      played(message('people', { atMs: 9, rush: 'opening' }), 'recipient'),
    ]);
    expect(figures).toMatchObject({
      attack: { messages: 4, stopped: 3, share: 0.75, usd: 2, savedUsd: 1.5 },
      people: { messages: 5, stopped: 3 },
      beside: { messages: 1, stopped: 1 },
      launch: { messages: 1, stopped: 0 },
      opening: { messages: 1, stopped: 1 },
    });
    expect(figures.attack.by.map(([limit]) => limit)).toEqual(['country', 'range']);
  });

  test('of nothing are nothing', () => {
    expect(figuresOf([]).attack).toMatchObject({ messages: 0, share: 0, by: [], usd: 0 });
  });
});

test('play passes messages by the real limits, and says which one stopped them', async () => {
  const world = WORLDS[0];
  if (world === undefined) throw new Error('there is no world');
  const burst = Array.from({ length: 6 }, (_, n): Message => ({
    of: 'people',
    atMs: WEEK_BEGINS_MS + n,
    country: 'GB',
    range: 1,
    line: 1,
  }));
  const abroad: Message = {
    of: 'attack',
    atMs: WEEK_BEGINS_MS + 9,
    country: 'FJ',
    range: 1,
    line: 1,
  };
  const played = await play([...burst, abroad], configOf(world));
  expect(played.map(({ stoppedBy }) => stoppedBy)).toEqual([
    ...Array.from({ length: 5 }, () => undefined),
    'recipient',
    'country_not_allowed',
  ]);
});
