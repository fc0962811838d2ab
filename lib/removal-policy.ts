import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment';

const POLICIES = {
  // A stack whose very first deployment fails leaves nothing behind: what it made has no values yet, and
  // under its fixed names would be in the way of the next try.
  retain: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  destroy: RemovalPolicy.DESTROY,
} as const satisfies Record<Environment['removalPolicy'], RemovalPolicy>;

/** What becomes of secrets, key, table and logs when their stack goes. */
export const removalPolicyOf = ({ removalPolicy }: Environment): RemovalPolicy =>
  POLICIES[removalPolicy];
