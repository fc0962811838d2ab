import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** `npm start`, less npm. */
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/start.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.out.includes(text) && resolve();
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`ended without saying "${text}": ${output.err}`)));
    });
  return { child, output, ended, said };
};

const onATakenPort = async <T>(use: (port: number) => Promise<T>): Promise<T> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

const TIMEOUT_MS = 60_000;

test(
  'prints what to type, serves it, and ends with Ctrl-C',
  async () => {
    const { child, output, ended, said } = run(['--port', '0', '--seed', 'test']);
    await said('Ctrl-C ends it');
    const [, url = ''] = /are at (http:\S+)/.exec(output.out) ?? [];
    expect(output.out).toContain(`curl -s ${url}/passwordless/start`);
    expect(output.out).toContain(`curl -s '${url}/inbox/latest?to=%2B12025550123'`);
    expect(output.out).toContain(`curl -s ${url}/oauth/token`);

    // The first command, as printed.
    const [, body = ''] = /-d '(\{"client_id".*\})'/.exec(output.out) ?? [];
    const started = await fetch(`${url}/passwordless/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(started.status).toBe(200);
    expect((await fetch(`${url}/inbox/latest?to=%2B12025550123`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('passwordless/start');

    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output.err).toBe('');
  },
  TIMEOUT_MS,
);

test(
  'says in one sentence that the port is taken',
  () =>
    onATakenPort(async (port) => {
      const { output, ended } = run([], { PORT: String(port) });
      expect(await ended).toBe(1);
      expect(output.err).toBe(
        `Port ${port} is taken by another program: choose another one, e.g. PORT=${port + 1} npm start\n`,
      );
      expect(output.out).toBe('');
    }),
  TIMEOUT_MS,
);

test.each([
  [['--help'], 0, /--port <port>/, /^$/],
  [['--port', 'http'], 1, /^$/, /^The port must be a whole number up to 65535, and is "http"\.\n$/],
  [['--limits', 'on'], 1, /^$/, /^--limits must be enforce, shadow or off, and is "on"\.\n$/],
  [['--colour'], 1, /^$/, /^Unknown option '--colour'.*npm start -- --help\n$/],
])(
  '%j ends with %i',
  async (args, code, out, err) => {
    const { output, ended } = run(args);
    expect(await ended).toBe(code);
    expect(output.out).toMatch(out);
    expect(output.err).toMatch(err);
  },
  TIMEOUT_MS,
);
