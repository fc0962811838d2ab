import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, METRICS } from '../../../lambda/contract';
import { readAwsFault } from '../../shared/aws-faults';
import type { Facts } from '../facts';
import { type Check, first, given, green, ofAwsFault, type Outcome, yellow } from '../outcome';
import { TITLES } from '../titles';
import type { DoctorWorld } from '../world';

const HOUR_MS = 3_600_000;
/** Most that CloudWatch takes in one question. */
const MAX_ALARMS = 100;

/** What the gateway itself says of the last hour. */
export const metricChecks = (world: DoctorWorld, facts: Facts): readonly Check[] => [
  {
    id: 'recent-errors',
    title: 'Last hour',
    look: () => given(first(TITLES.gatewayStack, facts.gatewayStack), () => lookAtLastHour(world)),
  },
  {
    id: 'alarms',
    title: 'Alarms',
    look: () =>
      given(facts.resources, (resources) =>
        lookAtAlarms(
          world,
          resources.filter(({ type }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(type)),
        ),
      ),
  },
];

const lookAtLastHour = async (world: DoctorWorld): Promise<Outcome> => {
  try {
    const [failed, unauthorized] = await Promise.all(
      [METRICS.failed, METRICS.unauthorized].map((metric) => sumOf(world, metric)),
    );
    const troubles = [
      ...(failed ? [`${failed} messages that no provider took`] : []),
      ...(unauthorized ? [`${unauthorized} requests without a good token`] : []),
    ];
    return troubles.length === 0
      ? green('no message failed')
      : yellow(
          troubles.join(', '),
          'the log of the gateway says why, line by line (docs/runbook.md)',
        );
  } catch (error) {
    return ofAwsFault(readAwsFault(error, 'cloudwatch:GetMetricStatistics'));
  }
};

const sumOf = async (
  { cloudWatch, environment, now }: DoctorWorld,
  metric: string,
): Promise<number> => {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName: metric,
      Dimensions: [{ Name: 'environment', Value: environment.name }],
      StartTime: new Date(now() - HOUR_MS),
      EndTime: new Date(now()),
      Period: HOUR_MS / 1000,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
};

const lookAtAlarms = async (
  { cloudWatch }: DoctorWorld,
  resources: readonly { readonly physicalId: string }[],
): Promise<Outcome> => {
  if (resources.length === 0) return green('the stacks have none');
  try {
    const AlarmNames = resources.slice(0, MAX_ALARMS).map(({ physicalId }) => physicalId);
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    const ringing = [...MetricAlarms, ...CompositeAlarms].filter(
      ({ StateValue }) => StateValue === 'ALARM',
    );
    return ringing.length === 0
      ? green(`none of ${AlarmNames.length} goes off`)
      : yellow(
          `in ALARM: ${ringing.map(({ AlarmName = '?' }) => AlarmName).join(', ')}`,
          'docs/runbook.md says of each what to do',
        );
  } catch (error) {
    return ofAwsFault(readAwsFault(error, 'cloudwatch:DescribeAlarms'));
  }
};
