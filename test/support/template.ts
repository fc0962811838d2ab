import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json';
import type { Environment } from '../../lib/environment';
import { SmsGatewayStage } from '../../lib/sms-gateway-stage';

/**
 * An app with the feature flags of cdk.json, which a bare `new App()` does not read. It leaves out the
 * validation that comes with the CDK, whose engine takes seconds to start for every app: `npm run synth`
 * and test/lib/app.exhaustive.test.ts run it over whole environments. Nor does it note where in the code
 * each construct was made.
 */
export const createApp = (): App =>
  new App({
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:disable-creation-stack-traces': true,
    },
    builtinCloudFormationValidation: false,
    stackTraces: false,
    treeMetadata: false,
    analyticsReporting: false,
  });

/** Both templates of one environment. Lambda code is not bundled. */
export const synthesise = (environment: Environment) => {
  const stage = new SmsGatewayStage(createApp(), environment.name, { environment });
  return { gateway: templateOf(stage.gateway), auth0: templateOf(stage.auth0) };
};

/** A resource of a template, as far as tests look into it. */
export interface Resource {
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Every resource of one type, by logical id. */
export const resourcesOf = (template: Template, type: string): Readonly<Record<string, Resource>> =>
  template.findResources(type) as Readonly<Record<string, Resource>>;

/** Their properties, in no particular order. */
export const propertiesOf = (template: Template, type: string): readonly Resource['Properties'][] =>
  Object.values(resourcesOf(template, type)).map(({ Properties }) => Properties);

const templateOf = (stack: Stack): Template => Template.fromStack(stack);
