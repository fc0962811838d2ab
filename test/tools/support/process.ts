import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../../..');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as its npm script does, as a process of its own. */
export const runTool = (
  main: string,
  argv: readonly string[],
  { env = {}, stdin = '' }: { readonly env?: object; readonly stdin?: string } = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', main, ...argv], {
      cwd: PROJECT,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', NO_PROXY: '*', ...env },
    });
    const chunks = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (chunks.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (chunks.stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...chunks }));
    child.stdin.end(stdin);
  });
