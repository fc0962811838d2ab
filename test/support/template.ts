import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json';
import type { Environment } from '../../lib/environment';
import { SmsGatewayStage } from '../../lib/sms-gateway-stage';

/** An app with the feature flags of cdk.json, which a bare `new App()` does not read. */
export const createApp = (): App =>
  new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });

/** Both templates of one environment. Lambda code is not bundled. */
export const synthesise = (environment: Environment) => {
  const stage = new SmsGatewayStage(createApp(), environment.name, { environment });
  return { gateway: templateOf(stage.gateway), auth0: templateOf(stage.auth0) };
};

const templateOf = (stack: Stack): Template => Template.fromStack(stack);
