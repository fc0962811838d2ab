import { Match } from 'aws-cdk-lib/assertions';
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
          KEY_PLACES: 'connection',
          AUTH0_CONNECTION_ID: { Ref: Match.stringLikeRegexp('^SmsConnection') },
          OWNER: '111111111111/eu-west-1/prod',
          GATEWAY_URL: Match.anyValue(),
          CODE_LIFETIME_SECONDS: '180',
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

  test('comes as often as the environment file says', () => {
    const everyDays = 365;
    const [schedule] = propertiesOf(
      synthesise(environmentWith({ auth0: { ...environment.auth0, rotation: { everyDays } } }))
        .auth0,
      SCHEDULE,
    );
    expect(schedule?.['RotationRules']).toEqual({ AutomaticallyAfterDays: everyDays });
  });

  test.each([
    ['a second factor', { mfa: { methods: ['sms' as const] } }, 'connection,send-phone-message'],
    [
      'the phone provider with a second factor',
      { integration: 'phone-provider' as const, mfa: { methods: ['sms' as const] } },
      'custom-phone-provider',
    ],
  ])('goes to every place that has the key, with %s', (_, change, places) => {
    const { auth0: changed } = synthesise(
      environmentWith({ name: 'prod', auth0: { ...environment.auth0, ...change } }),
    );
    changed.hasResource('AWS::Lambda::Function', {
      Properties: { Timeout: 600, Environment: { Variables: { KEY_PLACES: places } } },
      // Changed after a move to the Action, and gone before the Action goes.
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^PhoneProvider')]),
    });
    changed.resourceCountIs(SCHEDULE, 1);
  });

  test('is left out by the environment file, function and all', () => {
    const without = synthesise(
      environmentWith({ auth0: { ...environment.auth0, rotation: false } }),
    );
    without.auth0.resourceCountIs(SCHEDULE, 0);
    expect(JSON.stringify(without.auth0.toJSON())).not.toContain('TokenRotation');
  });
});
