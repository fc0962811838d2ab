import { fail, type Result } from '../../lambda/shared/result';
import type { Level } from '../cli/level';
import type { AwsFault } from '../shared/aws-faults';

/** What looking at one thing came to. Sentences have no full stop at their end, and no secret in them. */
export interface Outcome {
  readonly level: Level;
  readonly detail?: string;
  /** Names the thing to do. Every yellow and red outcome has one. */
  readonly advice?: string;
}

export const green = (detail?: string): Outcome =>
  detail === undefined ? { level: 'green' } : { level: 'green', detail };

export const yellow = (detail: string, advice: string): Outcome => ({
  level: 'yellow',
  detail,
  advice,
});

export const red = (detail: string, advice: string): Outcome => ({ level: 'red', detail, advice });

/** Not looked at, for a reason that another line tells, or that is nobody's fault. */
export const skipped = (why: string): Outcome => ({
  level: 'skipped',
  detail: `not checked: ${why}`,
});

/** What an answer of AWS's means for the check that wanted it. */
export const ofAwsFault = ({ kind, what, advice }: AwsFault): Outcome =>
  kind === 'no-credentials' || kind === 'unreachable'
    ? red(what, advice)
    : yellow(`not checked: ${what}`, advice);

/** One thing to look at: one line of the report. */
export interface Check {
  /** For `--json`, and the heading in docs/doctor.md: lower case with hyphens. */
  readonly id: string;
  readonly title: string;
  readonly look: () => Promise<Outcome>;
}

/** Something several checks need. Its fault is the outcome that one of them reports. */
export type Fact<T> = () => Promise<Result<T, Outcome>>;

/** Looks once, however many ask. */
export const once = <T>(look: () => Promise<T>): (() => Promise<T>) => {
  let looking: Promise<T> | undefined;
  return () => (looking ??= look());
};

/** The fact for those that cannot go on without it: its fault is then told by the check `title`. */
export const first =
  <T>(title: string, fact: Fact<T>): Fact<T> =>
  async () => {
    const known = await fact();
    return known.ok ? known : fail(skipped(`first see to "${title}"`));
  };

/** A check that goes on from a fact, or reports why it cannot. */
export const given = async <T>(
  fact: Fact<T>,
  look: (value: T) => Promise<Outcome> | Outcome,
): Promise<Outcome> => {
  const known = await fact();
  return known.ok ? look(known.value) : known.error;
};
