import { createInMemoryLimits } from '../../../../lambda/gateway/adapters/in-memory-limits';
import { NOW_MS, STORE_PROMISES } from '../../../support/limit-store-contract';

test.each(STORE_PROMISES.map(({ promise, play }) => [promise, play] as const))(
  '%s',
  async (promise, play) => {
    await play(
      createInMemoryLimits(() => NOW_MS),
      promise,
    );
  },
);

test('items that nobody asks for any more are forgotten', async () => {
  let nowMs = NOW_MS;
  const store = createInMemoryLimits(() => nowMs);
  const countIn = (partition: string) =>
    store.take({
      partition,
      sort: 'day#1',
      expiresAtSeconds: nowMs / 1000 + 60,
      counters: [{ name: 'n', add: 1 }],
    });
  await countIn('of long ago');
  nowMs += 61_000;
  for (let n = 0; n < 10_000; n += 1) await countIn(`partition ${n}`);
  expect(await store.readItems('of long ago', 'day#0', 'day#9')).toEqual([]);
  expect(await store.readItems('partition 1', 'day#0', 'day#9')).toHaveLength(1);
});
