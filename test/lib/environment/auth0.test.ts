import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFaults, loadEnvironments } from '../../../lib/environment';
import { warningsOf } from '../../../lib/environment/warnings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'environments-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (auth0: object, rest: object = {}) => ({
  account: '111111111111',
  region: 'eu-west-1',
  auth0: { domain: 'acme.eu.auth0.com', ...auth0 },
  providers: {
    twilio: { type: 'twilio', accountSid: `AC${'0a'.repeat(16)}`, from: '+12025550123' },
  },
  ...rest,
});
const load = (files: Readonly<Record<string, object>>) => {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  return loadEnvironments(folder);
};
const faultsOf = (files: Readonly<Record<string, object>>): string => {
  const loaded = load(files);
  return loaded.ok ? 'no fault' : formatFaults(loaded.error).replaceAll(`${folder}/`, '');
};

const PHONE = { integration: 'phone-provider' };
const CALLS = { routes: [{ countries: '*', methods: ['voice'], providers: ['twilio'] }] };

test.each([
  [
    'a phone provider that no route sends texts for',
    file(PHONE, CALLS),
    'dev.json: auth0.integration is "phone-provider", and no route takes texts, so nobody could sign in\n  allowed: a route whose methods hold "text"',
  ],
  [
    'settings of a phone provider where there is none',
    file({ phoneProvider: { replaceExisting: true } }),
    'dev.json: auth0.phoneProvider is for tenants whose phone provider is the gateway, and here it is not\n  allowed: leave it out, or "integration": "phone-provider"',
  ],
  [
    'a second factor by calls that no route makes',
    file({ mfa: { methods: ['sms', 'voice'] } }),
    'dev.json: auth0.mfa.methods[1] is "voice", and no route takes calls\n  allowed: a route whose methods hold "voice", or leave "voice" out',
  ],
  [
    'a second factor by texts that no route sends',
    file({ mfa: { methods: ['sms'] } }, CALLS),
    'dev.json: auth0.mfa.methods[0] is "sms", and no route takes texts\n  allowed: a route whose methods hold "text", or leave "sms" out',
  ],
  [
    'a budget that ends after the Action of the phone provider',
    file(PHONE, { delivery: { budgetSeconds: 16 } }),
    'dev.json: delivery.budgetSeconds is 16, and with "integration": "phone-provider" Auth0 calls the gateway by an Action, which it ends after 20 seconds\n  allowed: a whole number from 1 to 15',
  ],
  [
    'a budget that ends after the Action of a second factor',
    file({ mfa: { methods: ['sms'] } }, { delivery: { budgetSeconds: 25 } }),
    'dev.json: delivery.budgetSeconds is 25, and with auth0.mfa Auth0 calls the gateway by an Action, which it ends after 20 seconds\n  allowed: a whole number from 1 to 15',
  ],
  [
    'a budget over any limit, once',
    file(PHONE, { delivery: { budgetSeconds: 26 } }),
    'dev.json: delivery.budgetSeconds is 26\n  allowed: a whole number from 1 to 25',
  ],
])('%s stops synth', (_, content, faults) => {
  expect(faultsOf({ 'dev.json': content })).toBe(faults);
});

test.each([
  ['15 seconds of an Action', PHONE, 15],
  ['25 seconds of the custom SMS gateway', {}, 25],
])('a budget may take %s', (_, auth0, budgetSeconds) => {
  expect(faultsOf({ 'dev.json': file(auth0, { delivery: { budgetSeconds } }) })).toBe('no fault');
});

test.each([
  ['a phone provider', file(PHONE)],
  ['a second factor by texts, which routes send by default', file({ mfa: { methods: ['sms'] } })],
  [
    'a second factor by texts and calls, where routes have both',
    file(
      { ...PHONE, mfa: { methods: ['sms', 'voice'] } },
      { routes: [{ countries: '*', methods: ['text', 'voice'], providers: ['twilio'] }] },
    ),
  ],
])('%s is fine', (_, content) => {
  expect(faultsOf({ 'dev.json': content })).toBe('no fault');
});

describe('two environments of one tenant', () => {
  const named = (name: string) => ({ connection: { name } });

  test('cannot both be its phone provider, whatever their connections are called', () => {
    const files = {
      'dev.json': file({ ...PHONE, ...named('sms') }),
      'prod.json': file({ ...PHONE, ...named('sms-prod') }),
    };
    expect(faultsOf(files)).toBe(
      'prod.json: auth0.integration is "phone-provider", and so it is in dev.json for the same tenant, which has room for one phone provider\n  allowed: a tenant for each environment, or "sms-gateway" in all but one',
    );
  });

  test('cannot both have its second factor', () => {
    const mfa = { mfa: { methods: ['sms'] } };
    const files = {
      'dev.json': file({ ...mfa, ...named('sms') }),
      'prod.json': file({ ...mfa, ...named('sms-prod') }),
    };
    expect(faultsOf(files)).toMatch(
      /^prod\.json: auth0\.mfa\.methods is there, and so it is in dev/,
    );
  });

  test('may be its phone provider and the gateway of a connection', () => {
    const files = {
      'dev.json': file({ ...PHONE, ...named('sms') }),
      'prod.json': file(named('sms-prod')),
    };
    expect(faultsOf(files)).toBe('no fault');
  });
});

test('a text and a sender that the phone provider does not use are warned of', () => {
  const connection = { template: 'Acme: {{ code }}', sender: 'Acme' };
  const loaded = load({
    'dev.json': file({ ...PHONE, connection }),
    'prod.json': file({ domain: 'acme-prod.eu.auth0.com', connection }),
  });
  if (!loaded.ok) throw new Error(formatFaults(loaded.error));
  const warnings = loaded.value.flatMap((environment) => warningsOf(environment, '2026-11-28'));
  expect(warnings.filter((warning) => warning.includes('auth0.connection'))).toStrictEqual([
    expect.stringContaining(
      'dev: auth0.connection.template and auth0.connection.sender have no effect while the gateway is the phone provider',
    ),
  ]);
});
