import { keyOf } from './messages';
import type { Run } from './run-scenario';

/** An instance may have met the fault this often before it has to know. */
export const LEARNT_AFTER = 20;

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
  /** The median from each instance's 21st message in trouble on. */
  readonly p50Learnt: number;
  /** As {@link p50Learnt}, of the instances beside, which never met the fault. */
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
    p50Learnt: quantile(sorted(learnt.map(({ ms }) => ms)), 0.5),
    p50Beside: quantile(
      sorted(beside.filter(({ nth }) => nth > LEARNT_AFTER).map(({ ms }) => ms)),
      0.5,
    ),
    failedOverLearnt:
      learnt.filter(({ attempts }) => attempts.length > 1).length / Math.max(1, learnt.length),
    failedOver: failovers.length,
    failoverP50: quantile(failovers, 0.5),
    failoverMost: quantile(failovers, 1),
    attemptsPerMessage: sent.reduce((sum, { attempts }) => sum + attempts.length, 0) / sent.length,
    openings: breakers.filter(({ status }) => status === 'open').length,
  };
};

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** Of values in order; 0 when there are none. */
const quantile = (values: readonly number[], share: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
