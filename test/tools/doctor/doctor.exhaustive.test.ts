import { PASSWORDLESS_GRANT, REGISTRATION_SCOPES } from '../../../local/tenant/model';
import { jsonResponse } from '../../../local/http/message';
import { html, json } from '../../support/http-server';
import { CANARIES, type Clinic, openClinic, type Plant } from './world';

// Each examination starts a tenant and a gateway of its own.
jest.setTimeout(60_000);

let clinic: Clinic;
beforeAll(async () => (clinic = await openClinic()));
afterAll(() => clinic.close());

const gateway = 'sms-gateway-test';
const auth0 = 'sms-gateway-test-auth0';
const names = {
  token: 'sms-gateway/test/gateway-token',
  management: 'sms-gateway/test/auth0-management',
  twilio: 'sms-gateway/test/providers/twilio',
  pending: 'sms-gateway/test/pending-credentials',
};
const SCOPES = [...REGISTRATION_SCOPES, 'read:clients', 'read:tenant_settings'];
const management = JSON.stringify({ clientId: 'm2m', clientSecret: CANARIES.management });

test('a healthy environment is green, line by line', async () => {
  const { findings } = await clinic.examine();
  expect(findings.filter(({ level }) => level !== 'green')).toEqual([]);
  expect(findings.map(({ id }) => id)).toEqual([
    'aws-account',
    'cdk-bootstrap',
    'gateway-stack',
    'auth0-stack',
    'secret-gateway-token',
    'secret-auth0-management',
    'secret-providers-twilio',
    'gateway-url',
    'clock',
    'gateway-token',
    'gateway-function',
    'auth0-domain',
    'auth0-token',
    'auth0-scopes',
    'auth0-tenant',
    'auth0-connection',
    'auth0-applications',
    'provider-twilio',
    'environment-file',
    'provider-sns',
    'provider-voice',
    'recent-errors',
    'alarms',
  ]);
});

test('it only reads, and sends nothing', async () => {
  const { asked, gatewayLog } = await clinic.examine();
  expect(asked.filter((call) => !call.startsWith('GET '))).toEqual(['POST /oauth/token']);
  expect(clinic.aws.calls.filter((call) => !/:(Get|Describe|List)[A-Z]/.test(call))).toEqual([]);
  expect(gatewayLog.join()).not.toContain('accepted');
});

const stack =
  (name: string, status: string): NonNullable<Plant['aws']> =>
  ({ stacks }) => {
    const found = stacks.get(name);
    if (found) found.status = status;
  };

/** What is planted, what the doctor must find and nothing beside it, and what it must advise. */
const FAULTS: readonly (readonly [
  fault: string,
  plant: Plant,
  id: string,
  level: 'red' | 'yellow',
  advice: RegExp,
])[] = [
  [
    'AWS credentials of another account',
    { aws: (state) => (state.account = '999999999999') },
    'aws-account',
    'red',
    /AWS_PROFILE/,
  ],
  [
    'AWS credentials that ran out',
    { aws: (state) => (state.takesCredentials = false) },
    'aws-account',
    'red',
    /aws sso login/,
  ],
  [
    'an account that was never bootstrapped',
    { aws: ({ parameters }) => parameters.clear() },
    'cdk-bootstrap',
    'red',
    /npx cdk bootstrap aws:\/\/111111111111\/eu-west-1/,
  ],
  [
    'a bootstrap from years ago',
    { aws: ({ parameters }) => parameters.set('/cdk-bootstrap/hnb659fds/version', '4') },
    'cdk-bootstrap',
    'red',
    /npx cdk bootstrap/,
  ],
  [
    'a gateway that is not deployed',
    { aws: ({ stacks }) => stacks.delete(gateway) },
    'gateway-stack',
    'red',
    /npx cdk deploy "test\/\*"/,
  ],
  [
    'a gateway stack that failed',
    { aws: stack(gateway, 'UPDATE_FAILED') },
    'gateway-stack',
    'red',
    /events of the stack/,
  ],
  [
    'a deployment that was taken back',
    { aws: stack(gateway, 'UPDATE_ROLLBACK_COMPLETE') },
    'gateway-stack',
    'yellow',
    /events of the stack/,
  ],
  [
    'a registration that is not deployed',
    { aws: ({ stacks }) => stacks.delete(auth0) },
    'auth0-stack',
    'red',
    /npx cdk deploy/,
  ],
  [
    'a registration whose first deployment failed',
    { aws: stack(auth0, 'ROLLBACK_COMPLETE') },
    'auth0-stack',
    'red',
    /docs\/runbook.md/,
  ],
  [
    'a provider secret that is empty',
    { aws: ({ secrets }) => secrets.set(names.twilio, {}) },
    'secret-providers-twilio',
    'red',
    /npm run credentials -- test --only providers\/twilio/,
  ],
  [
    'a provider secret of the wrong shape',
    { aws: ({ secrets }) => secrets.set(names.twilio, { value: '{"token":"x"}' }) },
    'secret-providers-twilio',
    'red',
    /npm run credentials/,
  ],
  [
    'credentials that still wait',
    {
      aws: ({ secrets }) => {
        secrets.set(names.management, {});
        secrets.set(names.pending, { value: JSON.stringify({ 'auth0-management': {} }) });
      },
    },
    'secret-auth0-management',
    'red',
    /npm run credentials -- test moves it/,
  ],
  [
    'a secret that somebody deleted',
    { aws: ({ secrets }) => secrets.set(names.twilio, { isBeingDeleted: true }) },
    'secret-providers-twilio',
    'red',
    /restore-secret/,
  ],
  [
    'a gateway token that somebody overwrote',
    { aws: ({ secrets }) => secrets.set(names.token, { value: 'oops' }) },
    'secret-gateway-token',
    'red',
    /put its last good value back/,
  ],
  [
    'a gateway that is out of reach',
    { gateway: () => ({ misbehaves: 'resets' }) },
    'gateway-url',
    'red',
    /npx cdk deploy "test\/Gateway"/,
  ],
  [
    'something that sends for anybody',
    { gateway: () => jsonResponse(200, { status: 'accepted' }) },
    'gateway-url',
    'red',
    /at once/,
  ],
  [
    'a gateway that always fails',
    { gateway: () => jsonResponse(503, { error: 'unavailable' }) },
    'gateway-url',
    'red',
    /log of the gateway/,
  ],
  [
    'a machine outside the allowed addresses',
    { gateway: () => jsonResponse(403, { message: 'Forbidden' }) },
    'gateway-url',
    'yellow',
    /run the doctor from one of those addresses/,
  ],
  [
    'a gateway that goes by another key',
    { gatewayKey: 'AnotherKeyOfTheGateway'.repeat(3) },
    'gateway-token',
    'red',
    /wait; else npx cdk deploy/,
  ],
  [
    'a clock that is ten minutes off',
    { world: (world) => ({ ...world, now: () => Date.now() + 600_000 }) },
    'clock',
    'red',
    /set the clock/,
  ],
  [
    'a function that may not run',
    {
      aws: ({ functions }) =>
        functions.set('sms-gateway-function', { state: 'Active', reservedConcurrency: 0 }),
    },
    'gateway-function',
    'red',
    /delete-function-concurrency/,
  ],
  [
    'a domain that is no tenant',
    { tenant: { intercept: () => ({ status: 404 }) } },
    'auth0-domain',
    'red',
    /correct "auth0.domain"/,
  ],
  [
    'management credentials that Auth0 refuses',
    {
      aws: ({ secrets }) =>
        secrets.set(names.management, { value: management.replace('0f1e2d', 'zzzzzz') }),
    },
    'auth0-token',
    'red',
    /npm run credentials -- test --only auth0-management/,
  ],
  [
    'a scope that is missing',
    { scopes: SCOPES.filter((scope) => scope !== 'read:connections_options') },
    'auth0-scopes',
    'red',
    /grant the application read:connections_options/,
  ],
  [
    'scopes that nobody needs',
    { scopes: [...SCOPES, 'delete:users', 'update:client_grants'] },
    'auth0-scopes',
    'yellow',
    /take delete:users, update:client_grants away/,
  ],
  [
    'a connection switched to the tenant’s own provider',
    { options: (options) => ({ ...options, use_phone_provider: true }) },
    'auth0-tenant',
    'red',
    /"integration": "phone-provider"/,
  ],
  [
    'a tenant with the unified phone experience',
    { tenant: { createdBefore2025March: false } },
    'auth0-tenant',
    'yellow',
    /"integration": "phone-provider"/,
  ],
  [
    'a connection that another environment took',
    { metadata: { sms_gateway_owner: '222222222222/eu-west-1/staging' } },
    'auth0-connection',
    'red',
    /it belongs to the environment "staging" of AWS account 222222222222/,
  ],
  ['a mark that was taken away', { metadata: {} }, 'auth0-connection', 'yellow', /auth0.revision/],
  ['a connection that is gone', { connections: [] }, 'auth0-connection', 'red', /auth0.revision/],
  [
    'a connection that points elsewhere',
    { options: (options) => ({ ...options, gateway_url: 'https://elsewhere.example/sms' }) },
    'auth0-connection',
    'red',
    /npm run drift -- test/,
  ],
  [
    'a connection with another key',
    {
      options: (options) => ({
        ...options,
        gateway_authentication: {
          ...(options['gateway_authentication'] as object),
          secret: 'canary-of-another-key',
        },
      }),
    },
    'auth0-connection',
    'red',
    /npm run drift/,
  ],
  [
    'a text that somebody changed',
    { options: (options) => ({ ...options, template: 'Hi {{ code }}' }) },
    'auth0-connection',
    'yellow',
    /npm run drift/,
  ],
  [
    'an application that may not use the connection',
    { clients: ['another'] },
    'auth0-applications',
    'red',
    /auth0.revision/,
  ],
  [
    'an application that does not exist',
    { applications: [] },
    'auth0-applications',
    'red',
    /enabledClients/,
  ],
  [
    'an application without the grant',
    { applications: [{ clientId: 'app1', name: 'App', grants: ['authorization_code'] }] },
    'auth0-applications',
    'red',
    /Passwordless OTP/,
  ],
  [
    'provider credentials that were changed',
    { twilio: json(401, {}) },
    'provider-twilio',
    'red',
    /npm run credentials -- test --only providers\/twilio/,
  ],
  [
    'a trial account',
    { twilio: json(200, { status: 'active', type: 'Trial' }) },
    'provider-twilio',
    'yellow',
    /console/,
  ],
  ['a provider that is down', { twilio: html(503) }, 'provider-twilio', 'yellow', /status page/],
  [
    'senders that are not registered',
    {
      environment: (healthy) => ({
        ...healthy,
        routes: [{ countries: ['US'], providers: ['twilio', 'voice', 'sns'] }],
      }),
    },
    'environment-file',
    'yellow',
    /see to each/,
  ],
  [
    'SNS in its sandbox',
    { aws: ({ sms }) => (sms.isInSandbox = true) },
    'provider-sns',
    'red',
    /leave the sandbox/,
  ],
  [
    'SNS in its sandbox, where nobody signs in',
    {
      aws: ({ sms }) => (sms.isInSandbox = true),
      environment: (healthy) => ({ ...healthy, production: false }),
    },
    'provider-sns',
    'yellow',
    /verify the numbers/,
  ],
  [
    'an SNS limit that is used up',
    { aws: ({ metrics }) => metrics.set('AWS/SNS SMSMonthToDateSpentUSD', 500) },
    'provider-sns',
    'red',
    /raise the SMS spend limit/,
  ],
  [
    'the SNS limit that every account begins with',
    { aws: ({ sms }) => (sms.attributes = {}) },
    'provider-sns',
    'yellow',
    /raise the SMS spend limit/,
  ],
  [
    'End User Messaging in its sandbox',
    { aws: ({ endUserMessaging }) => (endUserMessaging.tier = 'SANDBOX') },
    'provider-voice',
    'red',
    /leave the sandbox/,
  ],
  [
    'an End User Messaging limit of a dollar',
    { aws: ({ endUserMessaging }) => (endUserMessaging.spendLimit = 1) },
    'provider-voice',
    'yellow',
    /raise the SMS spend limit/,
  ],
  [
    'a sender that the account has not',
    { aws: ({ endUserMessaging }) => endUserMessaging.phoneNumbers.splice(0) },
    'provider-voice',
    'red',
    /request the number/,
  ],
  [
    'a sender whose registration is not done',
    {
      aws: ({ endUserMessaging: { phoneNumbers } }) =>
        phoneNumbers.splice(0, 1, {
          PhoneNumberId: 'phone-1',
          PhoneNumber: '+12025550101',
          Status: 'PENDING',
        }),
    },
    'provider-voice',
    'red',
    /finish its registration/,
  ],
  [
    'messages that failed',
    { aws: ({ metrics }) => metrics.set('SmsGateway Failed', 7) },
    'recent-errors',
    'yellow',
    /log of the gateway/,
  ],
  [
    'an alarm',
    { aws: ({ alarms }) => alarms.splice(0, 1, { name: 'drift-alarm', state: 'ALARM' }) },
    'alarms',
    'yellow',
    /docs\/runbook.md/,
  ],
  [
    'an identity that may not look',
    { aws: ({ denied }) => denied.add('ssm:GetParameter') },
    'cdk-bootstrap',
    'yellow',
    /allow it ssm:GetParameter/,
  ],
];

describe('each planted fault is found, and nothing else', () => {
  test.each(FAULTS)('%s', async (_, plant, id, level, advice) => {
    const { findings } = await clinic.examine(plant);
    const amiss = findings.filter((it) => it.level === 'red' || it.level === 'yellow');
    // Somebody else's switch is one more difference to what was registered; its own line leads.
    const alsoDrift = 'options' in plant && id !== 'auth0-connection';
    expect(amiss.map((it) => [it.id, it.level])).toEqual([
      [id, level],
      ...(alsoDrift ? [['auth0-connection', 'yellow']] : []),
    ]);
    expect(amiss[0]?.advice).toMatch(advice);
    expect(JSON.stringify(findings)).not.toMatch(/canary|AnotherKey|T0kenSecret/);
    // What could not be looked at says which line to see to, or why.
    for (const { detail } of findings.filter((it) => it.level === 'skipped'))
      expect(detail).toMatch(/^not checked: /);
  });
});

test('a rotation that has given Auth0 the next key already is no fault', async () => {
  const next = 'TheNextKeyOfTheGateway'.repeat(3);
  const { findings } = await clinic.examine({
    aws: ({ secrets }) => {
      const { value = '' } = secrets.get(names.token) ?? {};
      secrets.set(names.token, { value, pending: next });
    },
    options: (options) => ({
      ...options,
      gateway_authentication: { ...(options['gateway_authentication'] as object), secret: next },
    }),
  });
  expect(findings.filter(({ level }) => level !== 'green')).toEqual([]);
});

test('applications whose grants cannot be read are not called healthy', async () => {
  const { findings } = await clinic.examine({
    scopes: REGISTRATION_SCOPES,
    applications: [{ clientId: 'app1', name: 'App', grants: [PASSWORDLESS_GRANT] }],
  });
  expect(findings.find(({ id }) => id === 'auth0-applications')).toMatchObject({
    level: 'skipped',
    detail: expect.stringContaining('read:clients') as string,
  });
});
