import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { FiniteLogGroup, type FiniteLogGroupProps } from './finite-log-group';

export interface NodeFunctionProps extends FiniteLogGroupProps {
  /** What the function is for, as the Lambda console shows it. */
  readonly description: string;
  /** A bundle whose `index.mjs` exports `handler`. */
  readonly code: Code;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /**
   * Environment variables: names and switches, never a secret.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A Lambda function with a log group that ends, and with a role that may write to that log group and
 * send traces, and nothing else: not even what AWS's basic execution policy allows.
 */
export class NodeFunction extends Construct {
  readonly function: Function;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);

    this.logGroup = new FiniteLogGroup(this, 'Logs', props);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    this.logGroup.grantWrite(this.role);
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'xray:PutTraceSegments and xray:PutTelemetryRecords know no resource to name: AWS takes only *. ' +
        'They can write traces, not read any.',
    );

    this.function = new Function(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      ...(props.environment && { environment: props.environment }),
      role: this.role,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
    });
  }
}
