import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment';

const POLICIES = {
  retain: RemovalPolicy.RETAIN,
  destroy: RemovalPolicy.DESTROY,
} as const satisfies Record<Environment['removalPolicy'], RemovalPolicy>;

/** What becomes of secrets, key, table and logs when their stack goes. */
export const removalPolicyOf = ({ removalPolicy }: Environment): RemovalPolicy =>
  POLICIES[removalPolicy];
