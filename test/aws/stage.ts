import type { RunningProviders } from '../../local/providers/start-providers';
import type { Aws } from './aws';
import type { Cdk } from './cdk';
import type { Checks } from './checks';
import type { DeployedGateway } from './gateway';
import type { TestTenant } from './tenant';

/** What the checks play on, once everything is deployed. */
export interface Stage {
  readonly checks: Checks;
  readonly aws: Aws;
  readonly cdk: Cdk;
  readonly tenant: TestTenant;
  readonly providers: RunningProviders;
  readonly gateway: DeployedGateway;
  /** As the stack's output has it: `https://…/sms`. */
  readonly gatewayUrl: string;
  readonly tokenSecret: string;
}
