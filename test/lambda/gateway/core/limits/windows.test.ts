import { windowsAt } from '../../../../../lambda/gateway/core/limits/windows';

const at = (iso: string) => windowsAt(Date.parse(iso));

test.each<[string, string, string, Partial<ReturnType<typeof at>>]>([
  [
    'ten minutes end on the minute',
    '2026-11-28T09:59:59.999Z',
    '2026-11-28T10:00:00.000Z',
    { slotOfDay: 60 },
  ],
  ['an hour', '2026-11-28T09:59:59.999Z', '2026-11-28T10:00:00.000Z', { hourOfDay: 10 }],
  [
    'a day at midnight UTC',
    '2026-11-28T23:59:59.999Z',
    '2026-11-29T00:00:00.000Z',
    { hourOfDay: 0, slotOfDay: 0 },
  ],
  [
    'a leap day',
    '2028-02-28T23:59:59.999Z',
    '2028-02-29T00:00:00.000Z',
    { hourOfDay: 0, slotOfDay: 0 },
  ],
])('%s', (_, before, after, expected) => {
  expect(at(before)).not.toMatchObject(expected);
  expect(at(after)).toMatchObject(expected);
});

test.each<[string, { slot: number; hour: number; day: number }]>([
  ['2026-11-28T10:00:00.000Z', { slot: 600, hour: 3600, day: 50_400 }],
  ['2026-11-28T10:09:59.000Z', { slot: 1, hour: 3001, day: 49_801 }],
  // Nobody is told to come back within the same second.
  ['2026-11-28T23:59:59.999Z', { slot: 1, hour: 1, day: 1 }],
])('at %s the windows last for %j seconds more', (iso, expected) => {
  expect(at(iso).secondsLeft).toEqual(expected);
});

test('instances whose clocks differ by a minute agree on nearly all windows', () => {
  const differ = Array.from({ length: 600 }, (_, second) => {
    const nowMs = Date.UTC(2026, 10, 28, 10) + second * 1000;
    return windowsAt(nowMs).slotOfDay !== windowsAt(nowMs + 60_000).slotOfDay;
  });
  expect(differ.filter(Boolean)).toHaveLength(60);
});

test('an item outlives its window by more than clocks differ', () => {
  const { dayExpiresAtSeconds, hourExpiresAtSeconds } = at('2026-11-28T10:30:00Z');
  expect(dayExpiresAtSeconds - Date.parse('2026-11-29T00:00:00Z') / 1000).toBe(600);
  expect(hourExpiresAtSeconds - Date.parse('2026-11-28T11:00:00Z') / 1000).toBe(600);
});
