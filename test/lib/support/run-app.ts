import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdkJson from '../../../cdk.json';

const root = join(__dirname, '..', '..', '..');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outdir: string;
}

/** Runs the app as the CDK CLI does for `-c environments=<dir>`, with nothing to bundle. */
export const runApp = (environments: string): Promise<Run> =>
  new Promise((resolve) => {
    const outdir = `${environments}.out`;
    const context = { ...cdkJson.context, environments, 'aws:cdk:bundling-stacks': [] };
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    const app = execFile(
      process.execPath,
      ['--require', 'tsx/cjs', 'bin/sms-gateway.ts'],
      { cwd: root, env },
      (_, stdout, stderr) => resolve({ code: app.exitCode, stdout, stderr, outdir }),
    );
  });

/** Folders of environment files, which go when the tests of this file have ended. */
export const createFolders = () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sms-gateway-app-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  return (name: string, files: Readonly<Record<string, string>>): string => {
    const folder = join(scratch, name);
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  };
};
