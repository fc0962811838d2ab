import { limitsWorld, numberOf, numbers, shortOf } from '../../../../support/limits-world';

/** What `alwaysAllow` frees a message from, by what it names. */

const NUMBER = '+12025550123';
const IP = '192.0.2.7';
const BY_NUMBER = { numbers: [NUMBER] };
const BY_PREFIX = { prefixes: ['+1202'] };
const BY_ADDRESS = { cidrs: ['192.0.2.0/24'] };
const FREE = 'admitted';

const WITHOUT = (...limits: readonly string[]) =>
  Object.fromEntries(limits.map((limit) => [limit, { mode: 'off' }]));

interface Limit {
  readonly limit: string;
  /** Lets one message through, and stops the second. */
  readonly section: object;
  readonly to?: readonly [string, string];
}

const LIMITS: readonly Limit[] = [
  { limit: 'recipient', section: { perRecipient: { per10Minutes: 1 } } },
  { limit: 'recipient-day', section: { perRecipient: { perDay: 1 } } },
  { limit: 'range', section: { perRange: { perHour: 1 } } },
  { limit: 'country', section: { perCountry: { perHour: 1 } } },
  { limit: 'total', section: { total: { perHour: 1 } } },
];
const IP_LIMITS: readonly Limit[] = [
  { limit: 'ip', section: { perIp: { perHour: 1 } } },
  {
    limit: 'countries-per-ip',
    section: { countriesPerIp: { perDay: 1 } },
    to: ['+447700900123', NUMBER],
  },
];
const MONEY: readonly Limit[] = [
  {
    limit: 'spend-hour',
    section: { prices: { '*': 0.01 }, spend: { hourlyUsd: 0.01, action: 'block' } },
  },
  {
    limit: 'spend-day',
    section: { prices: { '*': 0.01 }, spend: { dailyUsd: 0.01, action: 'block' } },
  },
  {
    limit: 'spend-hour',
    section: { prices: { '*': 0.01 }, spend: { hourlyUsd: 0.01, action: 'countries-only' } },
  },
];

const secondOf = async ({ section, to = [NUMBER, NUMBER] }: Limit, alwaysAllow: object) => {
  const { admit } = limitsWorld({ ...section, alwaysAllow });
  await admit({ to: to[0], ip: IP });
  return shortOf(await admit({ to: to[1], ip: IP }));
};

const named = (limits: readonly Limit[]) => limits.map((limit) => [limit.limit, limit] as const);

describe('a number that is named', () => {
  test.each(named([...LIMITS, ...IP_LIMITS]))('is free of %s', async (_, limit) => {
    expect(await secondOf(limit, {})).toBe(limit.limit);
    expect(await secondOf(limit, BY_NUMBER)).toBe(FREE);
    expect(await secondOf(limit, BY_PREFIX)).toBe(FREE);
  });

  test.each(named(MONEY))('is not free of %s', async (limit, money) => {
    expect(await secondOf(money, BY_NUMBER)).toBe(limit);
    expect(await secondOf(money, BY_PREFIX)).toBe(limit);
  });

  test('goes to a country off the list, and may cost extra', () => {
    const { limits } = limitsWorld({ countries: ['DE'], alwaysAllow: { prefixes: ['+1900'] } });
    expect(limits.standing({ recipient: numberOf('+19005550123') })).toEqual({
      kind: 'exempt',
      by: 'number',
      broken: [],
    });
  });

  test('counts, so that others have less room', async () => {
    const { admit } = limitsWorld({ alwaysAllow: BY_NUMBER, total: { perHour: 3 } });
    for (let n = 0; n < 9; n += 1) expect((await admit()).kind).toBe('admitted');
    expect(shortOf(await admit({ to: '+447700900123' }))).toBe('total');
  });
});

describe('an address that is named', () => {
  test.each(named(IP_LIMITS))('is free of %s', async (_, limit) => {
    expect(await secondOf(limit, {})).toBe(limit.limit);
    expect(await secondOf(limit, BY_ADDRESS)).toBe(FREE);
  });

  test.each(named([...LIMITS, ...MONEY]))('is not free of %s', async (limit, it) => {
    expect(await secondOf(it, BY_ADDRESS)).toBe(limit);
  });

  test.each([
    ['a country off the list', { countries: ['DE'] }, NUMBER, 'country_not_allowed'],
    ['a premium number', {}, '+19005550123', 'number_type_not_allowed'],
  ])('is not sent to %s', (_, section, to, reason) => {
    const { limits } = limitsWorld({ ...section, alwaysAllow: BY_ADDRESS });
    expect(limits.standing({ recipient: numberOf(to), ip: IP })).toMatchObject({
      kind: 'blocked',
      reason,
    });
  });

  test('frees nobody behind another address', async () => {
    const { admit } = limitsWorld({
      ...WITHOUT('perRange'),
      perIp: { perHour: 1 },
      alwaysAllow: BY_ADDRESS,
    });
    const [one, two] = numbers(2);
    await admit({ to: one ?? '', ip: '198.51.100.7' });
    expect(shortOf(await admit({ to: two ?? '', ip: '198.51.100.7' }))).toBe('ip');
  });
});

test('the list that blocks goes before the one that allows', () => {
  for (const list of [BY_NUMBER, BY_PREFIX, BY_ADDRESS]) {
    const { limits } = limitsWorld({ alwaysAllow: list, alwaysBlock: list });
    expect(limits.standing({ recipient: numberOf(NUMBER), ip: IP })).toMatchObject({
      kind: 'blocked',
      reason: 'number_blocked',
    });
  }
});
