import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRICS } from '../../lambda/contract';
import { gatewayMetric, HouseAlarm, type HouseAlarmProps } from './house-alarm';

export interface GatewayAlarmsProps {
  /** Name of the environment; part of every alarm's name. */
  readonly environment: string;
  /** Where they are told. */
  readonly topic: ITopic;
  /** The API that Auth0 calls. */
  readonly api: RestApi;
  /** The function behind it. */
  readonly handler: IFunction;
}

const FIVE_MINUTES = Duration.minutes(5);

/**
 * What somebody should be told of at night: few alarms, each with steps in docs/runbook.md, and quiet
 * while a sign-in page is. Their thresholds are explained there.
 */
export class GatewayAlarms extends Construct {
  constructor(scope: Construct, id: string, props: GatewayAlarmsProps) {
    super(scope, id);

    const { environment, topic, api, handler } = props;
    const alarm = (alarmId: string, own: Omit<HouseAlarmProps, 'environment' | 'topic'>) =>
      new HouseAlarm(this, alarmId, { environment, topic, ...own });
    const sumOf = (metric: Parameters<typeof gatewayMetric>[1]) =>
      gatewayMetric(environment, metric, Stats.SUM, FIVE_MINUTES);

    alarm('DeliveryDown', {
      what: 'delivery-down',
      description:
        'Twenty codes in five minutes were taken by no provider. Look which provider refuses, and why.',
      metric: sumOf(METRICS.failed),
      threshold: 20,
    });
    alarm('SignInFailing', {
      what: 'sign-in-failing',
      description:
        'A fifth of what Auth0 asked for has failed, time and again for half an hour. Look which outcome it is.',
      // The average of this metric is the share of requests that were answered with 5xx.
      metric: api.deploymentStage.metricServerError({
        statistic: Stats.AVERAGE,
        period: FIVE_MINUTES,
      }),
      threshold: 0.2,
      periods: { tooMuch: 3, outOf: 6 },
    });
    alarm('Unauthorized', {
      what: 'unauthorized',
      description:
        'Requests come without a good token. Either Auth0 signs with another one, and nobody can sign in, or a stranger tries.',
      metric: sumOf(METRICS.unauthorized),
      threshold: 3,
      periods: { tooMuch: 2, outOf: 3 },
    });
    alarm('Slow', {
      what: 'slow',
      description:
        'One code in ten takes five seconds or more to be accepted. Look which provider is slow.',
      metric: gatewayMetric(
        environment,
        METRICS.endToEndLatency,
        Stats.percentile(90),
        Duration.minutes(15),
      ),
      threshold: 5_000,
      periods: { tooMuch: 2, outOf: 2 },
    });
    alarm('BreakerOpened', {
      what: 'breaker-opened',
      description:
        'A provider has been passed over time and again for half an hour. The others carry its messages; look what it says.',
      metric: sumOf(METRICS.breakerOpened),
      threshold: 1,
      periods: { tooMuch: 3, outOf: 6 },
    });
    alarm('StoreUnavailable', {
      what: 'store-unavailable',
      description:
        'DynamoDB or Secrets Manager does not answer the gateway. Look at the table, the key and the role.',
      metric: sumOf(METRICS.storeUnavailable),
      threshold: 5,
      periods: { tooMuch: 2, outOf: 3 },
    });
    alarm('LimitsHit', {
      what: 'limits-hit',
      description:
        'Send limits were reached fifty times in a quarter of an hour. Either somebody runs up the bill, or a limit is too narrow.',
      metric: gatewayMetric(environment, METRICS.limitHit, Stats.SUM, Duration.minutes(15)),
      threshold: 50,
    });
    alarm('FunctionErrors', {
      what: 'function-errors',
      description:
        'The gateway function crashes or runs out of time, which it never should. Look at its log.',
      metric: handler.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
      periods: { tooMuch: 2, outOf: 6 },
    });
    alarm('FunctionThrottles', {
      what: 'function-throttles',
      description:
        'AWS does not run the gateway function for want of concurrency, so codes are lost. Raise the quota of the account.',
      metric: handler.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
      periods: { tooMuch: 2, outOf: 3 },
    });
  }
}
