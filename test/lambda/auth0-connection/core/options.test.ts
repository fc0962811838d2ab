import * as fc from 'fast-check';
import {
  gatewayOptions,
  mergeOptions,
  restoredOptions,
  type Options,
} from '../../../../lambda/auth0-connection/core/options';

const ours = gatewayOptions(
  {
    environment: 'test',
    domain: 'acme.eu.auth0.com',
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
  },
  'key',
);

const DECIDED = [
  ...Object.keys(ours),
  'from',
  'twilio_sid',
  'twilio_token',
  'messaging_service_sid',
];
const anyOptions: fc.Arbitrary<Options> = fc.dictionary(
  fc.oneof(fc.constantFrom(...DECIDED, '__proto__', 'constructor'), fc.string()),
  fc.jsonValue(),
  { noNullPrototype: true },
);
const foreign = (options: Options) =>
  Object.fromEntries(Object.entries(options).filter(([key]) => !DECIDED.includes(key)));

test('whatever stands there, a merge keeps what is foreign and sets what is ours', () => {
  fc.assert(
    fc.property(anyOptions, (current) => {
      const merged = mergeOptions(current, ours);
      expect(foreign(merged)).toStrictEqual(foreign(current));
      expect(merged).toMatchObject(ours);
      expect(merged).not.toHaveProperty('twilio_token');
      expect(merged).not.toHaveProperty('from');
      expect(mergeOptions(merged, ours)).toStrictEqual(merged);
    }),
  );
});

test('whatever stood there, restoring what was merged gives it back', () => {
  fc.assert(
    fc.property(anyOptions, (before) => {
      expect(restoredOptions(mergeOptions(before, ours), before)).toStrictEqual(before);
      expect(restoredOptions(undefined, before)).toStrictEqual(before);
    }),
  );
});

test('a foreign option that was changed after the adoption keeps its newer value', () => {
  const before = { provider: 'twilio', use_phone_provider: false };
  const current = { ...mergeOptions(before, ours), use_phone_provider: true };
  expect(restoredOptions(current, before)).toStrictEqual({
    provider: 'twilio',
    use_phone_provider: true,
  });
});
