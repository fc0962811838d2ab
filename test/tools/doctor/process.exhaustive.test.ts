import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsServer, startAwsServer } from '../support/aws-server';
import { runTool } from '../support/process';

// A process takes its second to start, and longer on a busy machine.
jest.setTimeout(60_000);

let aws: AwsServer;
const folder = mkdtempSync(join(tmpdir(), 'sms-gateway-doctor-'));
beforeAll(async () => {
  aws = await startAwsServer();
  const file = {
    account: '111111111111',
    region: 'eu-west-1',
    auth0: { domain: 'http://127.0.0.1:9' },
    providers: { sns: { type: 'sns' } },
  };
  writeFileSync(join(folder, 'test.json'), JSON.stringify(file));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.close();
});

const doctor = (...argv: readonly string[]) =>
  runTool('tools/doctor/main.ts', [...argv, '--environments', folder], { env: aws.env });

test('nothing deployed: a line per check, the fix below it, and exit code 1', async () => {
  const { exitCode, stdout, stderr } = await doctor('test');
  expect(exitCode).toBe(1);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('✓ AWS account: 111111111111, eu-west-1');
  expect(lines).toContain('✗ Gateway stack: is not deployed');
  expect(lines).toContain('    → npx cdk deploy "test/*"');
  expect(lines).toContain('- Gateway URL: not checked: first see to "Gateway stack"');
  expect(stderr).toMatch(/^\ntest: \d+ red, \d+ yellow, \d+ green, \d+ not checked\n$/);
  // No screen: neither colours nor progress.
  expect(stdout + stderr).not.toContain('\u001B');
});

test('the same as JSON, for pipelines', async () => {
  const { exitCode, stdout } = await doctor('test', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    environment: 'test',
    findings: expect.arrayContaining([
      {
        id: 'gateway-stack',
        title: 'Gateway stack',
        level: 'red',
        detail: 'is not deployed',
        advice: 'npx cdk deploy "test/*"',
      },
    ]) as unknown,
  });
});

test('a call that is not understood: exit code 2', async () => {
  const unknown = await doctor('tset');
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
  expect(unknown.stderr).toContain('did you mean "test"?');
});
