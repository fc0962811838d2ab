import assert from 'node:assert/strict';
import type { Claim, LimitStore, Take } from '../../lambda/gateway/core/limits/store';

/** What every store of counters promises; each promise plays on a partition of its own. */
export interface StorePromise {
  readonly promise: string;
  readonly play: (store: LimitStore, partition: string) => Promise<void>;
}

/** Any moment; claims bring their own clock, so that of the store does not matter. */
export const NOW_MS = Date.UTC(2026, 10, 28, 10);

const takeOf = (partition: string, changes: Partial<Take> = {}): Take => ({
  partition,
  sort: 'day#1',
  // Far off, so that no store forgets it meanwhile.
  expiresAtSeconds: Math.floor(Date.UTC(2040, 0, 1) / 1000),
  counters: [{ name: 'h:10', add: 1, below: 2 }],
  ...changes,
});

const claimOf = (changes: Partial<Claim> = {}): Claim => ({
  name: 'c:who',
  message: 'hash of a message',
  nowMs: NOW_MS,
  untilMs: NOW_MS + 10_000,
  ...changes,
});

const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));

export const STORE_PROMISES: readonly StorePromise[] = [
  {
    promise: 'a counter takes as many as it may, tells how many it has, and takes not one more',
    play: async (store, partition) => {
      const take = takeOf(partition);
      const { taken, counts } = await store.take(take);
      assert.deepEqual({ taken, counts }, { taken: true, counts: { 'h:10': 1 } });
      await store.take(take);
      const third = await store.take(take);
      assert.deepEqual(
        { taken: third.taken, counts: third.counts, claimed: third.claimed },
        { taken: false, counts: { 'h:10': 2 }, claimed: false },
      );
    },
  },
  {
    promise: 'of forty at the same moment it takes exactly as many as it may',
    play: async (store, partition) => {
      const take = takeOf(partition, { counters: [{ name: 'h:10', add: 1, below: 7 }] });
      const all = await Promise.all(times(40, () => store.take(take)));
      assert.equal(all.filter(({ taken }) => taken).length, 7);
    },
  },
  {
    promise: 'a counter without a ceiling only counts',
    play: async (store, partition) => {
      const take = takeOf(partition, { counters: [{ name: 'spend', add: 12_000 }] });
      await store.take(take);
      assert.equal((await store.take(take)).counts['spend'], 24_000);
    },
  },
  {
    promise: 'a counter with no room at all refuses the first, too',
    play: async (store, partition) => {
      for (const below of [0, -5]) {
        const take = takeOf(partition, { counters: [{ name: 'spend', add: 1, below }] });
        assert.deepEqual(await store.take(take), {
          taken: false,
          counts: { spend: 0 },
          members: [],
          claimed: false,
        });
      }
    },
  },
  {
    promise: 'items of another partition, or with another sort key, count apart',
    play: async (store, partition) => {
      const counters = [{ name: 'h:10', add: 1, below: 1 }];
      assert.equal((await store.take(takeOf(partition, { counters }))).taken, true);
      assert.equal((await store.take(takeOf(partition, { counters, sort: 'day#2' }))).taken, true);
      assert.equal((await store.take(takeOf(`${partition}x`, { counters }))).taken, true);
      assert.equal((await store.take(takeOf(partition, { counters }))).taken, false);
    },
  },
  {
    promise: 'what one counter refuses counts nowhere: no other counter, no set, no claim',
    play: async (store, partition) => {
      await store.take(takeOf(partition, { counters: [{ name: 'full', add: 1 }] }));
      const refused = await store.take(
        takeOf(partition, {
          counters: [
            { name: 'other', add: 1, below: 9 },
            { name: 'full', add: 1, below: 1 },
          ],
          member: { set: 'countries', text: 'US', atMost: 3 },
          claim: claimOf(),
        }),
      );
      assert.equal(refused.taken, false);
      const after = await store.take(
        takeOf(partition, {
          counters: [{ name: 'other', add: 1 }],
          member: { set: 'countries', text: 'DE', atMost: 3 },
          claim: claimOf(),
        }),
      );
      assert.deepEqual(after, {
        taken: true,
        counts: { other: 1 },
        members: ['DE'],
        claimed: false,
      });
    },
  },
  {
    promise: 'a set takes new members up to its ceiling, and those it knows for ever',
    play: async (store, partition) => {
      const bring = (text: string) =>
        store.take(takeOf(partition, { counters: [], member: { set: 'in', text, atMost: 2 } }));
      assert.equal((await bring('US')).taken, true);
      assert.equal((await bring('DE')).taken, true);
      const third = await bring('FR');
      assert.equal(third.taken, false);
      assert.deepEqual([...third.members].toSorted(), ['DE', 'US']);
      assert.equal((await bring('US')).taken, true);
    },
  },
  {
    promise: 'of one message at the same moment, one has the claim and the others are told so',
    play: async (store, partition) => {
      const take = takeOf(partition, { counters: [{ name: 'n', add: 1 }], claim: claimOf() });
      const all = await Promise.all(times(8, () => store.take(take)));
      assert.equal(all.filter(({ taken }) => taken).length, 1);
      assert.equal(all.filter(({ claimed }) => claimed).length, 7);
    },
  },
  {
    promise: 'a claim holds for its message, until it ends, and not a moment longer',
    play: async (store, partition) => {
      const at = (nowMs: number, message = 'A') =>
        store.take(
          takeOf(partition, {
            counters: [],
            claim: claimOf({ message, nowMs, untilMs: nowMs + 1_000 }),
          }),
        );
      assert.equal((await at(NOW_MS)).taken, true);
      assert.equal((await at(NOW_MS + 999)).claimed, true);
      assert.equal((await at(NOW_MS + 1_000)).taken, true);
      // A code asked for anew is another message.
      assert.equal((await at(NOW_MS + 1_001, 'B')).taken, true);
    },
  },
  {
    promise: 'what is given back does not count, and its message may be sent again',
    play: async (store, partition) => {
      const take = takeOf(partition, {
        counters: [
          { name: 'h:10', add: 1, below: 1 },
          { name: 'spend', add: 500 },
        ],
        claim: claimOf(),
      });
      await store.take(take);
      await store.giveBack(take);
      const again = await store.take(take);
      assert.deepEqual(again, {
        taken: true,
        counts: { 'h:10': 1, spend: 500 },
        members: [],
        claimed: false,
      });
    },
  },
  {
    promise: 'a claim that ended early leaves the counts as they are',
    play: async (store, partition) => {
      const take = takeOf(partition, { claim: claimOf() });
      await store.take(take);
      await store.endClaim(take);
      assert.deepEqual((await store.take(take)).counts, { 'h:10': 2 });
    },
  },
  {
    promise: 'nobody gives back a claim that somebody else has by now',
    play: async (store, partition) => {
      const late = takeOf(partition, { claim: claimOf() });
      const nowMs = NOW_MS + 20_000;
      const next = takeOf(partition, { claim: claimOf({ nowMs, untilMs: nowMs + 10_000 }) });
      await store.take(late);
      assert.equal((await store.take(next)).taken, true);
      await store.endClaim(late);
      await store.giveBack(late);
      const repeat = await store.take(next);
      assert.equal(repeat.claimed, true);
      // The count came back all the same.
      assert.deepEqual(repeat.counts, { 'h:10': 1 });
    },
  },
  {
    promise: 'items are read from one sort key to another, both included',
    play: async (store, partition) => {
      for (const hour of [7, 8, 9, 10])
        await store.take(
          takeOf(partition, {
            sort: `hour#${String(hour).padStart(8, '0')}`,
            counters: [
              { name: 'total', add: hour },
              { name: 'in:US', add: 1 },
            ],
          }),
        );
      const items = await store.readItems(partition, 'hour#00000008', 'hour#00000009');
      assert.deepEqual(
        items
          .map(({ sort, counts }) => [sort, counts['total'], counts['in:US']])
          .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
        [
          ['hour#00000008', 8, 1],
          ['hour#00000009', 9, 1],
        ],
      );
    },
  },
];
