import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRICS, type SpendConfig } from '../../lambda/contract';
import { gatewayMetric, HouseAlarm } from './house-alarm';

export interface SpendAlarmsProps {
  /** Name of the environment; part of every alarm's name. */
  readonly environment: string;
  /** Where they are told. */
  readonly topic: ITopic;
  /** What the environment may spend in an hour, in a day, or in both. */
  readonly spend: SpendConfig;
}

interface Window {
  readonly name: 'hour' | 'day';
  readonly length: Duration;
  readonly ceilingUsd: number | undefined;
}

const EARLY_PERCENTS = [50, 80] as const;

/**
 * Alarms at half, at four fifths and at the whole of what may be spent. They look at the last 60 minutes
 * and 24 hours, sliding, where the gateway counts by the clock: they may come before it, not after.
 */
export class SpendAlarms extends Construct {
  constructor(scope: Construct, id: string, props: SpendAlarmsProps) {
    super(scope, id);

    const { environment, topic, spend } = props;
    const windows: readonly Window[] = [
      { name: 'hour', length: Duration.hours(1), ceilingUsd: spend.hourlyUsd },
      { name: 'day', length: Duration.days(1), ceilingUsd: spend.dailyUsd },
    ];
    for (const { name, length, ceilingUsd } of windows) {
      if (ceilingUsd === undefined) continue;
      const alarm = (percent: number, description: string, metric: Metric, threshold: number) =>
        new HouseAlarm(this, `${name}-${percent}`, {
          environment,
          topic,
          what: `spend-${name}-${percent}`,
          description,
          metric,
          threshold,
        });
      const spent = gatewayMetric(environment, METRICS.spend, Stats.SUM, length);
      const ceiling = `the ${ceilingUsd} USD that may be spent in ${name === 'hour' ? 'an hour' : 'a day'}`;
      for (const percent of EARLY_PERCENTS) {
        const threshold = Math.round(ceilingUsd * 10_000 * percent);
        const description = `${percent} % of ${ceiling} are gone. Look which country it goes to.`;
        alarm(percent, description, spent, threshold);
      }
      if (spend.action === 'alarm') {
        const description = `All of ${ceiling} are gone, and messages still go out. Look which country it goes to.`;
        alarm(100, description, spent, Math.round(ceilingUsd * 1e6));
      } else {
        // What is refused is not spent, so the sum stops just below the ceiling.
        const refused = gatewayMetric(environment, METRICS.limitHit, Stats.SUM, length, {
          limit: `spend-${name}`,
          mode: 'enforce',
        });
        const description = `All of ${ceiling} are gone, and people are refused their code. Look which country it goes to.`;
        alarm(100, description, refused, 1);
      }
    }
  }
}
