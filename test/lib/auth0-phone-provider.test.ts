import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { Environment } from '../../lib/environment';
import { environmentWith } from '../support/environment';
import { actionsOf, statementsOf } from '../support/policies';
import { propertiesOf, synthesise } from '../support/template';

const CONNECTION = 'Custom::Auth0SmsConnection';
const PHONE_PROVIDER = 'Custom::Auth0PhoneProvider';

const { auth0 } = environmentWith();
const stackWith = (
  changes: Partial<Environment['auth0']>,
  rest: Partial<Environment> = {},
): Template =>
  synthesise(environmentWith({ name: 'prod', auth0: { ...auth0, ...changes }, ...rest })).auth0;

const gateway = stackWith({});
const phone = stackWith(
  { integration: 'phone-provider', mfa: { methods: ['sms'] } },
  {
    routes: [
      { countries: ['US'], methods: ['text', 'voice'], providers: ['twilio-us'] },
      { countries: '*', providers: ['sns'] },
    ],
  },
);
const secondFactor = stackWith({ mfa: { methods: ['sms'] } });

describe('a tenant whose phone provider is the gateway', () => {
  test('is told who owns it, what the routes serve, and no secret', () => {
    const [properties = {}] = propertiesOf(phone, PHONE_PROVIDER);
    const { ServiceToken: _, gatewayUrl: __, ...rest } = properties;
    expect(rest).toEqual({
      ServiceTimeout: '360',
      environment: 'prod',
      domain: 'acme-test.eu.auth0.com',
      owner: '111111111111/eu-west-1/prod',
      audience: 'urn:sms-gateway:prod',
      subject: 'auth0:prod',
      onDelete: 'restore',
      integration: 'phone-provider',
      connectionName: 'sms',
      codeLifetimeSeconds: 180,
      deliveryMethods: ['text', 'voice'],
      replaceExisting: false,
      mfaMethods: ['sms'],
      actions: expect.stringMatching(/^[0-9a-f]{64}\.js$/),
      revision: 1,
    });
  });

  test('has it before the connection uses it, and until the connection has left it', () => {
    phone.hasResource(CONNECTION, {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^PhoneProvider[0-9A-F]{8}$|^PhoneProviderPhoneProvider'),
      ]),
    });
  });

  test('keeps its connection, which is told of it', () => {
    phone.hasResourceProperties(CONNECTION, {
      integration: 'phone-provider',
      owner: '111111111111/eu-west-1/prod',
    });
  });

  test('lets its function do what that of the connection may, with a backup of its own', () => {
    const allowed = (id: string) => statementsOf(phone, id).flatMap(actionsOf).toSorted();
    expect(allowed('PhoneProviderHandler')).toEqual(allowed('SmsConnectionHandler'));
    phone.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { BACKUP_SECRET: { Ref: Match.stringLikeRegexp('^PhoneProviderBackup') } },
      },
    });
  });
});

describe('a tenant that sends through the gateway of its connection', () => {
  test('has a registration that asks for nothing, so that leaving the phone provider is an update', () => {
    gateway.hasResourceProperties(PHONE_PROVIDER, { integration: 'sms-gateway', mfaMethods: [] });
  });

  test('takes an Action back once the rotation of the key has forgotten it', () => {
    gateway.hasResource(PHONE_PROVIDER, {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TokenRotationHandlerFunction')]),
    });
  });

  test('has its second factor registered after the connection, so that the way back begins there', () => {
    secondFactor.hasResourceProperties(PHONE_PROVIDER, { integration: 'sms-gateway' });
    secondFactor.hasResource(PHONE_PROVIDER, {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SmsConnection')]),
    });
  });
});
