import type { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../../lambda/contract';
import { alarmName } from './alarm-topic';

export interface HouseAlarmProps {
  /** Name of the environment; part of the alarm's name. */
  readonly environment: string;
  /** Where to tell of it, as well as of its end. */
  readonly topic: ITopic;
  /** What it is about, in lower case and dashes: its name, and the title of its part of docs/runbook.md. */
  readonly what: string;
  /** What has happened and what to do first, in whole sentences. */
  readonly description: string;
  /** A plain metric, its statistic and its period: neither metric math nor a composite alarm. */
  readonly metric: IMetric;
  /** The least value that is too much. */
  readonly threshold: number;
  /**
   * How many of the last periods must be too much.
   *
   * @default - the last one
   */
  readonly periods?: { readonly tooMuch: number; readonly outOf: number };
}

/**
 * An alarm as this project makes them: a stable name, a description that names its part of the runbook,
 * the environment's topic, and silence while there is nothing to measure.
 */
export class HouseAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: HouseAlarmProps) {
    const { environment, topic, what, description, metric, threshold } = props;
    const { tooMuch, outOf } = props.periods ?? { tooMuch: 1, outOf: 1 };
    super(scope, id, {
      alarmName: alarmName(environment, what),
      alarmDescription: `${description} Steps: docs/runbook.md, alarm ${what}.`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: tooMuch,
      evaluationPeriods: outOf,
      // Nobody signing in is no trouble, and most sign-in pages have quiet hours.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const tell = new SnsAction(topic);
    this.addAlarmAction(tell);
    this.addOkAction(tell);
  }
}

/** A metric of the gateway, of one environment as a whole. */
export const gatewayMetric = (
  environment: string,
  metricName: MetricName,
  statistic: string,
  period: Duration,
  dimensions: Readonly<Record<string, string>> = {},
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { environment, ...dimensions },
    statistic,
    period,
  });
