import { Stack, type RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { GATEWAY_ENVIRONMENT, STATE_TABLE } from '../../lambda/contract';
import type { NodeFunction } from './node-function';

export interface StateTableProps {
  /** The key of the environment. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * What all instances of the gateway know together, such as which provider is down. It is paid per
 * request, since most hours of a sign-in page are quiet, and its items end by themselves.
 */
export class StateTable extends Construct {
  readonly table: Table;

  private readonly encryptionKey: IKey;

  constructor(scope: Construct, id: string, props: StateTableProps) {
    super(scope, id);

    const { encryptionKey, removalPolicy } = props;
    this.encryptionKey = encryptionKey;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: STATE_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: STATE_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: STATE_TABLE.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }

  /** Lets a function read and write items one by one, and tells it where the table is. */
  grantUse({ function: fn, role }: NodeFunction): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'UseState',
        effect: Effect.ALLOW,
        actions: ['dynamodb:Query', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'UseStateKey',
        effect: Effect.ALLOW,
        // On behalf of whoever reads or writes, DynamoDB opens the table's own key with this one.
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [this.encryptionKey.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` },
        },
      }),
    );
    fn.addEnvironment(GATEWAY_ENVIRONMENT.stateTable, this.table.tableName);
  }
}
