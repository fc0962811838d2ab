import type { PlannedTake } from './plan';
import type { LimitStore, Taken } from './store';
import { daySort, type Windows } from './windows';

/**
 * People who were sent a code before. Where a flood has filled what a country may take, they have room that
 * bots with numbers of their own cannot fill.
 */

/** For so many days after it was sent a code, a number is known. */
const DAYS_KNOWN = 7;

/** So much longer the item of a number is kept. */
export const SECONDS_KNOWN = DAYS_KNOWN * 86_400;

/** So many times what it may take at most, a country may take from people who are known: bots come back, too. */
export const KNOWN_FACTOR = 1.5;

/**
 * Whether this number was sent a code earlier today, or on one of the days before: one more look at the
 * store, which is why nobody is asked about who has room anyway. Unknown where messages to a number are
 * not counted, and while the store is away.
 */
export const isKnown = async (
  asked: readonly (PlannedTake & { readonly result: Taken })[],
  { day }: Pick<Windows, 'day'>,
  store: Pick<LimitStore, 'readItems'>,
  onUnavailable: () => void,
): Promise<boolean> => {
  for (const { take, rules, result } of asked) {
    const counter = rules.find(({ limit }) => limit === 'recipient-day')?.of;
    if (counter === undefined) continue;
    // Today's count has this very message.
    if ((result.counts[counter] ?? 0) > 1) return true;
    const earlier = await store
      .readItems(take.partition, daySort(day - DAYS_KNOWN), daySort(day - 1))
      .catch(() => {
        onUnavailable();
        return [];
      });
    return earlier.some(({ counts }) => (counts[counter] ?? 0) > 0);
  }
  return false;
};
