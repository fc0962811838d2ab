import { Match, type Template } from 'aws-cdk-lib/assertions';
import { environmentWith } from '../support/environment';
import { propertiesOf, synthesise } from '../support/template';

const environment = environmentWith({ name: 'prod' });
const { auth0 } = synthesise(environment);

const SCHEDULE = 'AWS::Scheduler::Schedule';
const ALARM = 'AWS::CloudWatch::Alarm';

describe('the check for drift', () => {
  test('is started once a day, with what the deployment registered', () => {
    auth0.hasResourceProperties(SCHEDULE, {
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 },
    });
    const [schedule] = propertiesOf(auth0, SCHEDULE);
    const input = JSON.stringify(schedule?.['Target']);
    expect(input).toContain('acme-test.eu.auth0.com');
    expect(input).toContain('urn:sms-gateway:prod');
    expect(input).toContain('Your Acme code is');
  });

  test('is told of the phone provider and the second factor, where there are any', () => {
    const phone = synthesise(
      environmentWith({
        name: 'prod',
        auth0: { ...environment.auth0, integration: 'phone-provider', mfa: { methods: ['sms'] } },
      }),
    );
    const inputOf = (template: Template) => JSON.stringify(propertiesOf(template, SCHEDULE));
    expect(inputOf(phone.auth0)).toContain('"phone\\":{');
    expect(inputOf(phone.auth0)).toContain('mfaMethods');
    expect(inputOf(auth0)).not.toContain('mfaMethods');
  });

  test('may read the two secrets that it compares with, and write nothing', () => {
    const statements = propertiesOf(auth0, 'AWS::IAM::Policy')
      .map((policy) => JSON.stringify(policy))
      .filter((policy) => policy.includes('DriftCheckHandler') && policy.includes('ReadSecrets'));
    expect(statements).toHaveLength(1);
    const [policy = ''] = statements;
    expect(policy).toContain('sms-gateway/prod/auth0-management-??????');
    expect(policy).toContain('sms-gateway/prod/gateway-token-??????');
    expect(policy).not.toMatch(/secretsmanager:(Put|Update|Create|Delete)|GenerateDataKey/);
  });

  test('is started by a role that can start it and nothing else', () => {
    auth0.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 'lambda:InvokeFunction',
            Effect: 'Allow',
            Resource: {
              'Fn::GetAtt': [Match.stringLikeRegexp('^DriftCheckHandlerFunction'), 'Arn'],
            },
          }),
        ],
      },
    });
  });

  test.each([
    ['drift', { Namespace: 'SmsGateway', MetricName: 'Drift' }],
    ['a check that failed', { Namespace: 'AWS/Lambda', MetricName: 'Errors' }],
  ])('raises an alarm after %s', (_, metric) => {
    auth0.hasResourceProperties(ALARM, {
      ...metric,
      Threshold: 1,
      Period: 86_400,
      Statistic: 'Maximum',
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('docs/runbook.md'),
    });
  });

  test('is left out by the environment file', () => {
    const without = synthesise(
      environmentWith({ auth0: { ...environment.auth0, driftCheck: false, rotation: false } }),
    );
    without.auth0.resourceCountIs(SCHEDULE, 0);
    without.auth0.resourceCountIs(ALARM, 0);
  });
});
