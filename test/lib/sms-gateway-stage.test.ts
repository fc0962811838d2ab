import { CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SmsGatewayStage } from '../../lib/sms-gateway-stage';
import { environmentWith } from '../support/environment';
import { createApp, propertiesOf, synthesise } from '../support/template';

const stageOf = (changes: Parameters<typeof environmentWith>[0], app = createApp()) => {
  const environment = environmentWith(changes);
  return new SmsGatewayStage(app, environment.name, { environment });
};

const prod = stageOf({ name: 'prod' });
const dev = stageOf({ name: 'dev', removalPolicy: 'destroy' });
const stacks = [prod.gateway, prod.auth0];

describe('an environment', () => {
  test('is two stacks, named after it, in its account and region', () => {
    expect(stacks.map(({ stackName }) => stackName)).toEqual([
      'sms-gateway-prod',
      'sms-gateway-prod-auth0',
    ]);
    expect(stacks.map(({ node }) => node.path)).toEqual(['prod/Gateway', 'prod/Auth0']);
    expect(stacks.map(({ account, region }) => [account, region])).toEqual([
      ['111111111111', 'eu-west-1'],
      ['111111111111', 'eu-west-1'],
    ]);
  });

  test('deploys the gateway before Auth0 is told of it', () => {
    const pathsOf = (stack: Stack) => stack.dependencies.map(({ node }) => node.path);
    expect(pathsOf(prod.auth0)).toEqual(['prod/Gateway']);
    expect(pathsOf(prod.gateway)).toEqual([]);
  });

  test('describes its stacks by its name', () => {
    for (const { templateOptions } of stacks) {
      expect(templateOptions.description).toContain('environment prod');
    }
  });

  test('tags all that can be tagged', () => {
    Template.fromStack(prod.gateway).hasResourceProperties('AWS::Lambda::Function', {
      Tags: [
        { Key: 'Application', Value: 'sms-gateway' },
        { Key: 'Environment', Value: 'prod' },
      ],
    });
  });

  test('can be deployed again after a first deployment that failed', () => {
    // The CLI deletes such a stack first, which protection would refuse …
    expect(prod.gateway.terminationProtection ?? false).toBe(false);
    // … and a secret left behind would hold the name.
    const policies = Object.values(
      Template.fromStack(prod.gateway).findResources('AWS::SecretsManager::Secret'),
    ).map(({ DeletionPolicy }) => DeletionPolicy as unknown);
    expect(new Set(policies)).toEqual(new Set(['RetainExceptOnCreate']));
  });

  test('is the same whether or not there are others', () => {
    const app = createApp();
    const [first, second] = ['first', 'second'].map((name) => stageOf({ name }, app));
    const alone = synthesise(environmentWith({ name: 'first' }));
    expect(first && Template.fromStack(first.gateway).toJSON()).toEqual(alone.gateway.toJSON());
    expect(first && Template.fromStack(first.auth0).toJSON()).toEqual(alone.auth0.toJSON());
    expect(second && JSON.stringify(Template.fromStack(second.gateway))).not.toContain('first');
  });
});

describe('a template', () => {
  test.each([...stacks, dev.gateway, dev.auth0].map((stack) => [stack.stackName, stack] as const))(
    'of %s carries no secret and nothing that CloudFormation would turn into one',
    (_, stack) => {
      const text = JSON.stringify(Template.fromStack(stack).toJSON());
      expect(text.match(/\{\{resolve:|"SecretString"|"SecretBinary"/g)).toBeNull();
    },
  );

  test.each(stacks.map((stack) => [stack.stackName, stack] as const))(
    'of %s has no log group without an end',
    (_, stack) => {
      const template = Template.fromStack(stack);
      const groups = propertiesOf(template, 'AWS::Logs::LogGroup');
      expect(groups.length).toBeGreaterThan(1);
      for (const group of groups) expect(group['RetentionInDays']).toBe(30);
    },
  );
});

describe('an accepted finding', () => {
  const accepted = [prod, dev].flatMap((stage) =>
    stage.node.findAll().flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.values(data as Readonly<Record<string, string>>))
        .map((reason) => ({ construct, reason })),
    ),
  );

  test('is rare: constructs of one kind share a reason, and there are few reasons', () => {
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ reason }) => reason)).size).toBeLessThan(15);
  });

  test('names the control that stands in its place', () => {
    for (const { reason } of accepted) expect(reason.length).toBeGreaterThan(40);
  });

  test('is accepted below the stack, on what has it', () => {
    for (const { construct } of accepted) {
      expect(construct.node.path.split('/').length).toBeGreaterThanOrEqual(4);
      const resources = construct.node
        .findAll()
        .filter((child) => CfnResource.isCfnResource(child));
      expect(resources.length).toBeGreaterThan(0);
    }
  });
});
