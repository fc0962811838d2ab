import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundleGateway } from '../bundle';
import type { Environment } from '../environment';
import { gatewayConfig } from '../gateway-config';
import { permissionsOf } from '../provider-definition';
import { bundledCode } from './bundled-code';
import type { EnvironmentSecrets } from './environment-secrets';
import type { FiniteLogGroupProps } from './finite-log-group';
import { NodeFunction } from './node-function';
import { ProviderPermissions } from './provider-permissions';
import type { StateTable } from './state-table';

export interface GatewayFunctionProps extends FiniteLogGroupProps {
  readonly environment: Environment;
  readonly secrets: EnvironmentSecrets;
  readonly state: StateTable;
}

/** The function that turns Auth0's request into an SMS, published behind the alias `live`. */
export class GatewayFunction extends NodeFunction {
  /** What to invoke: the version in service. */
  readonly live: Alias;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    const { environment, secrets, state, logRetentionDays, logRemovalPolicy } = props;
    const config = gatewayConfig(environment);

    super(scope, id, {
      description: `SMS gateway for Auth0, environment ${environment.name}`,
      code: bundledCode(JSON.stringify(config), (outdir) => bundleGateway(config, outdir)),
      // Memory buys CPU, and CPU the cold start, which a person waits for.
      memoryMb: 512,
      // API Gateway gives up after 29 seconds; the delivery budget is at most 25.
      timeout: Duration.seconds(28),
      logRetentionDays,
      logRemovalPolicy,
    });
    secrets.grantRead(this.role);
    state.grantUse(this);
    this.allowProviders(environment);

    const version = this.function.currentVersion;
    // A version that went out of service stays, so that the alias can be pointed back at it.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.live = new Alias(this, 'Live', { aliasName: 'live', version });
  }

  /** Policies go below the role, so that the function is not made before it may do its work. */
  private allowProviders({ providers }: Environment): void {
    for (const [name, settings] of Object.entries(providers)) {
      const permissions = permissionsOf(settings);
      if (permissions.length > 0) {
        new ProviderPermissions(this.role, `Provider-${name}`, { role: this.role, permissions });
      }
    }
  }
}
