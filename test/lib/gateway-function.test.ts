import { Match } from 'aws-cdk-lib/assertions';
import { environmentWith } from '../support/environment';
import { actionsOf, statementsOf } from '../support/policies';
import { propertiesOf, synthesise } from '../support/template';

const { gateway } = synthesise(environmentWith());
const withoutSns = synthesise(
  environmentWith({
    providers: { clickatell: { type: 'clickatell' } },
    routes: [{ countries: '*', providers: ['clickatell'] }],
    removalPolicy: 'destroy',
  }),
).gateway;

describe('the gateway function', () => {
  test('runs nodejs24.x on arm64 with 512 MB, for less than API Gateway waits', () => {
    gateway.resourceCountIs('AWS::Lambda::Function', 1);
    gateway.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 28,
      Handler: 'index.handler',
    });
  });

  test('is traced', () => {
    gateway.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });

  test('has no environment variable but the name of the state table', () => {
    const [fn] = propertiesOf(gateway, 'AWS::Lambda::Function');
    expect(fn?.['Environment']).toEqual({
      Variables: { STATE_TABLE: { Ref: expect.stringMatching(/^StateTable/) } },
    });
  });

  test('is invoked as a published version, by the alias live', () => {
    gateway.hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': [Match.stringLikeRegexp('CurrentVersion'), 'Version'] },
    });
  });

  test('keeps its earlier versions, to go back to', () => {
    gateway.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'Retain' });
  });

  test('logs to a group of its own that ends', () => {
    gateway.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^GatewayLogs') } },
    });
  });

  test.each([
    ['retain', gateway, 'RetainExceptOnCreate'],
    ['destroy', withoutSns, 'Delete'],
  ])('its log group follows removalPolicy %s', (_, template, policy) => {
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: policy });
  });
});

describe('the role of the gateway function', () => {
  test('may do this and nothing else', () => {
    const allowed = statementsOf(gateway)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(actionsOf);
    expect(allowed.toSorted()).toEqual([
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      // Of secrets, and of the table.
      'kms:Decrypt',
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sns:Publish',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    gateway.allResourcesProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^GatewayRole') }],
    });
  });

  test('has no policy of AWS behind it', () => {
    gateway.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('reads the gateway token, the key of the counters and the providers, not the credentials for Auth0', () => {
    const reads = statementsOf(gateway).find((statement) =>
      actionsOf(statement).includes('secretsmanager:GetSecretValue'),
    );
    expect(reads?.Resource).toEqual([
      { Ref: expect.stringMatching(/^SecretsGatewayToken/) },
      { Ref: expect.stringMatching(/^SecretsProviderclickatell/) },
      { Ref: expect.stringMatching(/^SecretsProvidertwilious/) },
      { Ref: expect.stringMatching(/^SecretsSendLimitsKey/) },
    ]);
  });

  test('decrypts with the key of the environment, through Secrets Manager only', () => {
    const decrypts = statementsOf(gateway).find((statement) =>
      actionsOf(statement).includes('kms:Decrypt'),
    );
    expect(decrypts).toMatchObject({
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsKey/), 'Arn'] },
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
    });
  });

  test('publishes to phone numbers and to no topic', () => {
    const publishing = statementsOf(gateway, 'GatewayRoleProvidersns');
    expect(publishing).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
      { Effect: 'Deny', Action: 'sns:Publish', Resource: expect.stringMatching(/^arn:.*:sns:/) },
    ]);
  });

  test('may send from the senders of all countries, each named once', () => {
    const perCountry = {
      DE: { originationIdentity: 'pool-87654321' },
      FR: { originationIdentity: 'pool-87654321' },
    };
    const template = synthesise(
      environmentWith({
        providers: {
          aws: { type: 'aws-end-user-messaging', originationIdentity: 'pool-12345678', perCountry },
        },
        routes: [{ countries: '*', providers: ['aws'] }],
      }),
    ).gateway;
    const senders = statementsOf(template, 'GatewayRoleProvideraws')
      .filter((statement) => actionsOf(statement).includes('sms-voice:SendTextMessage'))
      .flatMap(({ Resource }) => Resource);
    expect(senders).toEqual([
      'arn:*:sms-voice:*:*:pool/pool-12345678',
      'arn:*:sms-voice:*:*:pool/pool-87654321',
    ]);
  });

  test('publishes nothing in an environment without SNS', () => {
    expect(statementsOf(withoutSns).flatMap(actionsOf)).not.toContain('sns:Publish');
  });

  test('says beside each wildcard of a provider why it is there', () => {
    gateway.hasResource('AWS::IAM::Policy', {
      Metadata: { Why: [Match.stringLikeRegexp('.{40}'), Match.stringLikeRegexp('.{40}')] },
    });
  });

  test('has no other wildcard than what SNS and X-Ray cannot do without', () => {
    const wild = statementsOf(gateway).filter(({ Resource }) =>
      JSON.stringify(Resource).includes('*'),
    );
    expect(wild.flatMap(actionsOf).toSorted()).toEqual([
      'sns:Publish',
      'sns:Publish',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});
