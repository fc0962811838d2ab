import type { LimitStore } from '../../../../../lambda/gateway/core/limits/store';
import { limitsWorld, numberOf, numbers, shortOf, TEN_MS } from '../../../../support/limits-world';

test.each<[name: string, section: object, sends: (n: number) => object, ceiling: number]>([
  ['recipient', {}, () => ({}), 5],
  ['range', {}, (n) => ({ to: numbers(30)[n] }), 10],
  ['ip', { perRange: { mode: 'off' } }, (n) => ({ to: numbers(40)[n], ip: '192.0.2.1' }), 20],
  [
    'country',
    { perRange: { mode: 'off' }, perCountry: { perHour: 7 } },
    (n) => ({ to: numbers(40)[n] }),
    7,
  ],
  [
    'total',
    { perRange: { mode: 'off' }, total: { perHour: 6 } },
    (n) => ({ to: numbers(40)[n] }),
    6,
  ],
  [
    'spend-hour',
    {
      perRange: { mode: 'off' },
      prices: { US: 0.01 },
      spend: { hourlyUsd: 0.035, action: 'block' },
    },
    (n) => ({ to: numbers(40)[n] }),
    3,
  ],
])('%s: as many go out as may, and not one more', async (limit, section, sends, ceiling) => {
  const { admit } = limitsWorld(section);
  const admitted: string[] = [];
  for (let n = 0; n < ceiling; n += 1) admitted.push(shortOf(await admit(sends(n))));
  expect(admitted).toEqual(Array.from({ length: ceiling }, () => 'admitted'));
  expect(shortOf(await admit(sends(ceiling)))).toBe(limit);
});

test('of many at once to one number, exactly as many go out as may', async () => {
  const { admit } = limitsWorld();
  const all = await Promise.all(Array.from({ length: 500 }, () => admit()));
  expect(all.filter(({ kind }) => kind === 'admitted')).toHaveLength(5);
});

test('a fourth country from one address is refused, the first three stay allowed', async () => {
  const { admit } = limitsWorld();
  const ip = '2001:db8::1';
  const to = { US: '+12025550123', GB: '+447700900123', DE: '+4930555501', FR: '+33155550123' };
  for (const number of [to.US, to.GB, to.DE])
    expect(shortOf(await admit({ ip, to: number }))).toBe('admitted');
  expect(shortOf(await admit({ ip, to: to.FR }))).toBe('countries-per-ip');
  // The whole /64 is one subscriber.
  expect(shortOf(await admit({ ip: '2001:db8::2', to: to.FR }))).toBe('countries-per-ip');
  expect(shortOf(await admit({ ip, to: to.GB }))).toBe('admitted');
});

test('a refused message counts nowhere', async () => {
  const { admit } = limitsWorld({ total: { perHour: 6 } });
  for (let n = 0; n < 20; n += 1) await admit();
  expect(shortOf(await admit({ to: '+447700900123' }))).toBe('admitted');
  expect(shortOf(await admit({ to: '+447700900124' }))).toBe('total');
});

test('in shadow mode everything goes out, and the record says what would not have', async () => {
  const { admit } = limitsWorld({ mode: 'shadow' });
  const last = (await Promise.all(Array.from({ length: 8 }, () => admit()))).at(-1);
  expect(last?.kind).toBe('admitted');
  expect(last?.record.decisions).toContainEqual(
    expect.objectContaining({ limit: 'recipient', count: 8, ceiling: 5, verdict: 'exceeded' }),
  );
});

test('a window that ends lets the next message out, and says when', async () => {
  const { admit, clock } = limitsWorld();
  clock.nowMs = TEN_MS + 4 * 60_000;
  for (let n = 0; n < 5; n += 1) await admit();
  expect(await admit()).toMatchObject({ limit: 'recipient', retryAfterSeconds: 360 });
  clock.nowMs += 360_000;
  expect(shortOf(await admit())).toBe('admitted');
});

describe('the same message again', () => {
  test('within ten seconds is a duplicate, later it goes out', async () => {
    const { admit, clock } = limitsWorld();
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
    clock.nowMs += 9_999;
    expect((await admit({ text: 'same' })).kind).toBe('duplicate');
    clock.nowMs += 2;
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
  });

  test('at the same moment goes out once', async () => {
    const { admit } = limitsWorld();
    const all = await Promise.all(Array.from({ length: 10 }, () => admit({ text: 'same' })));
    expect(all.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'duplicate')).toHaveLength(9);
  });

  test('with a correlation id is a duplicate for a quarter of an hour', async () => {
    const { admit, clock } = limitsWorld();
    const repeat = { text: 'same', correlationId: 'abc' };
    expect((await admit(repeat)).kind).toBe('admitted');
    clock.nowMs += 899_000;
    expect((await admit(repeat)).kind).toBe('duplicate');
  });

  test.each(['no', 'maybe'] as const)('goes out after a failure, sent: %s', async (sent) => {
    const { admit, limits } = limitsWorld();
    const first = await admit({ text: 'same' });
    if (first.kind !== 'admitted') throw new Error('not admitted');
    await limits.release(first, sent);
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
  });
});

describe('the same message again, with duplicates in shadow mode', () => {
  const shadow = (section: object = {}) =>
    limitsWorld({ duplicates: { mode: 'shadow' }, ...section });
  const REPEAT = [{ rule: 'duplicate', mode: 'shadow' }];

  test('goes out, and the record says that it is one', async () => {
    const { admit } = shadow();
    const first = await admit({ text: 'same' });
    const second = await admit({ text: 'same' });
    expect([first.kind, second.kind]).toEqual(['admitted', 'admitted']);
    expect(first.record.broken).toBeUndefined();
    expect(second.record.broken).toEqual(REPEAT);
  });

  test('counts like any other, once', async () => {
    const { admit } = shadow();
    const became = [];
    for (let n = 0; n < 6; n += 1) became.push(shortOf(await admit({ text: 'same' })));
    expect(became).toEqual([...Array(5).fill('admitted'), 'recipient']);
    expect(shortOf(await admit({ text: 'another' }))).toBe('recipient');
  });

  test('at the same moment goes out each time', async () => {
    const { admit } = shadow();
    const all = await Promise.all(Array.from({ length: 5 }, () => admit({ text: 'same' })));
    expect(all.map(({ kind }) => kind)).toEqual(Array(5).fill('admitted'));
    expect(all.filter(({ record }) => record.broken !== undefined)).toHaveLength(4);
  });

  test('is one for ten seconds after the first one, however often it comes', async () => {
    const { admit, clock } = shadow();
    await admit({ text: 'same' });
    clock.nowMs += 9_000;
    expect((await admit({ text: 'same' })).record.broken).toEqual(REPEAT);
    clock.nowMs += 1_001;
    expect((await admit({ text: 'same' })).record.broken).toBeUndefined();
  });

  test('that failed leaves the first one what it is', async () => {
    const { admit, limits } = shadow();
    await admit({ text: 'same' });
    const second = await admit({ text: 'same' });
    if (second.kind !== 'admitted') throw new Error('not admitted');
    await limits.release(second, 'no');
    const third = await admit({ text: 'same' });
    expect(third.record.broken).toEqual(REPEAT);
    expect(third.record.decisions).toContainEqual(
      expect.objectContaining({ limit: 'recipient', count: 2 }),
    );
  });

  test('is told beside what else shadow mode let pass', async () => {
    const { admit } = shadow({ mode: 'shadow', countries: ['DE'] });
    await admit({ text: 'same' });
    expect((await admit({ text: 'same' })).record.broken).toEqual([
      { rule: 'countries', mode: 'shadow' },
      ...REPEAT,
    ]);
  });
});

test('shadow mode of everything holds repeats back all the same', async () => {
  const { admit } = limitsWorld({ mode: 'shadow' });
  await admit({ text: 'same' });
  expect((await admit({ text: 'same' })).kind).toBe('duplicate');
});

test('what cannot have been sent does not count, what may have been does', async () => {
  const { admit, limits } = limitsWorld({ total: { perHour: 2 } });
  const first = await admit();
  if (first.kind === 'admitted') await limits.release(first, 'no');
  await admit();
  const third = await admit();
  expect(third.kind).toBe('admitted');
  if (third.kind === 'admitted') await limits.release(third, 'maybe');
  expect(shortOf(await admit())).toBe('total');
});

describe('when the store is away', () => {
  const away = (): LimitStore => ({
    take: () => Promise.reject(new Error('away')),
    giveBack: () => Promise.reject(new Error('away')),
    endClaim: () => Promise.reject(new Error('away')),
    readItems: () => Promise.reject(new Error('away')),
  });

  test('messages go out and the record says so', async () => {
    const { admit } = limitsWorld({}, away);
    expect(await admit()).toMatchObject({ kind: 'admitted', record: { storeAway: true } });
  });

  test('or nothing does, if the environment says so', async () => {
    const { admit } = limitsWorld({ onError: 'deny' }, away);
    expect((await admit()).kind).toBe('unavailable');
  });

  test.each(['counters', 'key of the hash'])(
    'every limit is in the record, and unknown: %s',
    async (what) => {
      const { admit } =
        what === 'counters'
          ? limitsWorld({}, away)
          : limitsWorld({}, undefined, () => Promise.resolve(undefined));
      const { record } = await admit({ ip: '192.0.2.1' });
      expect(record.decisions.map(({ limit, verdict }) => [limit, verdict])).toEqual(
        ['recipient', 'recipient-day', 'range', 'ip', 'countries-per-ip', 'country', 'total'].map(
          (limit) => [limit, 'unknown'],
        ),
      );
      expect(record.decisions.every(({ count }) => count === undefined)).toBe(true);
      // What it costs is known all the same.
      expect(record.costMicrosUsd).toBe(12_000);
    },
  );
});

test.each([
  [
    'a country off the list',
    { countries: ['DE'] },
    '+12025550123',
    undefined,
    'country_not_allowed',
  ],
  ['a premium number', {}, '+19005550123', undefined, 'number_type_not_allowed'],
  [
    'a number on the list',
    { alwaysBlock: { numbers: ['+12025550123'] } },
    '+12025550123',
    undefined,
    'number_blocked',
  ],
  [
    'a number on the list, written with a zero after the calling code',
    { alwaysBlock: { numbers: ['+447700900123'] } },
    '+4407700900123',
    undefined,
    'number_blocked',
  ],
  [
    'a prefix on the list',
    { alwaysBlock: { prefixes: ['+1202'] } },
    '+12025550123',
    undefined,
    'number_blocked',
  ],
  [
    'an address on the list',
    { alwaysBlock: { cidrs: ['192.0.2.0/24'] } },
    '+12025550123',
    '::ffff:192.0.2.9',
    'number_blocked',
  ],
  [
    'an allowed number off the list of countries',
    { countries: ['DE'], alwaysAllow: { prefixes: ['+1202'] } },
    '+12025550123',
    undefined,
    undefined,
  ],
  ['an ordinary number', {}, '+12025550123', undefined, undefined],
])('%s', (_, section, to, ip, reason) => {
  const { limits } = limitsWorld(section);
  expect(limits.standing({ recipient: numberOf(to), ip })).toMatchObject(
    reason === undefined ? { broken: [] } : { kind: 'blocked', reason },
  );
});
