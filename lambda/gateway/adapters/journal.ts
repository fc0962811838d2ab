import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../contract';
import { maskPhoneNumber } from '../../shared/phone-number';
import type { AttemptRecord } from '../core/dispatch';
import type { Delivery } from '../core/deliver-code';
import type { Decision } from '../core/limits/decisions';
import type { BrokenRule } from '../core/limits/destination';
import type { LimitKeys } from '../core/limits/keys';
import type { LimitRecord } from '../core/limits/send-limits';
import type { Outcome } from '../core/outcome';
import type { BreakerChange } from '../core/provider-health';

export interface JournalEntry {
  readonly requestId: string;
  readonly delivery: Delivery;
  readonly status: number;
  readonly durationMs: number;
  /** Whether this was the first request of this instance of the function. */
  readonly coldStart: boolean;
}

export interface Journal {
  readonly completed: (entry: JournalEntry) => void;
  readonly breakerChanged: (change: BreakerChange) => void;
  readonly breakersUnavailable: () => void;
  readonly limitsUnavailable: () => void;
}

/**
 * Writes what happened: one *completed* line per message, one line per attempt and one per breaker
 * that opened or closed, each of which CloudWatch also reads as metrics (embedded metric format).
 * Every field is named here, so nothing else can get into a log.
 * Format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createJournal = (
  environment: string,
  writeLine: (line: string) => void,
  now: () => number,
): Journal => {
  const storeUnavailable = (message: string, detail: string) =>
    writeLine(
      metricsLine(now(), {
        dimensions: { environment },
        metrics: { [METRICS.storeUnavailable]: 1 },
        fields: { level: 'warn', message, detail },
      }),
    );
  return {
    completed: ({ requestId, delivery, status, durationMs, coldStart }) => {
      const { outcome, attempts, recipient, correlationId, exception, method, size, skipped } =
        delivery;
      const { limits } = delivery;
      const country = recipient?.country;
      const atMs = now();
      for (const attempt of attempts) {
        writeLine(
          metricsLine(atMs, {
            dimensions: { environment, provider: attempt.provider, class: attempt.outcome.class },
            metrics: { [METRICS.attempt]: 1, [METRICS.attemptLatency]: attempt.durationMs },
            fields: { level: 'debug', message: 'attempt', requestId },
          }),
        );
      }
      for (const { limit, mode } of limitsHit(limits)) {
        writeLine(
          metricsLine(atMs, {
            dimensions: { environment, limit, mode },
            metrics: { [METRICS.limitHit]: 1 },
            fields: { level: 'debug', message: 'limit', requestId },
          }),
        );
      }
      writeLine(
        metricsLine(atMs, {
          dimensions: { environment, ...dimensionsOf(outcome, country) },
          metrics: counts(outcome)
            ? { ...countsOf(delivery), [METRICS.endToEndLatency]: durationMs }
            : {},
          fields: {
            level: levelOf(outcome),
            message: 'completed',
            requestId,
            correlationId,
            outcome: outcome.kind,
            status,
            detail: detailOf(delivery),
            exception,
            country,
            recipient: recipient && maskPhoneNumber(recipient),
            method,
            encoding: size?.encoding,
            segments: size?.segments,
            attempts: attempts.map(describeAttempt),
            skipped: skipped?.length ? skipped : undefined,
            keys: limits?.keys && shortened(limits.keys),
            exempt: limits?.exempt,
            limits: limits && [
              ...(limits.broken ?? []).map(describeBroken),
              ...limits.decisions.map(describeDecision),
            ],
            countersAway: limits?.storeAway,
            durationMs,
            coldStart,
          },
        }),
      );
    },

    breakerChanged: ({ provider, country, state }) => {
      const isOpen = state.status === 'open';
      writeLine(
        metricsLine(now(), {
          dimensions: { environment, provider },
          metrics: { [isOpen ? METRICS.breakerOpened : METRICS.breakerClosed]: 1 },
          fields: {
            level: isOpen ? 'warn' : 'info',
            message: 'breaker',
            status: state.status,
            country,
            cause: state.cause,
            openings: state.openings,
            until: isOpen ? new Date(state.atMs).toISOString() : undefined,
          },
        }),
      );
    },

    breakersUnavailable: () =>
      storeUnavailable(
        'breakers unavailable',
        'DynamoDB did not answer; this instance goes by what it has seen itself',
      ),

    limitsUnavailable: () =>
      storeUnavailable(
        'counters unavailable',
        'DynamoDB did not answer; what past hours counted, or what was to be taken back, is not known',
      ),
  };
};

type Metrics = Partial<Record<MetricName, number>>;

const describeAttempt = ({ provider, outcome, durationMs, probe }: AttemptRecord) => ({
  provider,
  probe,
  class: outcome.class,
  code: outcome.class === 'accepted' ? undefined : outcome.code,
  messageId: outcome.class === 'accepted' ? outcome.messageId : undefined,
  secret: outcome.class === 'configuration' ? outcome.unready?.secret : undefined,
  ms: durationMs,
});

/**
 * 60 bits: of a million people in a day's log, hardly ever two look like one, and a key that is counted by is
 * not in it.
 */
const LOGGED_KEY_CHARACTERS = 10;

const shortened = ({ recipient, range, ip }: LimitKeys): LimitKeys => {
  const short = (key: string) => key.slice(0, LOGGED_KEY_CHARACTERS);
  return {
    recipient: short(recipient),
    range: short(range),
    ...(ip !== undefined && { ip: short(ip) }),
  };
};

const isExceeded = ({ verdict }: Decision): boolean => verdict === 'exceeded';

/** Every limit that a message has reached and every rule it has broken, in shadow mode as well. */
const limitsHit = (limits: LimitRecord | undefined) => [
  ...(limits?.broken ?? []).map(({ rule, mode }) => ({ limit: rule, mode })),
  ...(limits?.decisions ?? []).filter(isExceeded).map(({ limit, mode }) => ({ limit, mode })),
];

const describeBroken = ({ rule, mode }: BrokenRule) => ({
  limit: rule,
  exceeded: true,
  shadow: mode === 'shadow' || undefined,
});

/** Small, since every line has up to ten: `{"limit":"range","count":4,"ceiling":10}`. */
const describeDecision = (decision: Decision) => {
  const { limit, mode, count, ceiling, verdict, retryAfterSeconds } = decision;
  const exceeded = isExceeded(decision);
  return {
    limit,
    count,
    ceiling,
    exceeded: exceeded || undefined,
    unknown: verdict === 'unknown' || undefined,
    shadow: mode === 'shadow' || undefined,
    retryAfterSeconds: exceeded ? retryAfterSeconds : undefined,
  };
};

/** The sentence's worth of why, for the person who reads the line at night. */
const detailOf = (delivery: Delivery): string | undefined => {
  const { outcome, tokenProblem, missingSecret, limits } = delivery;
  if (tokenProblem !== undefined) return `token: ${tokenProblem}`;
  if (missingSecret !== undefined) return `secret not usable: ${missingSecret}`;
  if (outcome.kind === 'invalid_request') return outcome.detail;
  if (outcome.kind === 'blocked') return outcome.reason;
  if (outcome.kind === 'rate_limited') return outcome.limit;
  if (outcome.kind === 'unavailable' && limits?.storeAway)
    return 'the counters of the send limits cannot be asked, and sendLimits.onError is "deny"';
  return undefined;
};

const levelOf = (outcome: Outcome): 'info' | 'warn' | 'error' => {
  switch (outcome.kind) {
    case 'accepted':
    case 'probed':
    case 'test_number':
    case 'duplicate':
      return 'info';
    case 'invalid_request':
    case 'unauthorized':
    case 'blocked':
    case 'rate_limited':
    case 'too_large':
    case 'invalid_recipient':
      return 'warn';
    case 'delivery_failed':
    case 'unavailable':
    case 'timeout':
      return 'error';
  }
};

/** Probes and test numbers are in the log, and no figure knows of them: figures are about people. */
const counts = ({ kind }: Outcome): boolean => kind !== 'probed' && kind !== 'test_number';

/** Few and bounded: a country only where something was accepted, so that strangers cannot make more. */
const dimensionsOf = (outcome: Outcome, country: string | undefined): Record<string, string> => {
  const level = levelOf(outcome);
  if (level === 'info') return country === undefined ? {} : { country };
  return { reason: outcome.kind };
};

const countsOf = ({ outcome, attempts, missingSecret, size, limits }: Delivery): Metrics => ({
  ...(outcome.kind === 'duplicate' ? { [METRICS.duplicate]: 1 } : countOf[levelOf(outcome)]),
  ...(outcome.kind === 'accepted' && limits && { [METRICS.spend]: limits.costMicrosUsd }),
  ...(outcome.kind === 'unauthorized' && { [METRICS.unauthorized]: 1 }),
  ...(attempts.length > 1 && { [METRICS.failover]: 1 }),
  ...(size && attempts.length > 0 && { [METRICS.segments]: size.segments }),
  ...((missingSecret !== undefined || limits?.storeAway || attempts.some(storeWasUnavailable)) && {
    [METRICS.storeUnavailable]: 1,
  }),
});

const countOf = {
  info: { [METRICS.accepted]: 1 },
  warn: { [METRICS.rejected]: 1 },
  error: { [METRICS.failed]: 1 },
} as const;

const storeWasUnavailable = ({ outcome }: AttemptRecord): boolean =>
  outcome.class === 'configuration' && outcome.unready?.why === 'unavailable';

interface MetricsLine {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: Metrics;
  readonly fields: Readonly<Record<string, unknown>>;
}

const metricsLine = (atMs: number, { dimensions, metrics, fields }: MetricsLine): string => {
  const names = Object.keys(dimensions);
  return JSON.stringify({
    ...fields,
    time: new Date(atMs).toISOString(),
    ...dimensions,
    ...metrics,
    ...(Object.keys(metrics).length > 0 && {
      _aws: {
        Timestamp: atMs,
        CloudWatchMetrics: [
          {
            Namespace: METRIC_NAMESPACE,
            // Totals per environment beside the finer figures, so that alarms need no metric math.
            Dimensions: names.length > 1 ? [['environment'], names] : [names],
            Metrics: Object.keys(metrics).map((name) => ({ Name: name, Unit: unitOf(name) })),
          },
        ],
      },
    }),
  });
};

const unitOf = (metric: string): 'Milliseconds' | 'Count' =>
  metric.endsWith('Latency') ? 'Milliseconds' : 'Count';
