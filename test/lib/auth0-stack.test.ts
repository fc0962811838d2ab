import { Match } from 'aws-cdk-lib/assertions';
import { environmentWith } from '../support/environment';
import { actionsOf, statementsOf } from '../support/policies';
import { propertiesOf, synthesise } from '../support/template';

const environment = environmentWith({ name: 'prod', logs: { retentionDays: 90 } });
const { auth0 } = synthesise(environment);

const CONNECTION = 'Custom::Auth0SmsConnection';

describe('the registration with Auth0', () => {
  test('is told what the environment file says, the gateway URL and the claims of the token', () => {
    auth0.resourceCountIs(CONNECTION, 1);
    auth0.hasResourceProperties(CONNECTION, {
      environment: 'prod',
      domain: 'acme-test.eu.auth0.com',
      audience: 'urn:sms-gateway:prod',
      subject: 'auth0:prod',
      onDelete: 'restore',
      connection: environment.auth0.connection,
      gatewayUrl: {
        'Fn::Join': [
          '',
          Match.arrayWith([
            { 'Fn::ImportValue': Match.stringLikeRegexp('^sms-gateway-prod:') },
            Match.stringLikeRegexp('/sms$'),
          ]),
        ],
      },
    });
  });

  test('is told no secret', () => {
    const [connection] = propertiesOf(auth0, CONNECTION);
    expect(Object.keys(connection ?? {}).toSorted()).toEqual([
      'ServiceTimeout',
      'ServiceToken',
      'audience',
      'connection',
      'domain',
      'environment',
      'gatewayUrl',
      'integration',
      'onDelete',
      'owner',
      'revision',
      'subject',
    ]);
  });

  test('fails after six minutes when its function hangs, not after an hour', () => {
    auth0.hasResourceProperties(CONNECTION, { ServiceTimeout: '360' });
  });

  test('is undone while its function may still do its work', () => {
    auth0.hasResource(CONNECTION, {
      DeletionPolicy: 'Delete',
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^SmsConnectionBackup'),
        Match.stringLikeRegexp('^SmsConnectionHandlerFunction'),
        Match.stringLikeRegexp('^SmsConnectionHandlerRoleDefaultPolicy'),
        Match.stringLikeRegexp('^SmsConnectionProviderframework'),
      ]),
    });
  });

  test.each(['ConnectionId', 'GatewayUrl'])('puts out its %s', (output) => {
    auth0.hasOutput(output, { Value: Match.anyValue() });
  });
});

describe('the function that registers', () => {
  test('runs nodejs24.x on arm64, with five minutes to wait for Auth0', () => {
    auth0.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 300,
    });
  });

  test('is given the names of secrets, not their values', () => {
    auth0.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          BACKUP_SECRET: { Ref: Match.stringLikeRegexp('^SmsConnectionBackup') },
          AUTH0_MANAGEMENT_SECRET: 'sms-gateway/prod/auth0-management',
          GATEWAY_TOKEN_SECRET: 'sms-gateway/prod/gateway-token',
        },
      },
    });
  });

  test('may do this and nothing else', () => {
    const allowed = statementsOf(auth0, 'SmsConnectionHandler').flatMap(actionsOf);
    expect(allowed.toSorted()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  const resourceOf = (action: string) =>
    statementsOf(auth0, 'SmsConnectionHandler').find((statement) =>
      actionsOf(statement).includes(action),
    )?.Resource;

  test('reads the credentials for Auth0, the gateway token and the backup, no provider', () => {
    const prefix = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/prod';
    expect(resourceOf('secretsmanager:GetSecretValue')).toEqual([
      `${prefix}/auth0-management-??????`,
      `${prefix}/gateway-token-??????`,
      { Ref: expect.stringMatching(/^SmsConnectionBackup/) },
    ]);
  });

  test('writes the backup only', () => {
    expect(resourceOf('secretsmanager:PutSecretValue')).toEqual({
      Ref: expect.stringMatching(/^SmsConnectionBackup/),
    });
  });

  test('uses the key of the environment, which the Gateway stack owns', () => {
    expect(resourceOf('kms:Decrypt')).toEqual({
      'Fn::ImportValue': expect.stringMatching(/^sms-gateway-prod:/),
    });
  });
});

describe('what stood in Auth0 before', () => {
  test('is kept in a secret that starts empty, under the key of the environment', () => {
    // One of the connection, and one of what sends phone messages beside it.
    auth0.resourceCountIs('AWS::SecretsManager::Secret', 2);
    auth0.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Delete',
      Properties: {
        Name: Match.absent(),
        SecretString: Match.absent(),
        GenerateSecretString: Match.absent(),
        KmsKeyId: { 'Fn::ImportValue': Match.anyValue() },
      },
    });
  });
});

describe('logs', () => {
  test('end, those of the framework too: every function has a group with retention', () => {
    auth0.resourceCountIs('AWS::Lambda::Function', 6);
    auth0.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.anyValue() } },
    });
    auth0.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });
});
