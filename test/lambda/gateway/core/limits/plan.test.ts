import { HOURS_PARTITION, type PastHours } from '../../../../../lambda/gateway/core/limits/hours';
import { planTakes, type PlanQuestion } from '../../../../../lambda/gateway/core/limits/plan';
import { windowsAt } from '../../../../../lambda/gateway/core/limits/windows';
import { sendLimitsConfig } from '../../../../../lib/send-limits-config';
import { sendLimitsOf } from '../../../../support/environment';

/** What is asked of the store for a message: which items, which counters, up to where. */

const ROUTES = [{ countries: '*' as const, providers: ['sns'] }];
const KEYS = { recipient: 'recipient-of-22-chars.', range: 'range', ip: 'ip' };
const NOTHING: Pick<PastHours, 'of' | 'spentBefore'> = { of: () => [], spentBefore: () => 0 };

interface Question extends Partial<Omit<PlanQuestion, 'config' | 'windows'>> {
  readonly section?: object;
  readonly at?: string;
}

const planOf = ({ section = {}, at = '2026-11-28T10:34:56.789Z', ...rest }: Question = {}) =>
  planTakes({
    config: sendLimitsConfig(sendLimitsOf(section), ROUTES),
    keys: KEYS,
    country: 'GB',
    costMicrosUsd: 50_000,
    windows: windowsAt(Date.parse(at)),
    past: NOTHING,
    ...rest,
  });

type Plan = ReturnType<typeof planOf>;

const itemsOf = (plan: Plan) => plan.map(({ take }) => `${take.partition} ${take.sort}`);
const countersOf = (plan: Plan, partition: string) =>
  Object.fromEntries(
    plan
      .filter(({ take }) => take.partition === partition)
      .flatMap(({ take }) => take.counters.map(({ name, below }) => [name, below])),
  );
const limitsOf = (plan: Plan) =>
  plan.flatMap(({ rules }) => rules.map(({ limit, ceiling }) => [limit, ceiling] as const));

const DAY = Math.floor(Date.UTC(2026, 10, 28) / 86_400_000);
const HOUR = `hour#00${Math.floor(Date.UTC(2026, 10, 28, 10) / 3_600_000)}`;

describe('items', () => {
  test.each<[string, Question, readonly string[]]>([
    [
      'number with range, address, hour',
      {},
      [`range#range day#${DAY}`, `ip#ip day#${DAY}`, `limits ${HOUR}`],
    ],
    [
      'none for an address that is missing',
      { keys: { recipient: KEYS.recipient, range: KEYS.range } },
      [`range#range day#${DAY}`, `limits ${HOUR}`],
    ],
    [
      'none for an address without a limit',
      { section: { perIp: { mode: 'off' }, countriesPerIp: { mode: 'off' } } },
      [`range#range day#${DAY}`, `limits ${HOUR}`],
    ],
    [
      'a range in shadow mode, apart from its numbers',
      { section: { perRange: { mode: 'shadow' } } },
      [
        `recipient#${KEYS.recipient} day#${DAY}`,
        `range#range day#${DAY}`,
        `ip#ip day#${DAY}`,
        `limits ${HOUR}`,
      ],
    ],
    [
      'a range that may take too many for one item, apart as well',
      { section: { perRange: { perHour: 101 } } },
      [
        `recipient#${KEYS.recipient} day#${DAY}`,
        `range#range day#${DAY}`,
        `ip#ip day#${DAY}`,
        `limits ${HOUR}`,
      ],
    ],
    [
      'none for a range without a limit',
      { section: { perRange: { mode: 'off' } } },
      [`recipient#${KEYS.recipient} day#${DAY}`, `ip#ip day#${DAY}`, `limits ${HOUR}`],
    ],
    [
      'the hour alone, where no other limit is on',
      {
        section: Object.fromEntries(
          ['perRecipient', 'perRange', 'perIp', 'countriesPerIp'].map((name) => [
            name,
            { mode: 'off' },
          ]),
        ),
      },
      [`limits ${HOUR}`],
    ],
    [
      'the number for its claim, where nobody counts it',
      {
        section: {
          perRecipient: { mode: 'off' },
          perRange: { mode: 'off' },
          perIp: { mode: 'off' },
        },
        keys: { recipient: KEYS.recipient, range: KEYS.range },
        claim: { message: 'm', nowMs: 0, untilMs: 1 },
      },
      [`recipient#${KEYS.recipient} day#${DAY}`, `limits ${HOUR}`],
    ],
    ['an exempt number: the hour', { exempt: 'number' }, [`limits ${HOUR}`]],
    [
      'an exempt address: everything but the address',
      { exempt: 'address' },
      [`range#range day#${DAY}`, `limits ${HOUR}`],
    ],
  ])('%s', (_, question, items) => {
    expect(itemsOf(planOf(question))).toEqual(items);
  });
});

describe('windows', () => {
  test.each<[string, string, object]>([
    [
      '2026-11-28T10:09:59.999Z',
      'range#range',
      { 't:recipient-:60': 5, 'd:recipient-': 15, 'h:10': 10 },
    ],
    [
      '2026-11-28T10:10:00.000Z',
      'range#range',
      { 't:recipient-:61': 5, 'd:recipient-': 15, 'h:10': 10 },
    ],
    ['2026-11-28T10:59:59.999Z', 'ip#ip', { 'h:10': 20 }],
    ['2026-11-28T11:00:00.000Z', 'ip#ip', { 'h:11': 20 }],
  ])('at %s, %s has counters %j', (at, partition, counters) => {
    const who = KEYS.recipient.slice(0, 8);
    const named = Object.fromEntries(
      Object.entries(counters).map(([name, below]) => [name.replace('recipient-', who), below]),
    );
    expect(countersOf(planOf({ at }), partition)).toEqual(named);
  });

  test.each<[string, string]>([
    ['2026-11-28T23:59:59.999Z', `day#${DAY}`],
    ['2026-11-29T00:00:00.000Z', `day#${DAY + 1}`],
  ])('at %s the item of a number is %s', (at, sort) => {
    expect(planOf({ at })[0]?.take.sort).toBe(sort);
  });

  test.each<[string, string, number]>([
    ['recipient', '2026-11-28T10:09:59.000Z', 1],
    ['recipient-day', '2026-11-28T10:09:59.000Z', 49_801],
    ['range', '2026-11-28T10:09:59.000Z', 3001],
    ['ip', '2026-11-28T10:09:59.000Z', 3001],
    ['countries-per-ip', '2026-11-28T10:09:59.000Z', 49_801],
    ['country', '2026-11-28T10:09:59.000Z', 3001],
    ['total', '2026-11-28T10:09:59.000Z', 3001],
    ['spend-hour', '2026-11-28T10:09:59.000Z', 3001],
    ['spend-day', '2026-11-28T10:09:59.000Z', 49_801],
  ])('%s at %s opens again in %i seconds', (limit, at, seconds) => {
    const section = { spend: { hourlyUsd: 10, dailyUsd: 100, action: 'block' } };
    const rule = planOf({ section, at })
      .flatMap(({ rules }) => rules)
      .find((one) => one.limit === limit);
    expect(rule?.retryAfterSeconds).toBe(seconds);
  });
});

describe('how long items live', () => {
  const MIDNIGHT = Date.UTC(2026, 10, 29) / 1000;
  const WEEK = 7 * 86_400;

  test.each<[string, string, object, number]>([
    ['a number, where it is to be known again', 'range#range', {}, MIDNIGHT + 600 + WEEK],
    ['a number, where nobody asks', 'range#range', { adaptive: { mode: 'off' } }, MIDNIGHT + 600],
    ['an address', 'ip#ip', {}, MIDNIGHT + 600],
    ['an hour', HOURS_PARTITION, {}, Date.UTC(2026, 10, 28, 11) / 1000 + 600 + WEEK],
  ])('%s', (_, partition, section, expiresAtSeconds) => {
    const plan = planOf({ section });
    const take = plan.find((one) => one.take.partition === partition)?.take;
    expect(take?.expiresAtSeconds).toBe(expiresAtSeconds);
  });
});

describe('the hour', () => {
  const PRICES = { hourlyUsd: 1, action: 'block' };

  test.each<[string, Question, object]>([
    ['ceilings of country and of all', {}, { total: 5000, 'in:GB': 200, spend: undefined }],
    [
      'a country with a ceiling of its own',
      { section: { perCountry: { overrides: { GB: 7 } } } },
      { total: 5000, 'in:GB': 7, spend: undefined },
    ],
    [
      'limits in shadow mode, which only count',
      { section: { mode: 'shadow' } },
      { total: undefined, 'in:GB': undefined, spend: undefined },
    ],
    [
      'limits that are off, counted for the adaptive one to learn by',
      { section: { perCountry: { mode: 'off' }, total: { mode: 'off' } } },
      { total: undefined, 'in:GB': undefined, spend: undefined },
    ],
    [
      'money: room for the whole price',
      { section: { spend: PRICES } },
      { total: 5000, 'in:GB': 200, spend: 950_001 },
    ],
    [
      'money that only tells',
      { section: { spend: { ...PRICES, action: 'alarm' } } },
      { total: 5000, 'in:GB': 200, spend: undefined },
    ],
    [
      'money, in a country that stays open',
      { section: { spend: { ...PRICES, action: 'countries-only', countries: ['GB'] } } },
      { total: 5000, 'in:GB': 200, spend: undefined },
    ],
    [
      'the lower of two ceilings of money',
      {
        section: { spend: { ...PRICES, dailyUsd: 2 } },
        past: { ...NOTHING, spentBefore: () => 1_500_000 },
      },
      { total: 5000, 'in:GB': 200, spend: 450_001 },
    ],
    [
      'a day whose money is spent: no room for anybody',
      {
        section: { spend: { dailyUsd: 2, action: 'block' } },
        past: { ...NOTHING, spentBefore: () => 9_000_000 },
      },
      { total: 5000, 'in:GB': 200, spend: -49_999 },
    ],
    [
      'an exempt number: money alone',
      { section: { spend: PRICES }, exempt: 'number' },
      { total: undefined, 'in:GB': undefined, spend: 950_001 },
    ],
    [
      'an exempt address: everything',
      { section: { spend: PRICES }, exempt: 'address' },
      { total: 5000, 'in:GB': 200, spend: 950_001 },
    ],
  ])('%s', (_, question, counters) => {
    expect(countersOf(planOf(question), HOURS_PARTITION)).toEqual(counters);
  });

  test('amounts of dollars that are no whole number of binary fractions are whole', () => {
    const section = { spend: { hourlyUsd: 0.07, action: 'block' } };
    expect(limitsOf(planOf({ section }))).toContainEqual(['spend-hour', 70_000]);
  });
});

describe('the adaptive ceiling', () => {
  const quiet = { ...NOTHING, of: () => Array.from({ length: 168 }, () => 0) };
  const adaptiveIn = (question: Question) => {
    const plan = planOf({ past: quiet, ...question });
    const rule = plan.flatMap(({ rules }) => rules).find(({ limit }) => limit === 'adaptive');
    return { rule, below: countersOf(plan, HOURS_PARTITION)['in:GB'] };
  };

  test('takes messages of strangers up to itself, and of people who are known half as much again', () => {
    const section = { adaptive: { floorPerHour: 11, floorPerDay: 0 } };
    expect(adaptiveIn({ section })).toMatchObject({
      rule: { ceiling: 11, ceilingOfKnown: 17 },
      below: 17,
    });
  });

  test.each<[string, Question, number | undefined]>([
    ['only counts in shadow mode', { section: { adaptive: { mode: 'shadow' } } }, 200],
    ['is not there while nothing is known to be normal', { past: NOTHING }, 200],
    ['is not there when it is off', { section: { adaptive: { mode: 'off' } } }, 200],
    [
      'leaves a market alone that has a ceiling of its own',
      { section: { perCountry: { overrides: { GB: 500 } } } },
      500,
    ],
    ['does not concern an exempt number', { exempt: 'number' }, undefined],
    ['does not lift the ceiling of the country', { section: { perCountry: { perHour: 3 } } }, 3],
  ])('%s', (_, question, below) => {
    expect(adaptiveIn(question).below).toBe(below);
  });
});

test('a set of countries is full at its ceiling, and in shadow mode never', () => {
  const memberIn = (section: object) =>
    planOf({ section }).find(({ take }) => take.member)?.take.member;
  expect(memberIn({})).toEqual({ set: 'countries', text: 'GB', atMost: 3 });
  expect(memberIn({ countriesPerIp: { mode: 'shadow' } })).toEqual({
    set: 'countries',
    text: 'GB',
  });
  expect(memberIn({ countriesPerIp: { mode: 'off' } })).toBeUndefined();
});

test('no two numbers of a range share a counter or a claim', () => {
  const claim = { message: 'm', nowMs: 0, untilMs: 1 };
  const namesFor = (recipient: string) =>
    planOf({ keys: { ...KEYS, recipient }, claim }).flatMap(({ take }) => [
      ...(take.partition === 'range#range' ? take.counters.map(({ name }) => name) : []),
      ...(take.claim ? [take.claim.name] : []),
    ]);
  const both = [...namesFor('AAAAAAAAother'), ...namesFor('BBBBBBBBother')];
  expect(new Set(both).size).toBe(both.length - 1);
  expect(both.filter((name) => name === 'h:10')).toHaveLength(2);
});
