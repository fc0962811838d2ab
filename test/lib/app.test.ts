import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders, runApp } from './support/run-app';

const bad = createFolders()('bad', {
  'dev.json': '{ "account": 111111111111 }',
  'prod.json': '{ "region": ',
});
const run = runApp(bad);
beforeAll(() => run, 60_000);

describe('the app, given faulty environment files', () => {
  test('exits with code 1', async () => {
    const { code } = await run;
    expect(code).toBe(1);
  });

  test('prints the faults of every file on stderr', async () => {
    const { stdout, stderr } = await run;
    expect(stdout).toBe('');
    expect(stderr).toContain(`${join(bad, 'dev.json')}: account`);
    expect(stderr).toContain(join(bad, 'prod.json'));
    expect(stderr).toContain('allowed:');
  });

  test('shows no stack trace', async () => {
    const { stderr } = await run;
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain('node:internal');
  });

  test('synthesises nothing', async () => {
    const { outdir } = await run;
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
