import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders, runApp } from './support/run-app';

const folderOf = createFolders();

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

/** Both in one run, because each costs many seconds; the examples are synthesised by `npm run synth`. */
const good = folderOf('good', {
  'everything.json': JSON.stringify(EVERYTHING),
  'unregistered.json': JSON.stringify(UNREGISTERED),
});
const run = runApp(good);
beforeAll(() => run, 180_000);

describe('the app', () => {
  test('makes a stage of every environment in the folder it is given', async () => {
    const { code, outdir } = await run;
    expect(code).toBe(0);
    for (const name of ['everything', 'unregistered']) {
      expect(existsSync(join(outdir, `assembly-${name}`, 'manifest.json'))).toBe(true);
    }
  });

  test('has no finding of cdk-nag or CloudFormation', async () => {
    const { stdout, outdir } = await run;
    expect(stdout).toBe('');
    const report: unknown = JSON.parse(
      readFileSync(join(outdir, 'validation-report.json'), 'utf8'),
    );
    expect(report).toMatchObject({ pluginReports: [] });
  });

  test('warns once of what an operator should look at, and of nothing else', async () => {
    const { stderr } = await run;
    expect(stderr).toBe(
      'warning: unregistered: in SG sender IDs must be in the SMS Sender ID Registry (SSIR); once that is done, add "SG" to routes[0].registered (docs/routing.md)\n',
    );
  });
});
