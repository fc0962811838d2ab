import type { HttpClient, HttpRequest } from '../../lambda/shared/http';
import { fail, ok } from '../../lambda/shared/result';
import type { ActionVersion } from '../../local/tenant/actions/model';
import { createSandbox } from '../../local/tenant/actions/sandbox/sandbox';

const sent: HttpRequest[] = [];
const http: HttpClient = {
  request: (request) => {
    sent.push(request);
    if (request.url.endsWith('/down'))
      return Promise.resolve(fail({ reason: 'refused', sent: 'no' }));
    if (request.url.endsWith('/hangs')) return new Promise(() => undefined);
    return Promise.resolve(
      ok({ status: 201, headers: { 'x-made': 'yes' }, body: '{"made":true}' }),
    );
  },
};
const clock = { ms: Date.parse('2026-11-22T12:00:00Z') };
const now = () => clock.ms;
const sandbox = createSandbox({ timeoutMs: 20_000, http, now });
/** Only for Actions that overstay: on a busy machine a thread alone may take that long to load. */
const impatient = createSandbox({ timeoutMs: 300, http, now });
afterAll(() => Promise.all([sandbox.stop(), impatient.stop()]));

const version = (code: string): ActionVersion => ({
  id: code,
  number: 1,
  code,
  runtime: 'node22',
  dependencies: [],
  secrets: [],
  createdAt: 0,
  deployedAt: 0,
});
/** One module for all bodies, so that its thread stays warm: starting one takes a tenth of a second. */
const BODIES = `
const Handler = Object.getPrototypeOf(async () => {}).constructor;
exports.handle = ({ body, ...event }, api) => new Handler('event', 'api', 'require', body)(event, api, require);`;
/** Runs the body of a handler. */
const run = (body: string, event: object = {}) => runModule(BODIES, { ...event, body });
const runModule = (code: string, event: object = {}) => sandbox.run(version(code), 'handle', event);
/** What an expression is worth inside, told by way of `drop`. */
const worth = async (expression: string) => {
  const outcome = await run(`api.notification.drop(String(${expression}));`);
  return outcome.result === 'drop' ? outcome.reason : outcome;
};

describe('what an Action comes to', () => {
  // prettier-ignore
  test.each<[string, string, object]>([
    ['returns', '', { result: 'done' }],
    ['asks for a repeat', 'api.notification.retry("busy");', { result: 'retry', reason: 'busy' }],
    ['drops the message', 'api.notification.drop("blocked");', { result: 'drop', reason: 'blocked' }],
    ['says both: the last counts', 'api.notification.drop("a"); api.notification.retry("b");', { result: 'retry', reason: 'b' }],
    ['throws', 'throw new Error("broken");', { result: 'error', errorClass: 'action_error', message: 'broken' }],
    ['throws what is no error', 'throw { code: 7 };', { result: 'error', errorClass: 'action_error', message: '{ code: 7 }' }],
    ['throws after it asked for a repeat', 'api.notification.retry("busy"); throw new Error("broken");', { result: 'error', message: 'broken' }],
    ['leaves a rejection unhandled', 'Promise.reject(new Error("lost")); await new Promise((done) => setTimeout(done, 300));', { result: 'error', errorClass: 'action_error', message: 'lost' }],
  ])('%s', async (_, body, expected) => {
    expect(await run(body)).toMatchObject(expected);
  });

  test.each([
    ['does not parse', 'exports.handle = (', 'Unexpected end of input'],
    ['throws while it is loaded', 'throw new Error("no good");', 'no good'],
    ['exports nothing by that name', 'exports.other = () => {};', 'The action exports no handle'],
  ])('%s', async (_, code, message) => {
    const expected = { result: 'error', errorClass: 'action_error', message };
    expect(await runModule(code)).toMatchObject(expected);
  });

  test('a reason is cut at 1,024 characters, the console at 256', async () => {
    expect(await worth('"x".repeat(2000)')).toHaveLength(1024);
    const { console: said } = await run(
      'console.log("x".repeat(200)); console.error({ a: 1 }, "x".repeat(200));',
    );
    expect(said).toHaveLength(256);
    expect(said).toContain('{ a: 1 }');
  });

  test.each([
    ['never comes back', 'await new Promise(() => {});'],
    ['spins', 'for (;;);'],
  ])('%s: it is cut off', async (_, body) => {
    expect(await impatient.run(version(BODIES), 'handle', { body })).toMatchObject({
      result: 'error',
      errorClass: 'action_timeout',
      message: 'The action ran longer than 0.3 s',
    });
  });

  test('a run after one that was cut off begins anew', async () => {
    // The thread is gone, whichever way it fell over.
    const code =
      'exports.handle = async (event) => { if (event.fall) Promise.reject(new Error("x")); await new Promise((done) => setTimeout(done, 100)); };';
    expect(await runModule(code, { fall: true })).toMatchObject({ result: 'error' });
    expect(await runModule(code)).toMatchObject({ result: 'done' });
  });
});

describe('what an Action finds', () => {
  test('the event, as plain data of its own', async () => {
    const body = 'api.notification.drop(event.secrets.A + (event instanceof Object));';
    expect(await run(body, { secrets: { A: 'value' } })).toMatchObject({ reason: 'valuetrue' });
  });

  // prettier-ignore
  test.each([
    ['process', 'typeof process', 'undefined'],
    ['the global process', 'typeof globalThis.process', 'undefined'],
    ['a require of another thread’s making', 'typeof globalThis.require.main', 'undefined'],
    ['hashes', 'require("node:crypto").createHash("sha256").update("x").digest("hex").length', '64'],
    ['hashes by the old name', 'typeof require("crypto").createHmac', 'function'],
    ['buffers', 'Buffer.from("a").toString("base64url")', 'YQ'],
    ['addresses', 'new URL("https://a.example/b").pathname', '/b'],
    ['time limits', 'typeof AbortSignal.timeout', 'function'],
    ['web crypto', 'typeof crypto.randomUUID', 'function'],
  ])('%s', async (_, expression, expected) => {
    expect(await worth(expression)).toBe(expected);
  });

  test.each([
    'fs',
    'node:fs',
    'fs/promises',
    'child_process',
    'worker_threads',
    'os',
    'vm',
    'module',
    'axios',
    './x',
    '/etc/passwd',
  ])('no module %s', async (name) => {
    expect(await run(`require(${JSON.stringify(name)});`)).toMatchObject({
      result: 'error',
      message: expect.stringContaining(`Cannot find module '${name}'`),
    });
  });

  test('nothing of this machine’s environment', async () => {
    process.env['CANARY_OF_THE_TEST'] = 'seen';
    // The way out of every vm context; behind it is a thread that was given no environment.
    const escaped = `await fetch.constructor('return JSON.stringify(process.env)')()`;
    expect(await worth(escaped)).toBe('{}');
    delete process.env['CANARY_OF_THE_TEST'];
  });

  test('its module-level state again, as in a warm instance', async () => {
    const code =
      'let runs = 0; exports.handle = async (event, api) => { runs += 1; api.notification.drop(String(runs)); };';
    expect(await runModule(code)).toMatchObject({ reason: '1' });
    expect(await runModule(code)).toMatchObject({ reason: '2' });
  });
});

describe('fetch', () => {
  beforeEach(() => {
    sent.length = 0;
  });

  test('goes out by the tenant’s client, loopback and all', async () => {
    const outcome = await run(`
      const response = await fetch('http://127.0.0.1:8787/gateway/sms', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}',
      });
      const { made } = await response.json();
      api.notification.drop([response.status, response.headers.get('x-made'), made, response instanceof Response].join());`);
    expect(outcome).toMatchObject({ reason: '201,yes,true,true' });
    expect(sent).toMatchObject([
      {
        method: 'POST',
        url: 'http://127.0.0.1:8787/gateway/sms',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      },
    ]);
  });

  // prettier-ignore
  test.each([
    ['cannot connect', `await fetch('https://a.example/down')`, 'TypeError: fetch failed: refused'],
    ['is given up', `await fetch('https://a.example/hangs', { signal: AbortSignal.timeout(50) })`, 'TimeoutError'],
    ['was given up before', `await fetch('https://a.example/', { signal: AbortSignal.abort(new Error('no')) })`, 'no'],
    ['has no address', `await fetch('nonsense')`, 'TypeError'],
  ])('%s', async (_, call, expected) => {
    const outcome = await run(`
      try { ${call}; } catch (error) { api.notification.drop(error.name + ': ' + error.message + ': ' + error.cause?.message); }`);
    expect(outcome).toMatchObject({ result: 'drop', reason: expect.stringContaining(expected) });
  });
});

describe('api.cache', () => {
  const set = (key: string, value: string, options = '') =>
    worth(`JSON.stringify(api.cache.set(${key}, ${value}${options}))`);

  test('keeps a value from run to run and Action to Action, 15 minutes', async () => {
    expect(await set('"a"', '"1"')).toBe('{"type":"success"}');
    expect(await worth('api.cache.get("a").value')).toBe('1');
    clock.ms += 15 * 60 * 1000;
    expect(await worth('api.cache.get("a")')).toBe('undefined');
  });

  test('as long as it is told, a day at most, or until it is deleted', async () => {
    await set('"b"', '"1"', ', { ttl: 1e12 }');
    clock.ms += 24 * 60 * 60 * 1000 - 60_000;
    expect(await worth('api.cache.get("b").value')).toBe('1');
    await worth('api.cache.delete("b").type');
    expect(await worth('api.cache.get("b")')).toBe('undefined');
  });

  test.each([
    ['a long key', '"k".repeat(65)', '"v"'],
    ['a long value', '"k"', '"v".repeat(4097)'],
  ])('refuses %s', async (_, key, value) => {
    expect(await set(key, value)).toContain('"type":"error"');
  });

  test('refuses the 21st entry, and 8 kB in all', async () => {
    const outcome = await run(`
      const types = Array.from({ length: 21 }, (_, at) => api.cache.set('n' + at, 'v').type);
      for (let at = 0; at < 21; at += 1) api.cache.delete('n' + at);
      const big = ['p', 'q'].map((key) => api.cache.set(key, 'v'.repeat(4096)).type);
      api.notification.drop([types.indexOf('error'), ...big].join());`);
    expect(outcome).toMatchObject({ reason: '20,success,error' });
  });
});

test('twenty at once all end, in four threads', async () => {
  const body = 'await new Promise((done) => setTimeout(done, 20)); api.notification.drop(event.n);';
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, n) => run(body, { n: String(n) })),
  );
  expect(outcomes.map((outcome) => outcome.result === 'drop' && outcome.reason)).toEqual(
    Array.from({ length: 20 }, (_, n) => String(n)),
  );
});
