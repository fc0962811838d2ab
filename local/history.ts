/** The place of an entry in its history: counts up from 1 and never starts again. */
export interface Numbered {
  readonly sequence: number;
}

export interface WaitOptions {
  /** Only an entry with a higher sequence counts. @default 0 */
  readonly after?: number;
  /** @default 0 — look once */
  readonly timeoutMs?: number;
}

export interface Watcher<Entry> {
  readonly added: (entry: Entry) => void;
  readonly cleared: () => void;
}

/** What happened, newest kept: numbered, waited for and watched. */
export interface History<Fact extends object> {
  readonly add: (fact: Fact) => void;
  /** Oldest first. */
  readonly all: () => readonly (Fact & Numbered)[];
  /** The newest entry that matches, if need be waiting for it. */
  readonly latest: (
    matches: (fact: Fact) => boolean,
    options?: WaitOptions,
  ) => Promise<(Fact & Numbered) | undefined>;
  /** Returns what ends the watch. */
  readonly watch: (watcher: Watcher<Fact & Numbered>) => () => void;
  readonly clear: () => void;
}

/** Older entries are forgotten, so that memory stays flat however long the tests run. */
export const MAX_ENTRIES = 1000;

export const createHistory = <Fact extends object>(): History<Fact> => {
  type Entry = Fact & Numbered;
  let entries: readonly Entry[] = [];
  let sequence = 0;
  const watchers = new Set<Watcher<Entry>>();

  const newest = (matches: (fact: Fact) => boolean, after: number) =>
    entries.findLast((entry) => entry.sequence > after && matches(entry));

  const watch = (watcher: Watcher<Entry>) => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  };

  return {
    add: (fact) => {
      sequence += 1;
      const entry: Entry = { ...fact, sequence };
      entries = [...entries.slice(1 - MAX_ENTRIES), entry];
      for (const { added } of watchers) added(entry);
    },
    all: () => entries,
    latest: (matches, { after = 0, timeoutMs = 0 } = {}) => {
      const found = newest(matches, after);
      if (found || timeoutMs <= 0) return Promise.resolve(found);
      return new Promise((resolve) => {
        const finish = (entry?: Entry) => {
          clearTimeout(timer);
          stop();
          resolve(entry);
        };
        const stop = watch({
          added: (entry) => {
            if (entry.sequence > after && matches(entry)) finish(entry);
          },
          cleared: () => undefined,
        });
        const timer = setTimeout(finish, timeoutMs);
      });
    },
    watch,
    clear: () => {
      entries = [];
      for (const { cleared } of watchers) cleared();
    },
  };
};
