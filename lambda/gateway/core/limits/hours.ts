import type { LimitStore, StoredItem } from './store';

/** All hours of the environment lie together, so that one read has a week of them. */
export const HOURS_PARTITION = 'limits';
/** Names of counters in the item of an hour. */
export const TOTAL = 'total';
export const SPEND = 'spend';
export const countryCounter = (country: string): string => `in:${country}`;

/** Sorts as the hours do. @param hour hours since the epoch */
export const hourSort = (hour: number): string => `hour#${String(hour).padStart(8, '0')}`;

/** A week, so that each weekday is in it. */
export const HOURS_KEPT = 168;
const READ_EVERY_MS = 5 * 60_000;

/** What past hours have counted, as far as this instance has read. */
export interface PastHours {
  /** Looks whether there is news, without making anybody wait. */
  readonly catchUp: (hour: number) => void;
  /** Messages to a country in each full hour before this one, newest first. */
  readonly of: (country: string, hour: number) => readonly number[];
  /** Millionths of a US dollar spent in the hours of this day before this one. */
  readonly spentBefore: (hour: number, hourOfDay: number) => number;
}

export interface PastHoursOptions {
  readonly store: Pick<LimitStore, 'readItems'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onUnavailable: () => void;
}

export const createPastHours = ({ store, now, onUnavailable }: PastHoursOptions): PastHours => {
  const hours = new Map<number, StoredItem['counts']>();
  /** Nothing changes any more up to this hour; what the next one counted may still be taken back. */
  let settled = -Infinity;
  let oldest = Infinity;
  let readAtMs = -Infinity;
  let readForHour = -1;
  const ceilingInputs = new Map<string, readonly number[]>();

  const read = async (hour: number) => {
    const items = await store.readItems(
      HOURS_PARTITION,
      hourSort(Math.max(hour - HOURS_KEPT, settled + 1)),
      hourSort(hour - 1),
    );
    for (const { sort, counts } of items) hours.set(Number(sort.slice('hour#'.length)), counts);
    for (const past of hours.keys()) if (past < hour - HOURS_KEPT) hours.delete(past);
    settled = hour - 2;
    oldest = Math.min(Infinity, ...hours.keys());
    ceilingInputs.clear();
  };

  return {
    catchUp: (hour) => {
      if (hour === readForHour && now() - readAtMs < READ_EVERY_MS) return;
      readAtMs = now();
      readForHour = hour;
      void read(hour).catch(onUnavailable);
    },
    of: (country, hour) => {
      const key = `${country}#${hour}`;
      const known = ceilingInputs.get(key);
      if (known) return known;
      const length = oldest === Infinity ? 0 : Math.max(0, hour - oldest);
      const name = countryCounter(country);
      const made = Array.from({ length }, (_, age) => hours.get(hour - 1 - age)?.[name] ?? 0);
      ceilingInputs.set(key, made);
      return made;
    },
    spentBefore: (hour, hourOfDay) => {
      let spent = 0;
      for (let past = hour - hourOfDay; past < hour; past += 1)
        spent += hours.get(past)?.[SPEND] ?? 0;
      return spent;
    },
  };
};
