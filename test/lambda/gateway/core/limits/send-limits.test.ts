import { createHash } from 'node:crypto';
import { createInMemoryLimits } from '../../../../../lambda/gateway/adapters/in-memory-limits';
import {
  createSendLimits,
  type Admission,
  type LimitRequest,
} from '../../../../../lambda/gateway/core/limits/send-limits';
import type { LimitStore } from '../../../../../lambda/gateway/core/limits/store';
import { readPhoneNumber } from '../../../../../lambda/shared/phone-number';
import { sendLimitsConfig } from '../../../../../lib/send-limits-config';
import type { SendLimitsConfig } from '../../../../../lambda/contract';
import { sendLimitsOf } from '../../../../support/environment';

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Ten o'clock on a day, in UTC. */
const TEN_MS = Date.UTC(2026, 10, 28, 10);

const ROUTES = [{ countries: '*' as const, providers: ['sns'] }];

const worldWith = (section: object = {}, store?: (now: () => number) => LimitStore) => {
  const clock = { nowMs: TEN_MS };
  const now = () => clock.nowMs;
  const config: SendLimitsConfig = sendLimitsConfig(sendLimitsOf(section), ROUTES);
  let unavailable = 0;
  const limits = createSendLimits({
    config,
    store: (store ?? createInMemoryLimits)(now),
    hash: () => Promise.resolve(hash),
    now,
    onUnavailable: () => (unavailable += 1),
  });
  let texts = 0;
  const admit = (changes: { to?: string } & Partial<LimitRequest> = {}) => {
    const { to = '+12025550123', ...rest } = changes;
    const recipient = readPhoneNumber(to);
    if (recipient === undefined) throw new Error(`no number: ${to}`);
    texts += 1;
    return limits.admit({ recipient, method: 'text', text: `t${texts}`, segments: 1, ...rest });
  };
  return { clock, limits, admit, config, unavailable: () => unavailable };
};

const shortOf = (admission: Admission): string =>
  admission.kind === 'limited' ? admission.limit : admission.kind;

const numbers = (count: number, from = 100): readonly string[] =>
  Array.from({ length: count }, (_, n) => `+1202555${String(from + n).padStart(4, '0')}`);

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
  const { admit } = worldWith(section);
  const admitted: string[] = [];
  for (let n = 0; n < ceiling; n += 1) admitted.push(shortOf(await admit(sends(n))));
  expect(admitted).toEqual(Array.from({ length: ceiling }, () => 'admitted'));
  expect(shortOf(await admit(sends(ceiling)))).toBe(limit);
});

test('of many at once to one number, exactly as many go out as may', async () => {
  const { admit } = worldWith();
  const all = await Promise.all(Array.from({ length: 500 }, () => admit()));
  expect(all.filter(({ kind }) => kind === 'admitted')).toHaveLength(5);
});

test('a fourth country from one address is refused, the first three stay allowed', async () => {
  const { admit } = worldWith();
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
  const { admit } = worldWith({ total: { perHour: 6 } });
  for (let n = 0; n < 20; n += 1) await admit();
  expect(shortOf(await admit({ to: '+447700900123' }))).toBe('admitted');
  expect(shortOf(await admit({ to: '+447700900124' }))).toBe('total');
});

test('in shadow mode everything goes out, and the record says what would not have', async () => {
  const { admit } = worldWith({ mode: 'shadow' });
  const last = (await Promise.all(Array.from({ length: 8 }, () => admit()))).at(-1);
  expect(last?.kind).toBe('admitted');
  expect(last?.record.decisions).toContainEqual(
    expect.objectContaining({ limit: 'recipient', count: 8, ceiling: 5, verdict: 'exceeded' }),
  );
});

test('a window that ends lets the next message out, and says when', async () => {
  const { admit, clock } = worldWith();
  clock.nowMs = TEN_MS + 4 * 60_000;
  for (let n = 0; n < 5; n += 1) await admit();
  expect(await admit()).toMatchObject({ limit: 'recipient', retryAfterSeconds: 360 });
  clock.nowMs += 360_000;
  expect(shortOf(await admit())).toBe('admitted');
});

describe('the same message again', () => {
  test('within ten seconds is a duplicate, later it goes out', async () => {
    const { admit, clock } = worldWith();
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
    clock.nowMs += 9_999;
    expect((await admit({ text: 'same' })).kind).toBe('duplicate');
    clock.nowMs += 2;
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
  });

  test('at the same moment goes out once', async () => {
    const { admit } = worldWith();
    const all = await Promise.all(Array.from({ length: 10 }, () => admit({ text: 'same' })));
    expect(all.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'duplicate')).toHaveLength(9);
  });

  test('with a correlation id is a duplicate for a quarter of an hour', async () => {
    const { admit, clock } = worldWith();
    const repeat = { text: 'same', correlationId: 'abc' };
    expect((await admit(repeat)).kind).toBe('admitted');
    clock.nowMs += 899_000;
    expect((await admit(repeat)).kind).toBe('duplicate');
  });

  test.each(['no', 'maybe'] as const)('goes out after a failure, sent: %s', async (sent) => {
    const { admit, limits } = worldWith();
    const first = await admit({ text: 'same' });
    if (first.kind !== 'admitted') throw new Error('not admitted');
    await limits.release(first, sent);
    expect((await admit({ text: 'same' })).kind).toBe('admitted');
  });
});

test('what cannot have been sent does not count, what may have been does', async () => {
  const { admit, limits } = worldWith({ total: { perHour: 2 } });
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
    const { admit } = worldWith({}, away);
    expect(await admit()).toMatchObject({ kind: 'admitted', record: { storeAway: true } });
  });

  test('or nothing does, if the environment says so', async () => {
    const { admit } = worldWith({ onError: 'deny' }, away);
    expect((await admit()).kind).toBe('unavailable');
  });
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
  const { limits } = worldWith(section);
  const recipient = readPhoneNumber(to);
  if (recipient === undefined) throw new Error(to);
  expect(limits.standing({ recipient, ip })).toMatchObject(
    reason === undefined ? { broken: [] } : { kind: 'blocked', reason },
  );
});

test('a number that is always allowed is counted and never refused', async () => {
  const { admit } = worldWith({
    alwaysAllow: { numbers: ['+12025550123'] },
    total: { perHour: 3 },
  });
  for (let n = 0; n < 9; n += 1) expect((await admit()).kind).toBe('admitted');
  expect(shortOf(await admit({ to: '+447700900123' }))).toBe('total');
});
