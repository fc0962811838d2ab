import type { Replayed } from './replay';

/** What a replay comes to. "Before" is what the log tells, "now" what the limits that are tried would do. */
export interface Summary {
  /** ISO timestamps of the first and the last message; absent without any. */
  readonly from?: string;
  readonly to?: string;
  readonly messages: number;
  readonly letThrough: BeforeAndNow;
  readonly stopped: BeforeAndNow;
  readonly duplicates: number;
  /** Went no further for a reason that no limit changes. */
  readonly elsewhere: number;
  /** Stopped before they were counted, so that nobody can say how they would be counted now. */
  readonly unknown: number;
  /** Different recipients. */
  readonly people: number;
  /** Recipients of whom a message is stopped now, and of whom every one is. */
  readonly peopleAffected: number;
  readonly peopleWithNothing: number;
  readonly byLimit: readonly Row[];
  readonly byCountry: readonly Row[];
}

export interface BeforeAndNow {
  readonly before: number;
  readonly now: number;
}

export interface Row {
  /** A limit, or a country. */
  readonly name: string;
  /** In the country; for a limit, those that it stops now or stopped before, or would outside shadow mode. */
  readonly messages: number;
  readonly stoppedBefore: number;
  readonly stoppedNow: number;
  /** By a limit in shadow mode, on top of what is stopped. */
  readonly inShadow: number;
  /** Recipients of whom one of these is stopped now, or would be. */
  readonly people: number;
  /** Those stopped most, with how many; empty for a country. */
  readonly countries: readonly (readonly [country: string, count: number])[];
}

export const summaryOf = (replayed: readonly Replayed[]): Summary => {
  const judged = replayed.filter(
    ({ verdict }) => verdict === 'let-through' || verdict === 'stopped',
  );
  const stopped = judged.filter(({ verdict }) => verdict === 'stopped');
  const through = judged.filter(({ verdict }) => verdict === 'let-through');
  const peopleThrough = recipientsOf(through);
  const affected = recipientsOf(stopped);
  const count = (verdict: Replayed['verdict']) =>
    replayed.filter((one) => one.verdict === verdict).length;
  const times = replayed.map(({ message }) => message.atMs);
  const [first, last] = [times[0], times.at(-1)];
  return {
    ...(first !== undefined && { from: new Date(first).toISOString() }),
    ...(last !== undefined && { to: new Date(last).toISOString() }),
    messages: replayed.length,
    letThrough: { before: replayed.filter(wentOn).length, now: through.length },
    stopped: {
      before: replayed.filter((one) => stoppedBeforeBy(one) !== undefined).length,
      now: stopped.length,
    },
    duplicates: count('duplicate'),
    elsewhere: count('elsewhere'),
    unknown: count('unknown'),
    people: recipientsOf(replayed).size,
    peopleAffected: affected.size,
    peopleWithNothing: [...affected].filter((recipient) => !peopleThrough.has(recipient)).length,
    byLimit: rowsBy(replayed, limitsOf),
    byCountry: rowsBy(replayed, ({ message }) => [message.country]).map((row) => ({
      ...row,
      countries: [],
    })),
  };
};

const wentOn = ({ message }: Replayed): boolean => message.fate.kind === 'handed-on';

const stoppedBeforeBy = ({ message: { fate } }: Replayed): string | undefined =>
  fate.kind === 'stopped' ? fate.by : undefined;

/** Every limit that has something to do with it. */
const limitsOf = (one: Replayed): readonly string[] => [
  ...new Set([stoppedBeforeBy(one), one.by, ...one.shadow].filter((name) => name !== undefined)),
];

const rowsBy = (
  replayed: readonly Replayed[],
  namesOf: (one: Replayed) => readonly string[],
): readonly Row[] => {
  const groups = new Map<string, Replayed[]>();
  for (const one of replayed)
    for (const name of namesOf(one)) {
      const group = groups.get(name) ?? [];
      group.push(one);
      groups.set(name, group);
    }
  return [...groups]
    .map(([name, group]) => rowOf(name, group))
    .sort(
      (a, b) =>
        b.stoppedNow + b.inShadow - (a.stoppedNow + a.inShadow) ||
        b.stoppedBefore - a.stoppedBefore ||
        a.name.localeCompare(b.name, 'en'),
    );
};

const rowOf = (name: string, group: readonly Replayed[]): Row => {
  // For a country, whatever limit it was; for a limit, that one.
  const isBy = (limit: string | undefined, one: Replayed) =>
    limit !== undefined && (limit === name || one.message.country === name);
  const now = group.filter((one) => isBy(one.by, one));
  const shadow = group.filter(
    (one) => one.by === undefined && one.shadow.some((limit) => isBy(limit, one)),
  );
  const countries = new Map<string, number>();
  for (const { message } of [...now, ...shadow])
    countries.set(message.country, (countries.get(message.country) ?? 0) + 1);
  return {
    name,
    messages: group.length,
    stoppedBefore: group.filter((one) => isBy(stoppedBeforeBy(one), one)).length,
    stoppedNow: now.length,
    inShadow: shadow.length,
    people: recipientsOf([...now, ...shadow]).size,
    countries: [...countries].sort(([, a], [, b]) => b - a),
  };
};

const recipientsOf = (replayed: readonly Replayed[]): ReadonlySet<string> =>
  new Set(
    replayed.map(({ message }) => message.keys?.recipient).filter((key) => key !== undefined),
  );
