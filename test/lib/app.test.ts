import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdkJson from '../../cdk.json';

const root = join(__dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'sms-gateway-app-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outdir: string;
}

/** Runs the app as the CDK CLI does for `-c environments=<dir>`, with nothing to bundle. */
const runApp = (environments: string): Promise<Run> =>
  new Promise((resolve) => {
    const outdir = `${environments}.out`;
    const context = { ...cdkJson.context, environments, 'aws:cdk:bundling-stacks': [] };
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    const app = execFile(
      process.execPath,
      ['--import', 'tsx', 'bin/sms-gateway.ts'],
      { cwd: root, env },
      (_, stdout, stderr) => resolve({ code: app.exitCode, stdout, stderr, outdir }),
    );
  });

const folderOf = (name: string, files: Readonly<Record<string, string>>): string => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
};

const EVERYTHING = {
  account: '111111111111',
  region: 'us-east-1',
  auth0: { domain: 'acme-everything.eu.auth0.com' },
  providers: {
    sns: { type: 'sns' },
    twilio: { type: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+15551234567' },
    clickatell: { type: 'clickatell' },
    plivo: { type: 'plivo', authId: 'MAXXXXXXXXXXXXXXXXXX', src: '+15551234567' },
  },
  network: { allowedCidrs: ['192.0.2.0/24'] },
};

/** An environment that sends to a country where somebody may have forgotten to register. */
const UNREGISTERED = {
  ...EVERYTHING,
  auth0: { domain: 'acme-unregistered.eu.auth0.com' },
  routes: [{ countries: ['SG'], providers: Object.keys(EVERYTHING.providers) }],
};

/** All in one run, because each costs seconds; the examples are synthesised by `npm run synth`. */
const good = folderOf('good', {
  'everything.json': JSON.stringify(EVERYTHING),
  'unregistered.json': JSON.stringify(UNREGISTERED),
});
const bad = folderOf('bad', {
  'dev.json': '{ "account": 111111111111 }',
  'prod.json': '{ "region": ',
});
const runs = Promise.all([runApp(good), runApp(bad)]);
beforeAll(() => runs, 60_000);

describe('the app', () => {
  test('makes a stage of every environment in the folder it is given', async () => {
    const [{ code, outdir }] = await runs;
    expect(code).toBe(0);
    for (const name of ['everything', 'unregistered']) {
      expect(existsSync(join(outdir, `assembly-${name}`, 'manifest.json'))).toBe(true);
    }
  });

  test('has no finding of cdk-nag or CloudFormation', async () => {
    const [{ stdout, outdir }] = await runs;
    expect(stdout).toBe('');
    const report: unknown = JSON.parse(
      readFileSync(join(outdir, 'validation-report.json'), 'utf8'),
    );
    expect(report).toMatchObject({ pluginReports: [] });
  });

  test('warns once of what an operator should look at, and of nothing else', async () => {
    const [{ stderr }] = await runs;
    expect(stderr).toBe(
      'warning: unregistered: in SG sender IDs must be in the SMS Sender ID Registry (SSIR); once that is done, add "SG" to routes[0].registered (docs/routing.md)\n',
    );
  });
});

describe('the app, given faulty environment files', () => {
  test('exits with code 1', async () => {
    const [, { code }] = await runs;
    expect(code).toBe(1);
  });

  test('prints the faults of every file on stderr', async () => {
    const [, { stdout, stderr }] = await runs;
    expect(stdout).toBe('');
    expect(stderr).toContain(`${join(bad, 'dev.json')}: account`);
    expect(stderr).toContain(join(bad, 'prod.json'));
    expect(stderr).toContain('allowed:');
  });

  test('shows no stack trace', async () => {
    const [, { stderr }] = await runs;
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain('node:internal');
  });

  test('synthesises nothing', async () => {
    const [, { outdir }] = await runs;
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
