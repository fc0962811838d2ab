import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsServer, startAwsServer } from '../support/aws-server';
import { json, startHttpServer, type TestServer } from '../../support/http-server';
import { runTool } from '../support/process';

const KEY = 'clickatell-key-canary-6d7e8f';
const STDIN = JSON.stringify({ 'providers/clickatell': { apiKey: KEY } });

// A process takes its second to start, and longer on a busy machine.
jest.setTimeout(60_000);

let aws: AwsServer;
let provider: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'sms-gateway-credentials-'));

beforeAll(async () => {
  [aws, provider] = await Promise.all([startAwsServer(), startHttpServer()]);
  provider.answerWith(json(200, { balance: 12 }));
  const file = {
    account: '111111111111',
    region: 'eu-west-1',
    auth0: { domain: 'acme.eu.auth0.com' },
    providers: { clickatell: { type: 'clickatell', baseUrl: provider.url } },
  };
  writeFileSync(join(folder, 'test.json'), JSON.stringify(file));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([aws.close(), provider.close()]);
});
beforeEach(() => {
  aws.state.account = '111111111111';
  aws.state.takesCredentials = true;
  aws.state.secrets.clear();
});

const credentials = (argv: readonly string[], stdin = '') =>
  runTool('tools/credentials/main.ts', [...argv, '--environments', folder], {
    env: aws.env,
    stdin,
  });

test('the process shows its help', async () => {
  const { exitCode, stdout, stderr } = await credentials(['--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('Usage: npm run credentials -- <environment> [options]');
});

test('it stores what is piped in, and ends well', async () => {
  aws.state.secrets.set('sms-gateway/test/providers/clickatell', {});
  const { exitCode, stdout, stderr } = await credentials(
    ['test', '--from-stdin', '--only', 'providers/clickatell'],
    STDIN,
  );
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: '✓ providers/clickatell: stored\n',
    stderr: '',
  });
  expect(aws.state.secrets.get('sms-gateway/test/providers/clickatell')?.value).toContain(KEY);
});

test.each<[string, number, string, () => void, readonly string[]]>([
  ['an unknown environment', 2, 'There is no environment of that name', () => {}, ['tset']],
  ['no environment', 2, 'The environment is missing', () => {}, []],
  [
    'another AWS account',
    1,
    'are of account 999999999999, and the environment file says 111111111111',
    () => (aws.state.account = '999999999999'),
    ['test', '--from-stdin'],
  ],
  [
    'AWS credentials that AWS does not take',
    1,
    'AWS did not take the credentials of this terminal (InvalidClientTokenId)',
    () => (aws.state.takesCredentials = false),
    ['test', '--from-stdin'],
  ],
])('%s ends it with exit code %d', async (_, exitCode, sentence, prepare, argv) => {
  prepare();
  const ended = await credentials(argv, STDIN);
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.stderr).toContain(`error: `);
  expect(ended.stderr).toContain(sentence);
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
  expect(ended.stdout).toBe('');
  expect(aws.state.secrets.size).toBe(0);
});
