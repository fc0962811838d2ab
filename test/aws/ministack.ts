import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import type { Closer } from './closer';
import { isolatedEnv, sleep, startProcess } from './process';

/** How to get it, for whoever does not have it. */
export const HOW_TO_INSTALL =
  'MiniStack, an AWS on localhost, is not installed. Install it with\n' +
  '  python3 -m venv .venv && .venv/bin/pip install ministack\n' +
  'and run again with\n' +
  '  PATH=.venv/bin:$PATH npm run test:aws\n' +
  '(Python 3.10 or later; MINISTACK=<path of the program> works, too).';

/** The program, by its absolute path: `$MINISTACK`, or the first `ministack` on the path. */
export const findMiniStack = (
  env: Readonly<Record<string, string | undefined>>,
): string | undefined =>
  [
    ...(env['MINISTACK'] === undefined ? [] : [env['MINISTACK']]),
    ...(env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'ministack')),
  ]
    .map((path) => resolve(path))
    .find(isExecutable);

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export interface MiniStackOptions {
  readonly program: string;
  /** Everything it writes goes there: Lambda code, its process id. */
  readonly workdir: string;
  readonly logFile: string;
  readonly closer: Closer;
}

const START_LIMIT_MS = 30_000;

/** Starts MiniStack on a free port of the loopback address; resolves to its URL once it answers. */
export const startMiniStack = async ({
  program,
  workdir,
  logFile,
  closer,
}: MiniStackOptions): Promise<string> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const ministack = startProcess(program, [], {
    cwd: workdir,
    logFile,
    env: isolatedEnv({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      // Lambdas report to CloudFormation there, and `localhost` may mean ::1.
      MINISTACK_HOST: '127.0.0.1',
      TMPDIR: workdir,
      NODE_OPTIONS: `--require ${join(__dirname, '..', 'support', 'ministack-lambda.js')}`,
    }),
  });
  closer.add('MiniStack', ministack.stop);

  const gone = ministack.exited.then(() => 'gone' as const);
  const giveUpAt = performance.now() + START_LIMIT_MS;
  while (performance.now() < giveUpAt) {
    if (await answers(`${url}/_ministack/health`)) return url;
    if ((await Promise.race([gone, sleep(100)])) === 'gone') break;
  }
  throw new Error(`${program} did not answer on ${url}; its log is ${logFile}`);
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

/** A port that nothing listens on: MiniStack wants to be told one. */
const freePort = (): Promise<number> =>
  new Promise((found, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
