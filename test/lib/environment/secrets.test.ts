import { looksQuotable, looksSecret, namesSecret } from '../../../lib/environment/secrets';

describe('looksSecret', () => {
  it.each([
    ['a Twilio auth token', '0123456789abcdef0123456789abcdef'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln'],
    ['an AWS access key id', 'AKIAIOSFODNN7EXAMPLE'],
    ['a temporary AWS access key id', 'ASIAIOSFODNN7EXAMPLE'],
    ['an AWS secret access key', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['a key of the sk_ family', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['a key in a path', 'https://api.example/0123456789abcdef0123456789abcdef/send'],
    ['a key in a query', 'https://api.example/?key=0123456789abcdef0123456789abcdef&to=1'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE'],
    ['an RSA private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a secret inside a sentence', 'use 0123456789abcdef0123456789abcdef here'],
    ['an Auth0 client secret', 'Zx8yQm3_kV7-rT1bN5cW9sD2fG6hJ0pL4aEuIoXyZqRwKvBnMtYcHgSdPlJfA1e2'],
  ])('knows %s', (_, text) => {
    expect(looksSecret(text)).toBe(true);
  });

  it.each([
    ['an account SID', 'AC0123456789abcdef0123456789abcdef'],
    ['a messaging service SID', 'MG0123456789abcdef0123456789abcdef'],
    ['an API key SID', 'SK0123456789abcdef0123456789abcdef'],
    ['a Powerpack UUID', '01234567-89ab-cdef-0123-456789abcdef'],
    [
      'the ARN of a pool',
      'arn:aws:sms-voice:eu-west-1:111111111111:pool/pool-0123456789abcdef0123456789abcdef',
    ],
    ['a client id', '2j6ifmL7pT68tirHaB3dE5fG7hJ9kL1m'],
    ['a phone number', '+12025550123'],
    ['a template', 'Your Acme verification code is {{ code }}. It ends in 3 minutes.'],
    ['a path', '../../node_modules/auth0-sms-gateway/environments/environment.schema.json'],
    ['an address', 'https://xk2v9.api.infobip.com/sms/2/text/advanced'],
  ])('lets %s pass', (_, text) => {
    expect(looksSecret(text)).toBe(false);
  });
});

describe('namesSecret', () => {
  it.each(['authToken', 'apiKey', 'api_key', 'API-SECRET', 'password', 'clientSecret', 'token'])(
    'knows %s',
    (key) => {
      expect(namesSecret(key)).toBe(true);
    },
  );

  it.each(['apiKeySid', 'secretArn', 'accountSid', 'routes', 'domain', 'sender'])(
    'lets %s pass',
    (key) => {
      expect(namesSecret(key)).toBe(false);
    },
  );
});

describe('looksQuotable', () => {
  it.each(['eu-west-1', 'https://acme.eu.auth0.com', 'Welcome to Acme', '+12025550123'])(
    'lets a fault repeat %s',
    (text) => {
      expect(looksQuotable(text)).toBe(true);
    },
  );

  it.each(['vKOPs8jTQaaJ0bX0Bd5Uxw==', 'abcdef012345', 'x'.repeat(41)])('withholds %s', (text) => {
    expect(looksQuotable(text)).toBe(false);
  });
});
