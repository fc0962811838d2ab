import { Match } from 'aws-cdk-lib/assertions';
import { environmentWith } from '../support/environment';
import { propertiesOf, synthesise } from '../support/template';

const retained = synthesise(environmentWith({ name: 'prod' })).gateway;
const destroyed = synthesise(environmentWith({ removalPolicy: 'destroy' })).gateway;

const secretsOf = (template: typeof retained) =>
  new Map(
    propertiesOf(template, 'AWS::SecretsManager::Secret').map((secret) => [
      String(secret['Name']),
      secret,
    ]),
  );

describe('the secrets of an environment', () => {
  test('are the gateway token, the credentials for Auth0 and those of providers that need any', () => {
    expect([...secretsOf(retained).keys()].toSorted()).toEqual([
      'sms-gateway/prod/auth0-management',
      'sms-gateway/prod/gateway-token',
      'sms-gateway/prod/providers/clickatell',
      'sms-gateway/prod/providers/twilio-us',
      'sms-gateway/prod/send-limits-key',
    ]);
  });

  test('share one key, which rotates and can be found by its alias', () => {
    retained.resourceCountIs('AWS::KMS::Key', 1);
    retained.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    retained.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/sms-gateway-prod' });
    retained.allResourcesProperties('AWS::SecretsManager::Secret', {
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SecretsKey'), 'Arn'] },
    });
  });

  test('start empty, but for the two that the gateway keeps to itself, 64 generated letters and digits each', () => {
    for (const [name, secret] of secretsOf(retained)) {
      expect(secret['SecretString']).toBeUndefined();
      expect(secret['GenerateSecretString']).toEqual(
        ['sms-gateway/prod/gateway-token', 'sms-gateway/prod/send-limits-key'].includes(name)
          ? { PasswordLength: 64, ExcludePunctuation: true }
          : undefined,
      );
    }
  });

  test.each(['AWS::SecretsManager::Secret', 'AWS::KMS::Key'])(
    '%s stays when the stack goes, where the environment says retain',
    (type) => {
      retained.allResources(type, {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
      destroyed.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    },
  );

  test('that somebody has to fill in are listed by an output', () => {
    retained.hasOutput('SecretsToFillIn', {
      Value:
        'sms-gateway/prod/auth0-management sms-gateway/prod/providers/twilio-us sms-gateway/prod/providers/clickatell',
    });
  });
});
