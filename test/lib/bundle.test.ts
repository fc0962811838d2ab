import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_CONFIG_FILE, type GatewayConfig } from '../../lambda/contract';
import {
  bundleAuth0Connection,
  bundleDriftCheck,
  bundleTokenRotation,
  bundleGateway,
  gatewayEntry,
  phoneActions,
} from '../../lib/bundle';
import { providerDefinitions } from '../../lib/environment/schema';
import { gatewayConfig } from '../../lib/gateway-config';
import { environmentWith } from '../support/environment';
import { settingsAt } from '../support/secretive-providers';

const TWILIO = {
  type: 'twilio',
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  from: '+15551234567',
};

const configWith = (providers: GatewayConfig['providers']): GatewayConfig => ({
  ...gatewayConfig(environmentWith({ providers })),
  routes: [{ countries: '*', providers: Object.keys(providers) }],
});

const outdir = mkdtempSync(join(tmpdir(), 'sms-gateway-bundle-'));
afterAll(() => rmSync(outdir, { recursive: true }));

/** Bundles into a folder of its own, and tells what is in it. */
const bundled = (name: string, providers: GatewayConfig['providers']) => {
  const folder = join(outdir, name);
  const { inputs } = bundleGateway(configWith(providers), folder);
  return { folder, inputs: Object.keys(inputs), code: codeIn(folder) };
};
const codeIn = (folder: string): string => readFileSync(join(folder, 'index.mjs'), 'utf8');

describe('the entry of the gateway', () => {
  test('imports each type of provider once and no other', () => {
    const entry = gatewayEntry(
      configWith({ 'twilio-us': TWILIO, clickatell: { type: 'clickatell' }, 'twilio-de': TWILIO }),
    );
    expect(entry.match(/providers\/\w+/g)).toEqual(['providers/clickatell', 'providers/twilio']);
  });
});

describe('the bundle of an environment that only uses Twilio', () => {
  const { folder, inputs, code } = bundled('twilio', { 'twilio-us': TWILIO });

  test('holds no package of the AWS SDK', () => {
    expect(inputs.filter((path) => path.includes('@aws-sdk/'))).toEqual([]);
  });

  test('holds Twilio and no other provider', () => {
    const types = inputs.flatMap((path) => /providers\/([\w-]+)\.ts$/.exec(path)?.[1] ?? []);
    expect(types.filter((type) => providerDefinitions.has(type))).toEqual(['twilio']);
  });

  test('lies beside its configuration, laid out for people', () => {
    expect(readdirSync(folder).toSorted()).toEqual([GATEWAY_CONFIG_FILE, 'index.mjs']);
    const text = readFileSync(join(folder, GATEWAY_CONFIG_FILE), 'utf8');
    expect(JSON.parse(text)).toEqual(configWith({ 'twilio-us': TWILIO }));
    expect(text).toContain('\n  "providers": {\n    "twilio-us": {\n');
  });

  test('exports a handler and needs no `require`, which an ES module has not', () => {
    expect(code).toMatch(/export\s*\{[^}]*\bhandler\b/);
    expect(code).not.toContain('Dynamic require of');
  });

  test('does not know the folder it was made in', () => {
    expect(code).not.toContain(process.cwd());
    expect(code).not.toContain(outdir);
  });

  test('comes out the same every time', () => {
    expect(bundled('again', { 'twilio-us': TWILIO }).code).toBe(code);
  });
});

test.each(['sns', 'aws-end-user-messaging'])(
  'the bundle of an environment that uses %s holds no package of the AWS SDK either',
  (type) => {
    const { inputs, code } = bundled(type, { aws: { type } });
    expect(inputs.filter((path) => path.includes('@aws-sdk/'))).toEqual([]);
    expect(code).not.toContain('Dynamic require of');
  },
);

describe('the bundle of an environment that uses every provider', () => {
  test('holds no check of credentials, which no message needs', () => {
    const { code } = bundled('all', settingsAt('https://sms.example'));
    expect(code).toContain('/v1/message');
    for (const part of ['callHarmlessly', '/balance', 'IncomingPhoneNumbers', '/rest/me']) {
      expect({ part, held: code.includes(part) }).toEqual({ part, held: false });
    }
  });
});

test('beside the bundle that looks for drift lie the Actions that it compares with', () => {
  const folder = join(outdir, 'drift with Actions');
  bundleDriftCheck(phoneActions('111111111111/eu-west-1/test'), folder);
  for (const file of ['custom-phone-provider.js', 'send-phone-message.js']) {
    expect(readFileSync(join(folder, file), 'utf8')).toContain(
      'Owner: 111111111111/eu-west-1/test',
    );
  }
});

describe.each([
  ['registers the gateway with Auth0', bundleAuth0Connection],
  ['looks for drift in the tenant', (folder: string) => bundleDriftCheck({}, folder)],
  ['rotates the gateway token', bundleTokenRotation],
])('the bundle that %s', (name, write) => {
  test('exports a handler', () => {
    const folder = join(outdir, name);
    write(folder);
    expect(codeIn(folder)).toMatch(/export\s*\{[^}]*\bhandler\b/);
    expect(codeIn(folder)).not.toContain('Dynamic require of');
  });
});
