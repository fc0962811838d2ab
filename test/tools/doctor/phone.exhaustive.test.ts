import type { Hands } from '../../support/tenant-hands';
import {
  type Clinic,
  openClinic,
  PHONE_SCOPES,
  type Plant,
  withPhoneProvider,
  withSecondFactor,
} from './world';

// Each examination starts a tenant and a gateway of its own.
jest.setTimeout(60_000);

let clinic: Clinic;
beforeAll(async () => (clinic = await openClinic()));
afterAll(() => clinic.close());

const phone: Plant = { environment: withPhoneProvider, scopes: PHONE_SCOPES };
const secondFactor: Plant = {
  environment: withSecondFactor,
  scopes: PHONE_SCOPES.filter((scope) => !/phone_providers|update:tenant_settings/.test(scope)),
};

const MFA = 'send-phone-message';
const FOREIGN = "exports.onExecuteCustomPhoneProvider = async () => 'canary';";
const EDITED = '// Owner: 111111111111/eu-west-1/test\n// canary';
const OTHERS = '// Owner: 222222222222/eu-west-1/staging\n// canary';

type Line = readonly [id: string, level: 'red' | 'yellow'];

/** What is planted, and what the doctor must find and nothing beside it. */
const FAULTS: readonly (readonly [
  fault: string,
  plant: Plant,
  hands: (by: Hands) => unknown,
  lines: readonly Line[],
  advice: RegExp,
])[] = [
  [
    'an Action that is gone',
    phone,
    (by) => by.removeAction(),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'an Action in the place of ours',
    phone,
    async (by) => {
      await by.removeAction();
      await by.bind([await by.addAction(FOREIGN)]);
    },
    [['auth0-action', 'red']],
    /npm run drift -- test shows where; raise auth0.revision/,
  ],
  [
    'an Action that another environment took',
    phone,
    (by) => by.editAndDeploy({ code: OTHERS }),
    [['auth0-action', 'red']],
    /it belongs to the environment "staging" of AWS account 222222222222 in eu-west-1/,
  ],
  [
    'code that somebody changed',
    phone,
    (by) => by.editAndDeploy({ code: EDITED }),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'code that somebody changed, and did not deploy',
    phone,
    (by) => by.edit({ code: EDITED }),
    [['auth0-action', 'yellow']],
    /auth0.revision/,
  ],
  [
    'another runtime',
    phone,
    (by) => by.editAndDeploy({ runtime: 'node18-actions' }),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'a secret under another name',
    phone,
    async (by) =>
      by.editAndDeploy({
        secrets: (await by.secretNames()).map(({ name, value }) => ({
          name: name.replace('AUDIENCE', 'AUDIENZ'),
          value,
        })),
      }),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'secrets that somebody took away',
    phone,
    (by) => by.editAndDeploy({ secrets: [] }),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'a draft that nobody deployed',
    phone,
    async (by) => by.edit({ secrets: await by.secretNames() }),
    [['auth0-action', 'yellow']],
    /auth0.revision/,
  ],
  [
    'an Action that is not bound',
    phone,
    (by) => by.bind([]),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'no phone provider',
    phone,
    (by) => by.removeProvider(),
    [['auth0-phone-provider', 'red']],
    /auth0.revision/,
  ],
  [
    'a disabled phone provider',
    phone,
    (by) => by.changeProvider({ disabled: true }),
    [['auth0-phone-provider', 'red']],
    /auth0.revision/,
  ],
  [
    'a phone provider that may call, too',
    phone,
    (by) => by.changeProvider({ configuration: { delivery_methods: ['text', 'voice'] } }),
    [['auth0-phone-provider', 'yellow']],
    /auth0.revision/,
  ],
  [
    'a phone provider that only calls',
    phone,
    async (by) => {
      await by.messageTypes([]);
      await by.changeProvider({ configuration: { delivery_methods: ['voice'] } });
    },
    [
      ['auth0-phone-provider', 'red'],
      ['auth0-second-factor', 'red'],
    ],
    /auth0.revision/,
  ],
  [
    'the flag that somebody took back',
    phone,
    (by) => by.unify(false),
    [['auth0-tenant', 'red']],
    /raise auth0.revision by one, and npx cdk deploy "test\/\*"; or set "integration"/,
  ],
  [
    'a connection that goes its own way again',
    phone,
    (by) => by.connection(({ use_phone_provider: _switch, ...options }) => options),
    [['auth0-connection', 'red']],
    /auth0.revision/,
  ],
  [
    'an application that may not use the connection',
    phone,
    (by) => by.disableClient('app1'),
    [['auth0-applications', 'red']],
    /auth0.revision/,
  ],
  [
    'a second factor that is switched off',
    phone,
    (by) => by.factor(false),
    [['auth0-second-factor', 'red']],
    /auth0.revision/,
  ],
  [
    'a second factor without messages',
    phone,
    (by) => by.messageTypes([]),
    [['auth0-second-factor', 'red']],
    /auth0.revision/,
  ],
  [
    'a scope that is missing',
    { ...phone, scopes: PHONE_SCOPES.filter((scope) => scope !== 'read:phone_providers') },
    () => undefined,
    [['auth0-scopes', 'red']],
    /grant the application read:phone_providers/,
  ],
  [
    'a second factor’s Action that is gone',
    secondFactor,
    (by) => by.removeAction(MFA),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'another Action bound in the place of a second factor’s',
    secondFactor,
    async (by) => by.bind([await by.addAction(FOREIGN, MFA)], MFA),
    [['auth0-action', 'red']],
    /auth0.revision/,
  ],
  [
    'a second factor that sends by another provider',
    secondFactor,
    (by) => by.mfaProvider('auth0'),
    [['auth0-second-factor', 'red']],
    /auth0.revision/,
  ],
];

test.each([
  ['with a phone provider', phone],
  ['with a second factor alone', secondFactor],
])('a healthy tenant %s is green', async (_, plant) => {
  const { findings } = await clinic.examine(plant);
  expect(findings.filter(({ level }) => level !== 'green')).toEqual([]);
});

describe('each planted fault is found, and nothing else', () => {
  test.each(FAULTS)('%s', async (_, plant, hands, lines, advice) => {
    const { findings } = await clinic.examine({ ...plant, hands });
    const amiss = findings.filter((it) => it.level === 'red' || it.level === 'yellow');
    expect(amiss.map(({ id, level }) => [id, level])).toEqual(lines);
    expect(amiss[0]?.advice).toMatch(advice);
    expect(JSON.stringify(findings)).not.toMatch(/canary|AnotherKey|T0kenSecret/);
    for (const { detail } of findings.filter((it) => it.level === 'skipped'))
      expect(detail).toMatch(/^not checked: first see to "Auth0 (Scopes|scopes|Action)"$/);
  });
});
