import { RegistrationError } from '../../auth0-management/core/registration-error';
import { METRICS, METRIC_NAMESPACE } from '../../contract';
import { type Difference, fixOf } from '../core/differences';

/**
 * Writes the one line of a check: what differs by its path, never by its value, and the metric in the
 * same line.
 * Format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createJournal = (writeLine: (line: string) => void, now: () => number) => {
  const write = (level: 'info' | 'warn' | 'error', message: string, fields: object) =>
    writeLine(JSON.stringify({ level, message, ...fields }));
  const metric = (value: number) => ({
    _aws: {
      Timestamp: now(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['environment']],
          Metrics: [{ Name: METRICS.drift, Unit: 'Count' }],
        },
      ],
    },
    [METRICS.drift]: value,
  });
  return {
    checked: (environment: string, differences: readonly Difference[]) =>
      differences.length === 0
        ? write('info', 'as registered', { environment, ...metric(0) })
        : write('warn', 'drift', {
            environment,
            paths: differences.map(({ path }) => path),
            fixes: [...new Set(differences.map(fixOf))],
            ...metric(differences.length),
          }),
    /** Not a drift of nothing: that it could not be looked at says nothing of the tenant. */
    failed: (error: unknown) =>
      write('error', 'not checked', {
        reason:
          error instanceof RegistrationError
            ? error.message
            : `an unexpected ${error instanceof Error ? error.name : 'error'}`,
      }),
  };
};
