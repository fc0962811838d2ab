import type { LimitStore, Take } from '../core/limits/store';

interface Item {
  expiresAtSeconds: number;
  readonly counts: Map<string, number>;
  readonly sets: Map<string, Set<string>>;
  readonly claims: Map<string, { readonly message: string; readonly untilMs: number }>;
}

/** Items that ended are looked for after so many new ones. */
const SWEEP_EVERY = 10_000;

/**
 * Counters of this process alone, by the same rules as those in DynamoDB: for the laptop, for tests,
 * and for traffic in virtual time.
 *
 * @param now milliseconds since the epoch
 */
export const createInMemoryLimits = (now: () => number): LimitStore => {
  const partitions = new Map<string, Map<string, Item>>();
  let made = 0;

  const sweep = () => {
    const nowSeconds = now() / 1000;
    for (const [partition, items] of partitions) {
      for (const [sort, item] of items) if (item.expiresAtSeconds < nowSeconds) items.delete(sort);
      if (items.size === 0) partitions.delete(partition);
    }
  };

  const itemOf = ({ partition, sort, expiresAtSeconds }: Take): Item => {
    const items = partitions.get(partition) ?? new Map<string, Item>();
    partitions.set(partition, items);
    const known = items.get(sort);
    if (known) return known;
    made += 1;
    if (made % SWEEP_EVERY === 0) sweep();
    const item: Item = {
      expiresAtSeconds,
      counts: new Map(),
      sets: new Map(),
      claims: new Map(),
    };
    items.set(sort, item);
    return item;
  };

  const answer = (item: Item, { counters, member }: Take, taken: boolean, claimed: boolean) => ({
    taken,
    claimed,
    counts: Object.fromEntries(counters.map(({ name }) => [name, item.counts.get(name) ?? 0])),
    members: member === undefined ? [] : [...(item.sets.get(member.set) ?? [])],
  });

  const endClaim = (item: Item, { claim }: Take): void => {
    const held = claim && item.claims.get(claim.name);
    if (held && held.message === claim.message && held.untilMs === claim.untilMs)
      item.claims.delete(claim.name);
  };

  return {
    take: (take) => {
      const { counters, member, claim } = take;
      const item = itemOf(take);
      const held = claim && item.claims.get(claim.name);
      const claimed =
        held !== undefined && held.message === claim?.message && held.untilMs > claim.nowMs;
      const set = member && item.sets.get(member.set);
      const full =
        member?.atMost !== undefined &&
        set !== undefined &&
        !set.has(member.text) &&
        set.size >= member.atMost;
      const reached = counters.some(
        ({ name, below }) => below !== undefined && (item.counts.get(name) ?? 0) >= below,
      );
      if (claimed || full || reached) return Promise.resolve(answer(item, take, false, claimed));
      for (const { name, add } of counters)
        item.counts.set(name, (item.counts.get(name) ?? 0) + add);
      if (member) item.sets.set(member.set, (set ?? new Set()).add(member.text));
      if (claim) item.claims.set(claim.name, { message: claim.message, untilMs: claim.untilMs });
      return Promise.resolve(answer(item, take, true, false));
    },

    giveBack: (take) => {
      const item = itemOf(take);
      for (const { name, add } of take.counters)
        item.counts.set(name, (item.counts.get(name) ?? 0) - add);
      endClaim(item, take);
      return Promise.resolve();
    },

    endClaim: (take) => {
      endClaim(itemOf(take), take);
      return Promise.resolve();
    },

    readItems: (partition, fromSort, toSort) =>
      Promise.resolve(
        [...(partitions.get(partition) ?? [])]
          .filter(([sort]) => sort >= fromSort && sort <= toSort)
          .map(([sort, { counts }]) => ({ sort, counts: Object.fromEntries(counts) })),
      ),
  };
};
