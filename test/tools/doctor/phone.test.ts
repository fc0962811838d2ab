import { type Clinic, openClinic, PHONE_SCOPES, withPhoneProvider } from './world';

// Each examination starts a tenant and a gateway of its own.
jest.setTimeout(60_000);

let clinic: Clinic;
beforeAll(async () => (clinic = await openClinic()));
afterAll(() => clinic.close());

const phone = { environment: withPhoneProvider, scopes: PHONE_SCOPES };

test('a healthy tenant with a phone provider and a second factor is green, and only read', async () => {
  const { findings, asked } = await clinic.examine(phone);
  expect(findings.filter(({ level }) => level !== 'green')).toEqual([]);
  expect(findings.map(({ id }) => id).filter((id) => id.startsWith('auth0-'))).toEqual([
    'auth0-stack',
    'auth0-domain',
    'auth0-token',
    'auth0-scopes',
    'auth0-tenant',
    'auth0-connection',
    'auth0-applications',
    'auth0-action',
    'auth0-phone-provider',
    'auth0-second-factor',
  ]);
  expect(asked.filter((call) => !call.startsWith('GET '))).toEqual(['POST /oauth/token']);
});

test('what is amiss has a line, a level and its fix', async () => {
  const { findings } = await clinic.examine({
    ...phone,
    hands: async (by) => {
      await by.edit({ code: '// canary of a draft' });
      await by.changeProvider({ disabled: true });
      await by.messageTypes([]);
    },
  });
  const advice =
    'npm run drift -- test shows where; raise auth0.revision by one, and npx cdk deploy "test/*"';
  expect(findings.filter(({ level }) => level !== 'green')).toEqual([
    {
      id: 'auth0-action',
      title: 'Auth0 Action',
      level: 'yellow',
      detail: 'is not as it was registered: draft.code',
      advice,
    },
    {
      id: 'auth0-phone-provider',
      title: 'Auth0 phone provider',
      level: 'red',
      detail: 'is not as it was registered: disabled',
      advice,
    },
    {
      id: 'auth0-second-factor',
      title: 'Auth0 second factor',
      level: 'red',
      detail: 'is not as it was registered: message_types',
      advice,
    },
  ]);
});
