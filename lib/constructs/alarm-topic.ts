import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Name of the environment; part of the topic's name. */
  readonly environment: string;
  /** The key of the environment; its policy is extended. */
  readonly encryptionKey: Key;
  /** @default - nobody, until somebody subscribes by hand */
  readonly email?: string;
}

/** Name of every alarm of an environment. A name that starts otherwise cannot reach the topic. */
export const alarmName = (environment: string, what: string): string =>
  `sms-gateway-${environment}-${what}`;

/**
 * Where every alarm of an environment is told. Only CloudWatch may publish to it, for alarms of this
 * environment, and may use the environment's key for this topic alone.
 *
 * Conditions: docs.aws.amazon.com/sns, "Key management", on event sources and encrypted topics; SNS
 * encrypts in the context of the topic's ARN.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);

    const { environment, encryptionKey, email } = props;
    const stack = Stack.of(this);
    const topicName = alarmName(environment, 'alarms');
    this.topic = new Topic(this, 'Topic', {
      // Fixed, because people subscribe to it, and because the key's policy has to name it first.
      topicName,
      displayName: `SMS gateway ${environment}`,
      masterKey: encryptionKey,
      enforceSSL: true,
    });
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));

    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: alarmName(environment, '*'),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const ofThisEnvironment = {
      ArnLike: { 'aws:SourceArn': alarms },
      StringEquals: { 'aws:SourceAccount': stack.account },
    };
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TellOfAlarms',
        effect: Effect.ALLOW,
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ofThisEnvironment,
      }),
    );
    encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TellOfAlarms',
        effect: Effect.ALLOW,
        principals: [cloudWatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          ...ofThisEnvironment,
          StringEquals: {
            ...ofThisEnvironment.StringEquals,
            'kms:EncryptionContext:aws:sns:topicArn': stack.formatArn({
              service: 'sns',
              resource: topicName,
            }),
          },
        },
      }),
    );
  }
}
