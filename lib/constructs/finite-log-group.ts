import type { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FiniteLogGroupProps {
  /** How long a line is kept; one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** What becomes of the lines when the stack goes. */
  readonly logRemovalPolicy: RemovalPolicy;
}

/** A log group whose lines end: CloudWatch's own default is to keep them forever. */
export class FiniteLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, props: FiniteLogGroupProps) {
    super(scope, id, {
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the schema of the environment file allows these periods only.
      retention: props.logRetentionDays as RetentionDays,
      removalPolicy: props.logRemovalPolicy,
    });
  }
}
