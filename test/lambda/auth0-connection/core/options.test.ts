import * as fc from 'fast-check';
import type { Auth0SmsConnectionProperties, Integration } from '../../../../lambda/contract';
import {
  restoredOptions,
  targetOptions,
  type Options,
} from '../../../../lambda/auth0-connection/core/options';

const propertiesFor = (integration: Integration): Auth0SmsConnectionProperties => ({
  environment: 'test',
  domain: 'acme.eu.auth0.com',
  integration,
  gatewayUrl: 'https://gateway.example/sms',
  audience: 'urn:sms-gateway:test',
  subject: 'auth0:test',
  onDelete: 'restore',
  connection: {
    name: 'sms',
    template: '{{ code }}',
    syntax: 'liquid',
    codeLength: 6,
    codeLifetimeSeconds: 180,
    disableSignup: false,
    bruteForceProtection: true,
    forwardRequestInfo: true,
    enabledClients: [],
  },
});
const target = (current: Options, integration: Integration = 'sms-gateway') =>
  targetOptions(current, propertiesFor(integration), 'key');
const ours = target({}).switched;

const DECIDED = [
  ...Object.keys(ours),
  'from',
  'twilio_sid',
  'twilio_token',
  'messaging_service_sid',
];
const anyOptions: fc.Arbitrary<Options> = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...DECIDED, 'use_phone_provider', '__proto__', 'constructor'),
    fc.string(),
  ),
  fc.oneof(fc.jsonValue(), fc.constantFrom(true, 'unified')),
  { noNullPrototype: true },
);
const anyIntegration = fc.constantFrom<Integration[]>('sms-gateway', 'phone-provider');
const foreign = (options: Options) =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([key]) => !DECIDED.includes(key) && key !== 'use_phone_provider',
    ),
  );

test('whatever stands there, a merge keeps what is foreign and sets what is ours', () => {
  fc.assert(
    fc.property(anyOptions, (current) => {
      const { switched } = target(current);
      expect(foreign(switched)).toStrictEqual(foreign(current));
      expect(switched).toMatchObject(ours);
      expect(switched).not.toHaveProperty('twilio_token');
      expect(switched).not.toHaveProperty('from');
      expect(target(switched).switched).toStrictEqual(switched);
    }),
  );
});

test('whatever stands there, the phone provider leaves text, sender and gateway as they are', () => {
  fc.assert(
    fc.property(anyOptions, (current) => {
      const { prepared } = target(current, 'phone-provider');
      const { name, totp, disable_signup, brute_force_protection } = ours;
      expect(prepared).toStrictEqual({
        ...current,
        name,
        totp,
        disable_signup,
        brute_force_protection,
      });
    }),
  );
});

test('whatever stood there, restoring it after any moves to and fro gives it back', () => {
  fc.assert(
    fc.property(anyOptions, fc.array(anyIntegration, { minLength: 1 }), (before, moves) => {
      const after = moves.reduce<Options>(
        (options, integration) => target(options, integration).switched,
        before,
      );
      expect(restoredOptions(after, before)).toStrictEqual(before);
      expect(restoredOptions(undefined, before)).toStrictEqual(before);
    }),
  );
});

test.each([
  ['with a gateway of its own', { provider: 'sms_gateway' }, true],
  ['with Twilio', { provider: 'twilio' }, true],
  ['that knows no other way', {}, undefined],
  ['that is switched already', { provider: 'twilio', use_phone_provider: 'unified' }, 'unified'],
])('a connection %s is told to use the phone provider: %#', (_, before, expected) => {
  const { prepared, switched } = target(before, 'phone-provider');
  expect(switched['use_phone_provider']).toBe(expected);
  expect(target({ ...switched }, 'sms-gateway').switched).not.toHaveProperty('use_phone_provider');
  expect({ ...prepared, use_phone_provider: expected }).toEqual(switched);
});

test('a foreign option that was changed after the adoption keeps its newer value', () => {
  const before = { provider: 'twilio', authParams: { scope: 'openid' } };
  const current = { ...target(before).switched, authParams: { scope: 'openid phone' } };
  expect(restoredOptions(current, before)).toStrictEqual({
    provider: 'twilio',
    authParams: { scope: 'openid phone' },
  });
});
