import { decide, type Decision } from '../../../../../lambda/gateway/core/limits/decisions';
import type { PlannedTake, Rule } from '../../../../../lambda/gateway/core/limits/plan';
import type { Taken } from '../../../../../lambda/gateway/core/limits/store';

const rule = (changes: Partial<Rule> = {}): Rule => ({
  limit: 'range',
  mode: 'enforce',
  ceiling: 10,
  of: 'h:10',
  retryAfterSeconds: 60,
  ...changes,
});

const planned = (rules: readonly Rule[], take: Partial<PlannedTake['take']> = {}): PlannedTake => ({
  rules,
  take: {
    partition: 'p',
    sort: 's',
    expiresAtSeconds: 0,
    counters: [{ name: 'h:10', add: 1 }],
    ...take,
  },
});

const answer = (changes: Partial<Taken> = {}): Taken => ({
  taken: true,
  counts: {},
  members: [],
  claimed: false,
  ...changes,
});

type Row = readonly [
  what: string,
  rule: Rule,
  answer: Taken | undefined,
  expected: Pick<Decision, 'count' | 'verdict'>,
];

const counted = (count: number) => answer({ counts: { 'h:10': count } });
const refused = (count: number) => answer({ taken: false, counts: { 'h:10': count } });

test.each<Row>([
  ['the first', rule(), counted(1), { count: 1, verdict: 'pass' }],
  ['the last that has room', rule(), counted(10), { count: 10, verdict: 'pass' }],
  ['the first that has none', rule(), refused(10), { count: 10, verdict: 'exceeded' }],
  ['one that another limit refused', rule(), refused(9), { count: 9, verdict: 'pass' }],
  [
    'one beyond the ceiling in shadow mode',
    rule({ mode: 'shadow' }),
    counted(11),
    { count: 11, verdict: 'exceeded' },
  ],
  [
    'a counter that is not there yet',
    rule(),
    answer({ taken: false }),
    { count: 0, verdict: 'pass' },
  ],
  ['a ceiling of nothing', rule({ ceiling: 0 }), refused(0), { count: 0, verdict: 'exceeded' }],
  ['a store that does not answer', rule(), undefined, { verdict: 'unknown' }],
])('%s', (_, of, result, expected) => {
  const [decision] = decide([{ ...planned([of]), result }]);
  expect(decision).toEqual({
    limit: of.limit,
    mode: of.mode,
    ceiling: of.ceiling,
    retryAfterSeconds: 60,
    ...expected,
  });
});

describe('money', () => {
  const spend = rule({ limit: 'spend-hour', of: 'spend', ceiling: 100 });
  const take = { counters: [{ name: 'spend', add: 30 }] };

  test.each([
    ['fits, to the last of it', true, 100, 'pass'],
    ['does not fit, though some is left', false, 71, 'exceeded'],
    ['would just fit', false, 70, 'pass'],
  ])('%s', (_, taken, spent, verdict) => {
    const result = answer({ taken, counts: { spend: spent } });
    expect(decide([{ ...planned([spend], take), result }])).toMatchObject([
      { count: spent, verdict },
    ]);
  });
});

describe('a set', () => {
  const countries = rule({ limit: 'countries-per-ip', of: 'countries', ceiling: 2 });
  const take = { counters: [], member: { set: 'countries', text: 'DE', atMost: 2 } };

  test.each([
    ['a country that it has already', false, ['DE', 'FR'], 'pass'],
    ['a new country, where there is room', true, ['DE', 'FR'], 'pass'],
    ['a new country, where there is none', false, ['FR', 'GB'], 'exceeded'],
    ['a new country that shadow mode let in', true, ['DE', 'FR', 'GB'], 'exceeded'],
    ['an empty one', false, [], 'pass'],
  ])('%s', (_, taken, members, verdict) => {
    const result = answer({ taken, members });
    expect(decide([{ ...planned([countries], take), result }])).toMatchObject([
      { count: members.length, verdict },
    ]);
  });
});

test('limits are named in one order, whichever item answers first', () => {
  const hour = planned([rule({ limit: 'total', of: 'total' }), rule({ limit: 'country' })]);
  const number = planned([rule({ limit: 'recipient-day' }), rule({ limit: 'recipient' })]);
  const both = [hour, number].map((one) => ({ ...one, result: counted(1) }));
  const order = ['recipient', 'recipient-day', 'country', 'total'];
  expect(decide(both).map(({ limit }) => limit)).toEqual(order);
  expect(decide(both.toReversed()).map(({ limit }) => limit)).toEqual(order);
});

describe('who is known has a ceiling of their own, where there is one', () => {
  const adaptive = rule({ limit: 'adaptive', ceilingOfKnown: 15 });

  test.each([
    [false, 11, 10, 'exceeded'],
    [true, 11, 15, 'pass'],
    [true, 15, 15, 'pass'],
    [true, 16, 15, 'exceeded'],
  ])('known %s, at %i of %i: %s', (isKnown, count, ceiling, verdict) => {
    expect(decide([{ ...planned([adaptive]), result: counted(count) }], isKnown)).toMatchObject([
      { ceiling, verdict },
    ]);
  });

  test('and the ceiling of everybody elsewhere', () => {
    expect(decide([{ ...planned([rule()]), result: counted(11) }], true)).toMatchObject([
      { ceiling: 10, verdict: 'exceeded' },
    ]);
  });
});
