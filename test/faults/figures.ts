import type { Sent } from './instances';
import { keyOf } from './messages';
import type { Run } from './run-scenario';
import { LEARNT_AFTER } from './scenario';

/** What a run comes to: a row of the table. */
export interface Figures {
  readonly messages: number;
  /** Not answered 200, or not with a provider by their number and text. */
  readonly lost: number;
  /** Messages that went out more often than once, and how often too much. */
  readonly duplicates: number;
  /** Messages that a provider took without saying so. Each of them can be sent again. */
  readonly unclear: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Messages from each instance's 21st in trouble on. */
  readonly learnt: number;
  /** Their median. */
  readonly p50Learnt: number;
  /** The median of as many messages beside, which never met the fault: of each, the one sent next to it. */
  readonly p50Beside: number;
  /** The share of the messages from the 21st on that failed over. */
  readonly failedOverLearnt: number;
  /** What failed attempts cost those messages that had any. */
  readonly failedOver: number;
  readonly failoverP50: number;
  readonly failoverMost: number;
  readonly attemptsPerMessage: number;
  /** Breakers that opened, once for each instance that saw it by itself. */
  readonly openings: number;
}

export const figuresOf = ({ sent, beside, breakers, report }: Run): Figures => {
  const times = new Map<string, number>();
  for (const message of report.taken) {
    const key = keyOf(message);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const latencies = sorted(sent.map(({ ms }) => ms));
  const learnt = sent.filter(({ nth }) => nth > LEARNT_AFTER);
  const besideLearnt = nextTo(learnt, beside);
  const failovers = sorted(
    sent
      .filter(({ attempts }) => attempts.length > 1)
      .map(({ attempts }) => attempts.slice(0, -1).reduce((sum, { ms }) => sum + ms, 0)),
  );
  return {
    messages: sent.length,
    lost: sent.filter(({ message, status }) => status !== 200 || !times.has(keyOf(message))).length,
    duplicates: [...times.values()].reduce((sum, count) => sum + count - 1, 0),
    unclear: report.taken.filter(({ clear }) => !clear).length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    slowest: quantile(latencies, 1),
    learnt: learnt.length,
    p50Learnt: quantile(sorted(learnt.map(({ ms }) => ms)), 0.5),
    p50Beside: quantile(sorted(besideLearnt.map(({ ms }) => ms)), 0.5),
    failedOverLearnt:
      learnt.filter(({ attempts }) => attempts.length > 1).length / Math.max(1, learnt.length),
    failedOver: failovers.length,
    failoverP50: quantile(failovers, 0.5),
    failoverMost: quantile(failovers, 1),
    attemptsPerMessage: sent.reduce((sum, { attempts }) => sum + attempts.length, 0) / sent.length,
    openings: breakers.filter(({ status }) => status === 'open').length,
  };
};

/**
 * Of each message, the one beside that was sent nearest to it in time: the load of the machine changes
 * while instances learn, so that only what was sent at the same moment can be compared.
 */
export const nextTo = (messages: readonly Sent[], beside: readonly Sent[]): readonly Sent[] => {
  const inTurn = beside.toSorted((a, b) => a.atMs - b.atMs);
  const [first] = inTurn;
  if (first === undefined) return [];
  let at = 0;
  let nearest = first;
  return messages
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs }) => {
      const farness = (other: Sent) => Math.abs(other.atMs - atMs);
      for (let next = inTurn[at + 1]; next; next = inTurn[at + 1]) {
        if (farness(next) > farness(nearest)) break;
        nearest = next;
        at += 1;
      }
      return nearest;
    });
};

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** Of values in order; 0 when there are none. */
const quantile = (values: readonly number[], share: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
