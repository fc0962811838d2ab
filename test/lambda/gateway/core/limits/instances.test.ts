import { createInMemoryLimits } from '../../../../../lambda/gateway/adapters/in-memory-limits';
import type { LimitStore } from '../../../../../lambda/gateway/core/limits/store';
import { limitsWorld, numbers, shortOf, TEN_MS } from '../../../../support/limits-world';

/** Several instances of the function, each with its own clock, and one store. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Two instances; the clock of the second one is so much ahead, or behind. */
const twoInstances = (section: object, aheadMs: number) => {
  const store = createInMemoryLimits(() => TEN_MS);
  const one = limitsWorld(section, () => store);
  const two = limitsWorld(section, () => store);
  const setTo = (nowMs: number) => {
    one.clock.nowMs = nowMs;
    two.clock.nowMs = nowMs + aheadMs;
  };
  setTo(TEN_MS);
  return { one, two, setTo };
};

describe('of two instances whose clocks differ', () => {
  /** Each sends six, in turn; five are allowed in ten minutes. */
  const admittedAt = async (nowMs: number, aheadMs: number): Promise<number> => {
    const { one, two, setTo } = twoInstances({ perRange: { mode: 'off' } }, aheadMs);
    setTo(nowMs);
    const became = [];
    for (let n = 0; n < 6; n += 1)
      became.push(shortOf(await one.admit()), shortOf(await two.admit()));
    return became.filter((it) => it === 'admitted').length;
  };

  test.each<[string, atMs: number, aheadMs: number, admitted: number]>([
    ['in the middle of a window, not at all', 5 * MINUTE_MS, 0, 5],
    ['in the middle of a window, by a second', 5 * MINUTE_MS, 1_000, 5],
    ['in the middle of a window, by a minute', 5 * MINUTE_MS, -MINUTE_MS, 5],
    ['a second before its end, by less than that', 10 * MINUTE_MS - 1_000, 999, 5],
    [
      'a second before its end, by a second: each in a window of its own',
      10 * MINUTE_MS - 1_000,
      1_000,
      10,
    ],
    ['at its end, the other one a moment behind', 10 * MINUTE_MS, -1, 10],
  ])('%s: at %i ms, %i ms ahead, %i go out', async (_, atMs, aheadMs, admitted) => {
    expect(await admittedAt(TEN_MS + atMs, aheadMs)).toBe(admitted);
  });

  test('twice a ceiling is the most around an edge, and then it holds again', async () => {
    const { one, two, setTo } = twoInstances({ perRange: { mode: 'off' } }, 2_000);
    let admitted = 0;
    for (let second = 590; second < 620; second += 1) {
      setTo(TEN_MS + second * 1000);
      for (const instance of [one, two])
        if ((await instance.admit()).kind === 'admitted') admitted += 1;
    }
    expect(admitted).toBe(10);
  });

  test('the hour of everybody is one, but around its edge', async () => {
    const { one, two, setTo } = twoInstances(
      { perRange: { mode: 'off' }, total: { perHour: 3 } },
      -5 * MINUTE_MS,
    );
    const to = (n: number) => ({ to: numbers(20)[n] ?? '' });
    setTo(TEN_MS + 30 * MINUTE_MS);
    expect(shortOf(await one.admit(to(1)))).toBe('admitted');
    expect(shortOf(await two.admit(to(2)))).toBe('admitted');
    expect(shortOf(await one.admit(to(3)))).toBe('admitted');
    expect(shortOf(await two.admit(to(4)))).toBe('total');
    // One is in the next hour, two is in the old one still, which stays full.
    setTo(TEN_MS + HOUR_MS);
    expect(shortOf(await one.admit(to(5)))).toBe('admitted');
    expect(shortOf(await two.admit(to(6)))).toBe('total');
  });

  test.each<[string, aheadMs: number, afterMs: number, becomes: string]>([
    ['the same clock, within ten seconds', 0, 9_999, 'duplicate'],
    ['the same clock, after them', 0, 10_000, 'admitted'],
    ['two seconds ahead: the ten seconds end two earlier', 2_000, 7_999, 'duplicate'],
    ['two seconds ahead: and then it goes out', 2_000, 8_000, 'admitted'],
    ['two seconds behind: they end two later', -2_000, 11_999, 'duplicate'],
    ['two seconds behind: and then it goes out', -2_000, 12_000, 'admitted'],
    ['further ahead than they last', 11_000, 1, 'admitted'],
  ])('a repeat at the other one, %s', async (_, aheadMs, afterMs, becomes) => {
    const { one, two, setTo } = twoInstances({}, aheadMs);
    await one.admit({ text: 'same' });
    setTo(TEN_MS + afterMs);
    expect((await two.admit({ text: 'same' })).kind).toBe(becomes);
  });

  test('a repeat across midnight goes out once more, since the item is that of a day', async () => {
    const { one, setTo } = twoInstances({}, 0);
    setTo(Date.UTC(2026, 10, 28, 23, 59, 59));
    await one.admit({ text: 'same' });
    setTo(Date.UTC(2026, 10, 29));
    expect((await one.admit({ text: 'same' })).kind).toBe('admitted');
    expect((await one.admit({ text: 'same' })).kind).toBe('duplicate');
  });
});

describe('DynamoDB removes an item hours or days after its time to live', () => {
  /** To this store it is always ten o'clock, so that it never removes anything. */
  const lingering = (section: object) =>
    limitsWorld(section, (): LimitStore => createInMemoryLimits(() => TEN_MS));

  test.each<[string, section: object, changes: object, laterMs: number, limit: string]>([
    [
      'ten minutes of a number',
      { perRecipient: { per10Minutes: 1 } },
      {},
      10 * MINUTE_MS,
      'recipient',
    ],
    ['a day of a number', { perRecipient: { perDay: 1 } }, {}, DAY_MS, 'recipient-day'],
    ['an hour of a range', { perRange: { perHour: 1 } }, {}, HOUR_MS, 'range'],
    ['an hour of a range, a day later', { perRange: { perHour: 1 } }, {}, DAY_MS, 'range'],
    ['an hour of an address', { perIp: { perHour: 1 } }, { ip: '192.0.2.1' }, HOUR_MS, 'ip'],
    [
      'an hour of an address, a day later',
      { perIp: { perHour: 1 } },
      { ip: '192.0.2.1' },
      DAY_MS,
      'ip',
    ],
    ['an hour of a country', { perCountry: { perHour: 1 } }, {}, HOUR_MS, 'country'],
    ['an hour of everybody', { total: { perHour: 1 } }, {}, HOUR_MS, 'total'],
    [
      'an hour of money',
      { prices: { US: 1 }, spend: { hourlyUsd: 1, action: 'block' } },
      {},
      HOUR_MS,
      'spend-hour',
    ],
    [
      'a day of money',
      { prices: { US: 1 }, spend: { dailyUsd: 1, action: 'block' } },
      {},
      DAY_MS,
      'spend-day',
    ],
  ])(
    '%s: the next window counts from nothing all the same',
    async (_, section, changes, laterMs, limit) => {
      const { admit, clock, limits } = lingering(section);
      expect(shortOf(await admit(changes))).toBe('admitted');
      expect(shortOf(await admit(changes))).toBe(limit);
      clock.nowMs += laterMs;
      limits.catchUp();
      await new Promise(setImmediate);
      expect(shortOf(await admit(changes))).toBe('admitted');
    },
  );

  test('countries of yesterday are not those of an address today', async () => {
    const { admit, clock } = lingering({ countriesPerIp: { perDay: 1 } });
    const ip = '192.0.2.1';
    await admit({ ip });
    expect(shortOf(await admit({ ip, to: '+447700900123' }))).toBe('countries-per-ip');
    clock.nowMs += DAY_MS;
    expect(shortOf(await admit({ ip, to: '+447700900123' }))).toBe('admitted');
  });
});

describe('who asks', () => {
  const OTHERS_OFF = { perRange: { mode: 'off' }, perIp: { perHour: 1 } };

  test.each<[string, first: string | undefined, second: string | undefined, becomes: string]>([
    ['one IPv4 address', '192.0.2.1', '192.0.2.1', 'ip'],
    ['two IPv4 addresses', '192.0.2.1', '192.0.2.2', 'admitted'],
    ['an IPv4 address that wears IPv6', '192.0.2.1', '::ffff:192.0.2.1', 'ip'],
    ['one /64', '2001:db8:0:1::1', '2001:db8:0:1:ffff::2', 'ip'],
    ['one IPv6 address, written twice', '2001:db8::1', '2001:0DB8:0:0:0:0:0:1', 'ip'],
    ['two /64 of one site', '2001:db8:0:1::1', '2001:db8:0:2::1', 'admitted'],
    ['nobody, as Auth0 passes none on', undefined, undefined, 'admitted'],
    ['nobody, as it cannot be read', 'unknown', 'unknown', 'admitted'],
    [
      'a proxy list, which cannot be read',
      '192.0.2.1, 198.51.100.1',
      '192.0.2.1, 198.51.100.1',
      'admitted',
    ],
    ['an empty text', '', '', 'admitted'],
  ])('%s', async (_, first, second, becomes) => {
    const { admit } = limitsWorld(OTHERS_OFF);
    const [one = '', two = ''] = numbers(2);
    await admit({ to: one, ip: first });
    expect(shortOf(await admit({ to: two, ip: second }))).toBe(becomes);
  });

  test('without an address, every other limit holds', async () => {
    const { admit } = limitsWorld({ total: { perHour: 2 } });
    const became = [];
    for (const to of numbers(3)) became.push(shortOf(await admit({ to })));
    expect(became).toEqual(['admitted', 'admitted', 'total']);
  });
});
