import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { delimiter } from 'node:path';

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Standard output and error are appended to it. */
  readonly logFile: string;
}

export interface RunningProcess {
  /** Its exit code; `undefined` when a signal ended it or it could not be started. */
  readonly exited: Promise<number | undefined>;
  /** Ends it and everything it started. Resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

const GRACE_MS = 3_000;

/** Starts a program in a process group of its own, so that ending it ends its children as well. */
export const startProcess = (
  command: string,
  args: readonly string[],
  { cwd, env, logFile }: ProcessOptions,
): RunningProcess => {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let gone = false;
  const signal = (name: NodeJS.Signals) => {
    if (gone || child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // Nobody is left in the group.
    }
  };
  const exited = new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => {
      // Nobody it started may outlive it; and its number may soon be somebody else's.
      signal('SIGKILL');
      gone = true;
      resolve(code ?? undefined);
    });
  });
  return {
    exited,
    stop: async () => {
      signal('SIGTERM');
      await Promise.race([exited, sleep(GRACE_MS)]);
      signal('SIGKILL');
      await exited;
    },
  };
};

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The environment of everything that is started here: this Node.js first, and nothing of the
 * developer's own AWS account, whose profile and credentials must never come into a test.
 */
export const isolatedEnv = (
  additions: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(AWS|CDK|MINISTACK|LOCALSTACK)_/.test(name) ? [] : [[name, value]],
  );
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    NO_PROXY: '127.0.0.1,localhost',
    // The SDK announces the end of its Node.js 20 support, in every log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...additions,
  };
};
