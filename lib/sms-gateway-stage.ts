import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Auth0Stack } from './auth0-stack';
import type { Environment } from './environment';
import { GatewayStack } from './gateway-stack';

export interface SmsGatewayStageProps {
  readonly environment: Environment;
}

/**
 * One environment, whole: the gateway and its registration with Auth0.
 *
 * @example
 * const { name } = environment;
 * new SmsGatewayStage(app, name, { environment }); // npx cdk deploy "<name>/*"
 */
export class SmsGatewayStage extends Stage {
  readonly gateway: GatewayStack;
  readonly auth0: Auth0Stack;

  constructor(scope: Construct, id: string, props: SmsGatewayStageProps) {
    const { environment } = props;
    super(scope, id, { env: { account: environment.account, region: environment.region } });

    this.gateway = new GatewayStack(this, 'Gateway', {
      stackName: `sms-gateway-${environment.name}`,
      environment,
    });
    this.auth0 = new Auth0Stack(this, 'Auth0', {
      stackName: `sms-gateway-${environment.name}-auth0`,
      environment,
      gatewayUrl: this.gateway.gatewayUrl,
      secretsKeyArn: this.gateway.secretsKeyArn,
      alarmTopic: this.gateway.alarmTopic,
    });

    // Also for the secrets, which are read by name.
    this.auth0.addStackDependency(this.gateway);

    Tags.of(this).add('Application', 'sms-gateway');
    Tags.of(this).add('Environment', environment.name);
  }
}
