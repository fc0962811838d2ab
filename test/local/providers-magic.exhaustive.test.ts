import { readFileSync } from 'node:fs';
import path from 'node:path';
import { secretNames } from '../../lambda/contract';
import { providerRegistry } from '../../lambda/gateway/adapters/providers/registry';
import { STAND_IN_ACCOUNTS } from '../../local/providers/accounts';
import { MAGIC_NUMBERS } from '../../local/providers/magic-numbers';
import type { ProviderName } from '../../local/providers/providers';
import { startProviders, type RunningProviders } from '../../local/providers/start-providers';
import {
  createTestGateway,
  ENVIRONMENT,
  inMemorySecrets,
  TEXT,
  TOKEN_SECRET,
} from '../support/gateway';

const { clickatell, twilio, plivo, sns } = STAND_IN_ACCOUNTS;
const { gatewayToken, provider: secretOf } = secretNames(ENVIRONMENT);
let providers: RunningProviders;
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.close());
beforeEach(() => providers.inbox.clear());

const PATIENT = { budgetSeconds: 4, attemptTimeoutSeconds: 3 };
const IMPATIENT = { budgetSeconds: 1.5, attemptTimeoutSeconds: 1 };

/** The real gateway over these stand-ins, in this order. */
const gateway = (names: readonly ProviderName[], delivery = PATIENT) => {
  const settings = {
    twilio: { type: 'twilio', accountSid: twilio.accountSid, from: '+12025550100' },
    clickatell: { type: 'clickatell' },
    plivo: { type: 'plivo', authId: plivo.authId, src: '+12025550100' },
    sns: { type: 'sns' },
  };
  return createTestGateway({
    providers: Object.fromEntries(
      names.map((name) => [name, { ...settings[name], baseUrl: providers.urlOf(name) }]),
    ),
    definitions: providerRegistry,
    env: { AWS_ACCESS_KEY_ID: sns?.accessKeyId, AWS_SECRET_ACCESS_KEY: sns?.secretAccessKey },
    delivery,
    store: inMemorySecrets({
      [gatewayToken]: TOKEN_SECRET,
      [secretOf('twilio')]: JSON.stringify({ authToken: twilio.authToken }),
      [secretOf('clickatell')]: JSON.stringify({ apiKey: clickatell.apiKey }),
      [secretOf('plivo')]: JSON.stringify({ authToken: plivo.authToken }),
    }),
  });
};
const classes = async (number: string, names: readonly ProviderName[], delivery = PATIENT) => {
  const { send, completed } = gateway(names, delivery);
  await send({ recipient: number, body: TEXT });
  const attempts = (completed()[0]?.['attempts'] ?? []) as readonly Record<string, string>[];
  return attempts.map((attempt) => `${attempt['provider']} ${attempt['class']}`);
};

describe('each alone, seen by the gateway', () => {
  const TAKEN = ['sns accepted', 'plivo accepted'];
  // number | twilio, clickatell | sns, plivo | messages delivered by each of the four
  // prettier-ignore
  test.each<[string, string, string, readonly string[], number]>([
    ['+12025550190', 'twilio recipient', 'clickatell recipient', ['sns recipient', 'plivo recipient'], 0],
    ['+12025550191', 'twilio recipient', 'clickatell recipient', TAKEN, 0],
    ['+12025550192', 'twilio no-sms', 'clickatell route-only', TAKEN, 0],
    ['+12025550194', 'twilio configuration', 'clickatell configuration', ['sns accepted', 'plivo configuration'], 0],
    ['+12025550197', 'twilio accepted', 'clickatell accepted', TAKEN, 4],
    ['+12025550198', 'twilio route-only', 'clickatell route-only', TAKEN, 0],
    ['+12025550123', 'twilio accepted', 'clickatell accepted', TAKEN, 4],
  ])('%s', async (number, ofTwilio, ofClickatell, ofOthers, delivered) => {
    const [first, second, third, fourth] = await Promise.all([
      classes(number, ['twilio']),
      classes(number, ['clickatell']),
      classes(number, ['sns']),
      classes(number, ['plivo']),
    ]);
    expect([first?.[0], second?.[0], third?.[0], fourth?.[0]]).toEqual([ofTwilio, ofClickatell, ...ofOthers]);
    expect(providers.inbox.all()).toHaveLength(delivered);
  });

  test.each([
    ['+12025550193', 'transient'],
    ['+12025550195', 'unknown'],
    ['+12025550196', 'unknown'],
    ['+12025550199', 'unknown'],
  ])('%s is %s with all of them, and not delivered', async (number, expected) => {
    const all = await Promise.all(
      (['twilio', 'clickatell', 'plivo', 'sns'] as const).map(
        async (name) => [name, (await classes(number, [name], IMPATIENT))[0]] as const,
      ),
    );
    for (const [name, first] of all) expect(first).toBe(`${name} ${expected}`);
    expect(providers.inbox.all()).toEqual([]);
  });
});

test('the number that one provider throttles arrives by the next', async () => {
  const { send } = gateway(['twilio', 'clickatell']);
  expect(await send({ recipient: '+12025550189', body: TEXT })).toMatchObject({ status: 200 });
  expect(providers.inbox.all()).toMatchObject([{ provider: 'clickatell', to: '+12025550189' }]);
});

test('a magic number keeps its fault whatever the provider’s state', async () => {
  providers.setState('twilio', { state: 'throttled' });
  expect(await classes('+12025550190', ['twilio'])).toEqual(['twilio recipient']);
  providers.setState('twilio', { state: 'healthy' });
});

test('all are numbers kept for fiction, and none is listed twice', () => {
  const numbers = MAGIC_NUMBERS.map(({ number }) => number);
  expect(numbers.filter((number) => !/^\+120255501\d\d$/.test(number))).toEqual([]);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('docs/laptop-tenant.md lists them all, in these words', () => {
  const text = readFileSync(path.join(__dirname, '../../docs/laptop-tenant.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\+\d+) +\| (\S+) +\| (.*?) +\|$/gm)].map((row) =>
    row.slice(1),
  );
  expect(rows).toEqual(
    MAGIC_NUMBERS.map(({ number, providers: of = ['all'], does }) => [number, of.join(', '), does]),
  );
});
