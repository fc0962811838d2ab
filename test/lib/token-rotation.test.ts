import { Match } from 'aws-cdk-lib/assertions';
import { rotationOf } from '../../lib/environment/rotation';
import { environmentWith } from '../support/environment';
import { actionsOf, statementsOf } from '../support/policies';
import { propertiesOf, synthesise } from '../support/template';

const environment = environmentWith({ name: 'prod' });
const { auth0 } = synthesise(environment);

const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const TOKEN =
  'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/prod/gateway-token-??????';
const MANAGEMENT =
  'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/prod/auth0-management-??????';

describe('the rotation of the gateway token', () => {
  test('comes every 30 days, and not because of a deployment', () => {
    auth0.hasResource(SCHEDULE, {
      Properties: {
        SecretId: 'sms-gateway/prod/gateway-token',
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediatelyOnUpdate: false,
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TokenRotationInvoke')]),
    });
  });

  test('may be called by Secrets Manager for this secret of this account alone', () => {
    auth0.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: '111111111111',
      SourceArn: TOKEN,
    });
  });

  test('knows which connection of which tenant, and no secret', () => {
    auth0.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 300,
      Environment: {
        Variables: {
          ENVIRONMENT: 'prod',
          AUTH0_DOMAIN: 'acme-test.eu.auth0.com',
          AUTH0_CONNECTION_ID: { Ref: Match.stringLikeRegexp('^SmsConnection') },
          GATEWAY_URL: Match.anyValue(),
        },
      },
    });
  });

  const statements = statementsOf(auth0, 'TokenRotationHandler');

  test('may do this and nothing else', () => {
    expect(statements.flatMap(actionsOf).toSorted()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetRandomPassword',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test.each([
    ['secretsmanager:GetSecretValue', [MANAGEMENT, TOKEN]],
    ['secretsmanager:PutSecretValue', TOKEN],
    ['secretsmanager:UpdateSecretVersionStage', TOKEN],
    ['secretsmanager:DescribeSecret', TOKEN],
    ['secretsmanager:GetRandomPassword', '*'],
  ])('may %s of these secrets and no other', (action, resource) => {
    expect(statements.find((statement) => actionsOf(statement).includes(action))?.Resource).toEqual(
      resource,
    );
  });

  test('raises an alarm when it fails', () => {
    auth0.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('rotation-failed$'),
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Threshold: 1,
      AlarmDescription: Match.stringLikeRegexp('docs/runbook.md, alarm rotation-failed'),
    });
  });

  test.each([1, 365])('comes every %i days where the environment file says so', (everyDays) => {
    const [schedule] = propertiesOf(
      synthesise(environmentWith({ auth0: { ...environment.auth0, rotation: { everyDays } } }))
        .auth0,
      SCHEDULE,
    );
    expect(schedule?.['RotationRules']).toEqual({ AutomaticallyAfterDays: everyDays });
  });

  test.each([
    ['the phone provider', { integration: 'phone-provider' as const }],
    ['a second factor', { mfa: { methods: ['sms' as const] } }],
  ])('is left out where an Action holds a copy of the key, for %s', (_, change) => {
    const { auth0: changed } = { auth0: { ...environment.auth0, ...change } };
    expect(rotationOf(environmentWith({ auth0: changed }))).toBe(false);
  });

  test('is left out by the environment file, function and all', () => {
    const without = synthesise(
      environmentWith({ auth0: { ...environment.auth0, rotation: false } }),
    );
    without.auth0.resourceCountIs(SCHEDULE, 0);
    expect(JSON.stringify(without.auth0.toJSON())).not.toContain('TokenRotation');
  });
});
