import type { Run } from './run-scenario';
import { ATTEMPT_MS, PROVIDER_MS } from './scale';
import type { Expectation, Scenario } from './scenario';

/** For timers that are late without anybody's fault. */
const SPARE_MS = 40;
/** So often may a promise about time be measured, and so often a scenario be played at all. */
const MOST_MEASURED = 3;
const MOST_PLAYED = 6;
/** What is left of the instances, at least, for a machine that cannot keep up with all of them. */
const SMALLEST_SHARE = 1 / 8;

export interface Measured {
  /** In which every promise holds, unless one is broken for good. */
  readonly run: Run;
  /** All that count. A promise that is not about time has to hold in each of them. */
  readonly runs: readonly Run[];
  /** Why it was played again, a sentence for each time. */
  readonly again: readonly string[];
}

/**
 * Plays a scenario again when the machine was busy with something else: such a run says nothing, and
 * that is decided without a look at any promise, except where no other was to be had. Plays it again,
 * too, when a promise about time alone was not kept: with a machine's moods in it, one run cannot tell,
 * but an engine that is too slow is so in all of them. What is not about time is never measured again.
 *
 * What holds a run up is mostly messages that wait for each other's turn, so each further try has half as
 * many instances at a time. `play` is told which share of them that is.
 */
export const measure = async (
  { answersWithinMs = PROVIDER_MS }: Pick<Scenario, 'answersWithinMs'>,
  promises: readonly Expectation[],
  play: (share: number) => Promise<Run>,
): Promise<Measured> => {
  // Longer than that, and attempts time out that were answered.
  const mostHeldUpMs = ATTEMPT_MS - answersWithinMs - SPARE_MS;
  const runs: Run[] = [];
  const again: string[] = [];
  let share = 1;
  for (let played = 1; ; played += 1) {
    const run = await play(share);
    const isLast = played === MOST_PLAYED;
    const heldUp = heldUpMs(run);
    if (heldUp >= mostHeldUpMs && !(isLast && runs.length === 0)) {
      if (isLast) return { run: runs.at(-1) ?? run, runs, again };
      again.push(`the machine held it up for ${heldUp} ms`);
      share = Math.max(SMALLEST_SHARE, share / 2);
      continue;
    }
    runs.push(run);
    const broken = promises.filter((promise) => faultOf(promise, run) !== undefined);
    const isUndecided = broken.length > 0 && broken.every(({ timing }) => timing);
    if (!isUndecided || runs.length === MOST_MEASURED || isLast) return { run, runs, again };
    again.push(...broken.map((promise) => `"${promise.promise}": ${faultOf(promise, run)}`));
  }
};

/** Throws unless it holds: what is about time in the last run, anything else in all. */
export const judge = ({ timing, check }: Expectation, { run, runs }: Measured): void => {
  for (const each of timing ? [run] : runs) check(each);
};

/** For how long the machine kept a process, or a message that met no fault, from going on. */
export const heldUpMs = ({ longestStallMs, beside }: Run): number =>
  Math.round(Math.max(longestStallMs, ...beside.map(({ ms }) => ms - PROVIDER_MS)));

const faultOf = ({ check }: Expectation, run: Run): string | undefined => {
  try {
    check(run);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
