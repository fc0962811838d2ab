import {
  countryCounter,
  createPastHours,
  HOURS_KEPT,
  hourSort,
} from '../../../../../lambda/gateway/core/limits/hours';
import type { StoredItem } from '../../../../../lambda/gateway/core/limits/store';

const NOW_HOUR = 500_000;
const GB = countryCounter('GB');

const worldWith = (counts: Readonly<Record<number, number>>) => {
  const stored = new Map<number, number>(
    Object.entries(counts).map(([hour, count]) => [Number(hour), count]),
  );
  const asked: [from: string, to: string][] = [];
  const clock = { nowMs: 0 };
  const past = createPastHours({
    now: () => clock.nowMs,
    onUnavailable: () => {
      throw new Error('the store is not away');
    },
    store: {
      readItems: (_, from, to) => {
        asked.push([from, to]);
        const items = [...stored].map(([hour, count]): StoredItem => ({
          sort: hourSort(hour),
          counts: { [GB]: count, spend: count * 10 },
        }));
        return Promise.resolve(items.filter(({ sort }) => sort >= from && sort <= to));
      },
    },
  });
  const catchUpAt = async (hour: number, minute = 0) => {
    clock.nowMs = (hour * 60 + minute) * 60_000;
    past.catchUp(hour);
    await new Promise(setImmediate);
  };
  return { past, stored, asked, catchUpAt };
};

test('hours are as the store has them, newest first, and 0 where nothing was counted', async () => {
  const { past, catchUpAt } = worldWith({ [NOW_HOUR - 1]: 7, [NOW_HOUR - 4]: 3 });
  await catchUpAt(NOW_HOUR);
  expect(past.of('GB', NOW_HOUR)).toEqual([7, 0, 0, 3]);
  expect(past.of('FR', NOW_HOUR)).toEqual([0, 0, 0, 0]);
  expect(past.spentBefore(NOW_HOUR, 4)).toBe(100);
});

test('the first look has the whole week, the next ones only what may still change', async () => {
  const { asked, catchUpAt } = worldWith({ [NOW_HOUR - 1]: 7 });
  await catchUpAt(NOW_HOUR);
  await catchUpAt(NOW_HOUR, 6);
  await catchUpAt(NOW_HOUR + 1);
  expect(asked).toEqual([
    [hourSort(NOW_HOUR - HOURS_KEPT), hourSort(NOW_HOUR - 1)],
    [hourSort(NOW_HOUR - 1), hourSort(NOW_HOUR - 1)],
    [hourSort(NOW_HOUR - 1), hourSort(NOW_HOUR)],
  ]);
});

test('what the last hour takes back after its end is seen', async () => {
  const { past, stored, catchUpAt } = worldWith({ [NOW_HOUR - 1]: 7 });
  await catchUpAt(NOW_HOUR);
  stored.set(NOW_HOUR - 1, 5);
  await catchUpAt(NOW_HOUR, 6);
  expect(past.of('GB', NOW_HOUR)).toEqual([5]);
});

test('an instance that slept for a day has the hours in between', async () => {
  const { past, stored, catchUpAt } = worldWith({ [NOW_HOUR - 1]: 7 });
  await catchUpAt(NOW_HOUR);
  for (let hour = NOW_HOUR; hour < NOW_HOUR + 24; hour++) stored.set(hour, 1);
  await catchUpAt(NOW_HOUR + 24);
  expect(past.of('GB', NOW_HOUR + 24)).toEqual([...Array<number>(24).fill(1), 7]);
});

test('after a week an hour is forgotten', async () => {
  const { past, stored, catchUpAt } = worldWith({ [NOW_HOUR - 1]: 7 });
  await catchUpAt(NOW_HOUR);
  stored.set(NOW_HOUR + HOURS_KEPT, 2);
  await catchUpAt(NOW_HOUR + HOURS_KEPT + 1);
  expect(past.of('GB', NOW_HOUR + HOURS_KEPT + 1)).toEqual([2]);
});

test('within five minutes of one hour nobody looks again', async () => {
  const { asked, catchUpAt } = worldWith({});
  await catchUpAt(NOW_HOUR);
  await catchUpAt(NOW_HOUR, 4);
  expect(asked).toHaveLength(1);
});

test.each<[string, hourOfDay: number, micros: number]>([
  ['in the first hour of a day nothing was spent before', 0, 0],
  ['in the second, what the first one spent', 1, 10],
  ['in the last one, what all others of the day did', 23, 230],
])('%s', async (_, hourOfDay, micros) => {
  const stored = Object.fromEntries(Array.from({ length: 30 }, (__, n) => [NOW_HOUR - 1 - n, 1]));
  const { past, catchUpAt } = worldWith(stored);
  await catchUpAt(NOW_HOUR);
  expect(past.spentBefore(NOW_HOUR, hourOfDay)).toBe(micros);
});

test('an item that DynamoDB has not removed yet after its week is in no history', async () => {
  const { past, catchUpAt } = worldWith({ [NOW_HOUR - HOURS_KEPT - 1]: 9, [NOW_HOUR - 2]: 3 });
  await catchUpAt(NOW_HOUR);
  expect(past.of('GB', NOW_HOUR)).toEqual([0, 3]);
});

test('before anything is read, nothing is known', () => {
  const { past } = worldWith({ [NOW_HOUR - 1]: 7 });
  expect(past.of('GB', NOW_HOUR)).toEqual([]);
  expect(past.spentBefore(NOW_HOUR, 5)).toBe(0);
});

test('an instance whose clock is behind reads the hour that it is in', async () => {
  const { past, catchUpAt } = worldWith({ [NOW_HOUR]: 4, [NOW_HOUR - 1]: 7 });
  await catchUpAt(NOW_HOUR + 1);
  expect(past.of('GB', NOW_HOUR + 1)).toEqual([4, 7]);
  await catchUpAt(NOW_HOUR);
  expect(past.of('GB', NOW_HOUR)).toEqual([7]);
});

test('when the store is away, what was read stays, and it is told', async () => {
  let isAway = false;
  let told = 0;
  let nowMs = NOW_HOUR * 3_600_000;
  const past = createPastHours({
    now: () => nowMs,
    onUnavailable: () => (told += 1),
    store: {
      readItems: () =>
        isAway
          ? Promise.reject(new Error('away'))
          : Promise.resolve([{ sort: hourSort(NOW_HOUR - 1), counts: { [GB]: 7 } }]),
    },
  });
  past.catchUp(NOW_HOUR);
  await new Promise(setImmediate);
  isAway = true;
  nowMs += 6 * 60_000;
  past.catchUp(NOW_HOUR);
  await new Promise(setImmediate);
  expect(told).toBe(1);
  expect(past.of('GB', NOW_HOUR)).toEqual([7]);
});
