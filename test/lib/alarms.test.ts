import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_NAMESPACE, type SpendConfig } from '../../lambda/contract';
import { SpendAlarms } from '../../lib/constructs/spend-alarms';
import { warningsOf } from '../../lib/environment/warnings';
import { environmentWith, sendLimitsOf } from '../support/environment';
import { alarmPartsOfRunbook } from '../support/runbook';
import { createApp, propertiesOf, synthesise } from '../support/template';

const ALARM = 'AWS::CloudWatch::Alarm';
const NAME = 'sms-gateway-prod-';
const prodWith = (spend: object, changes: Parameters<typeof environmentWith>[0] = {}) =>
  synthesise(environmentWith({ name: 'prod', sendLimits: sendLimitsOf({ spend }), ...changes }));
const SPEND = { hourlyUsd: 50, dailyUsd: 400 };
const told = prodWith(SPEND, { alarms: { email: 'oncall@acme.example' } });
const untold = synthesise(environmentWith({ name: 'prod' }));
const { gateway } = told;
const alarms = [told.gateway, told.auth0].flatMap((template) => propertiesOf(template, ALARM));
const nameOf = (alarm: (typeof alarms)[number]) => String(alarm['AlarmName']);
const byName = alarms.map((alarm) => [nameOf(alarm), alarm] as const);

const parts = alarmPartsOfRunbook();

describe('the alarms of an environment', () => {
  test('are those of the runbook, no more and no fewer', () => {
    const documented = parts.flatMap((part) => part.alarms.map((name) => `${NAME}${name}`));
    expect(documented.toSorted()).toEqual(alarms.map(nameOf).toSorted());
  });

  test('each have a severity in the runbook, and steps', () => {
    for (const { text } of parts) {
      expect(text).toMatch(/^Severity [123]\b/);
      expect(text.length).toBeGreaterThan(150);
    }
  });

  test.each(byName)(
    '%s says what to do, and which part of the runbook says more',
    (name, alarm) => {
      expect(alarm['AlarmDescription']).toMatch(
        /^[A-Z\d].{40,}\. Steps: docs\/runbook\.md, alarm /,
      );
      expect(alarm['AlarmDescription']).toContain(`alarm ${name.slice(NAME.length)}.`);
    },
  );

  test.each(byName)('%s tells the topic of its start and its end', (_, alarm) => {
    // In its own stack, or exported by the other one.
    const topic =
      /^\[\{"(Ref":"|Fn::ImportValue":"sms-gateway-prod:ExportsOutputRef)AlarmTopic\w+"\}\]$/;
    expect(JSON.stringify(alarm['AlarmActions'])).toMatch(topic);
    expect(alarm['OKActions']).toEqual(alarm['AlarmActions']);
  });

  test.each(byName)('%s is quiet while there is nothing to measure', (_, alarm) => {
    expect(alarm['TreatMissingData']).toBe('notBreaching');
  });

  test.each(byName)('%s looks at one plain metric', (_, alarm) => {
    // Metric math and composite alarms cost more, and the AWS on localhost refuses them.
    expect(alarm).not.toHaveProperty('Metrics');
    expect(alarm['MetricName']).toEqual(expect.any(String));
  });

  test.each(byName)('%s looks back no longer than CloudWatch allows', (_, alarm) => {
    const { Period, EvaluationPeriods, DatapointsToAlarm } = alarm as Record<string, number>;
    const periodSeconds = Period ?? 0;
    const lookBackSeconds = periodSeconds * (EvaluationPeriods ?? 0);
    expect(periodSeconds % 60).toBe(0);
    expect(lookBackSeconds).toBeLessThanOrEqual((periodSeconds < 3600 ? 1 : 7) * 86_400);
    expect(DatapointsToAlarm).toBeLessThanOrEqual(EvaluationPeriods ?? 0);
  });

  test('look at this environment alone', () => {
    for (const [, alarm] of byName.filter(([, it]) => it['Namespace'] === METRIC_NAMESPACE)) {
      expect(alarm['Dimensions']).toContainEqual({ Name: 'environment', Value: 'prod' });
    }
  });

  test.each<[string, object]>([
    ['delivery-down', { MetricName: 'Failed', Statistic: 'Sum', Period: 300, Threshold: 20 }],
    ['sign-in-failing', { MetricName: '5XXError', Statistic: 'Average', Threshold: 0.2 }],
    ['unauthorized', { MetricName: 'Unauthorized', Statistic: 'Sum', Threshold: 3 }],
    ['slow', { MetricName: 'EndToEndLatency', ExtendedStatistic: 'p90', Threshold: 5000 }],
    ['breaker-opened', { MetricName: 'BreakerOpened', Statistic: 'Sum', Threshold: 1 }],
    ['store-unavailable', { MetricName: 'StoreUnavailable', Statistic: 'Sum', Threshold: 5 }],
    ['limits-hit', { MetricName: 'LimitHit', Statistic: 'Sum', Period: 900, Threshold: 50 }],
    ['function-errors', { Namespace: 'AWS/Lambda', MetricName: 'Errors', Threshold: 1 }],
    ['function-throttles', { Namespace: 'AWS/Lambda', MetricName: 'Throttles', Threshold: 1 }],
  ])('%s goes off where the runbook says', (what, expected) => {
    expect(alarms.find((alarm) => nameOf(alarm) === `${NAME}${what}`)).toMatchObject({
      ...expected,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test('are the same without anybody to tell, and without money to watch but for those of spend', () => {
    const others = propertiesOf(gateway, ALARM).filter((it) => !nameOf(it).includes('-spend-'));
    expect(others.length).toBeGreaterThan(5);
    expect(propertiesOf(untold.gateway, ALARM)).toEqual(others);
  });
});

describe('an alarm of spend', () => {
  /** Those of one environment alone, without the rest of its stack. */
  const ofSpend = (spend: Partial<SpendConfig>) => {
    const stack = new Stack(createApp(), 'Spend');
    const topic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:topic');
    new SpendAlarms(stack, 'SpendAlarms', {
      environment: 'prod',
      topic,
      spend: { action: 'alarm', countries: [], ...spend },
    });
    return new Map(
      propertiesOf(Template.fromStack(stack), ALARM).map(
        (alarm) => [nameOf(alarm).slice(NAME.length), alarm] as const,
      ),
    );
  };

  test.each([
    ['spend-hour-50', 3_600, 25_000_000],
    ['spend-hour-80', 3_600, 40_000_000],
    ['spend-hour-100', 3_600, 50_000_000],
    ['spend-day-50', 86_400, 200_000_000],
    ['spend-day-80', 86_400, 320_000_000],
    ['spend-day-100', 86_400, 400_000_000],
  ])('%s adds up what was spent', (name, Period, Threshold) => {
    expect(ofSpend(SPEND).get(name)).toMatchObject({
      MetricName: 'SpendMicrosUsd',
      Statistic: 'Sum',
      Dimensions: [{ Name: 'environment', Value: 'prod' }],
      Period,
      Threshold,
    });
  });

  test.each(['block', 'countries-only'] as const)(
    'at 100 % counts who was refused, where the action is %s',
    (action) => {
      const alarms = ofSpend({ ...SPEND, action });
      expect(alarms.get('spend-hour-80')).toMatchObject({ MetricName: 'SpendMicrosUsd' });
      expect(alarms.get('spend-hour-100')).toMatchObject({
        MetricName: 'LimitHit',
        Threshold: 1,
        Period: 3_600,
        Dimensions: [
          { Name: 'environment', Value: 'prod' },
          { Name: 'limit', Value: 'spend-hour' },
          { Name: 'mode', Value: 'enforce' },
        ],
      });
    },
  );

  test('is left out where there is no ceiling for it', () => {
    expect([...ofSpend({ dailyUsd: 20 }).keys()]).toEqual([
      'spend-day-50',
      'spend-day-80',
      'spend-day-100',
    ]);
  });

  test('knows the cents of a small ceiling', () => {
    expect(ofSpend({ hourlyUsd: 0.33 }).get('spend-hour-50')).toMatchObject({ Threshold: 165_000 });
  });
});

describe('the topic', () => {
  const SUBSCRIPTION = 'AWS::SNS::Subscription';
  const topicArn = 'arn:aws:sns:eu-west-1:111111111111:sms-gateway-prod-alarms';
  const ofThisEnvironment = {
    ArnLike: {
      'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:sms-gateway-prod-*',
    },
    StringEquals: { 'aws:SourceAccount': '111111111111' },
  };

  test('has a name that people can subscribe to, and the key of the environment', () => {
    expect(propertiesOf(gateway, 'AWS::SNS::Topic')).toEqual([
      expect.objectContaining({
        TopicName: 'sms-gateway-prod-alarms',
        KmsMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsKey/), 'Arn'] },
      }),
    ]);
  });

  test('sends email to the address of the environment file, and to nobody without', () => {
    expect(propertiesOf(gateway, SUBSCRIPTION)).toEqual([
      {
        Protocol: 'email',
        Endpoint: 'oncall@acme.example',
        TopicArn: { Ref: expect.stringMatching(/^AlarmTopic/) },
      },
    ]);
    expect(propertiesOf(untold.gateway, SUBSCRIPTION)).toEqual([]);
  });

  test('takes what CloudWatch says of alarms of this environment, encrypted on its way, and nothing else', () => {
    expect(statementsOf(gateway, 'AWS::SNS::TopicPolicy', 'PolicyDocument')).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      {
        Sid: 'TellOfAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: expect.stringMatching(/^AlarmTopic/) },
        Condition: ofThisEnvironment,
      },
    ]);
  });

  test('is all that CloudWatch can use the key of the environment for', () => {
    const ofCloudWatch = statementsOf(gateway, 'AWS::KMS::Key', 'KeyPolicy').filter((statement) =>
      JSON.stringify(statement['Principal']).includes('cloudwatch'),
    );
    expect(ofCloudWatch).toEqual([
      {
        Sid: 'TellOfAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          ...ofThisEnvironment,
          StringEquals: {
            ...ofThisEnvironment.StringEquals,
            'kms:EncryptionContext:aws:sns:topicArn': topicArn,
          },
        },
      },
    ]);
  });
});

describe('cdk synth', () => {
  const warnings = (changes: Parameters<typeof environmentWith>[0]) =>
    warningsOf(
      environmentWith({
        name: 'prod',
        routes: [],
        alarms: { email: 'oncall@acme.example' },
        sendLimits: sendLimitsOf({ countries: ['DE'] }),
        ...changes,
      }),
      '2026-11-28',
    );

  test('warns where nobody is told of the alarms of production', () => {
    expect(warnings({ production: true, alarms: {} })).toEqual([
      'warning: prod: nobody is told when an alarm goes off; give alarms.email an address (docs/runbook.md)',
    ]);
  });

  test('warns where production sends to every country', () => {
    const sendLimits = sendLimitsOf();
    expect(warnings({ production: true, sendLimits })).toEqual([
      'warning: prod: codes are sent to every country that a route leads to, which is what bots earn from; name yours in sendLimits.countries (docs/send-limits.md)',
    ]);
    expect(warnings({ production: false, sendLimits })).toEqual([]);
  });

  test('does not where somebody is, or where it is no production', () => {
    expect(warnings({ production: true })).toEqual([]);
    expect(warnings({ production: false, alarms: {} })).toEqual([]);
  });
});

/** Every statement of the one policy of a resource type. */
const statementsOf = (
  template: Template,
  type: string,
  property: string,
): readonly Record<string, unknown>[] =>
  propertiesOf(template, type).flatMap(
    (properties) =>
      (properties[property] as { readonly Statement: readonly Record<string, unknown>[] })
        .Statement,
  );
