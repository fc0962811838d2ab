import { inspect } from 'node:util';
import vm from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { createApi } from './thread-api';
import { createCache } from './thread-cache';
import { installClock } from './thread-clock';
import { createFetch } from './thread-fetch';
import { createGlobals } from './thread-globals';
import type { FromThread, RunResult, ThreadData, ToThread } from './protocol';

/**
 * The program of the thread that an Action runs in; sandbox.ts bundles and starts it. The Action's
 * own code runs in a context that has what `thread-globals.ts` gives it. This shows what an Action
 * can rely on; it is no wall against code that wants out, and the code is the developer's own.
 */
const { code } = workerData as ThreadData;
const port = parentPort;
if (!port) throw new Error('This program runs in a worker thread');
const post = (message: FromThread) => port.postMessage(message);

/** Source: Auth0, "Actions Limitations": what is kept of an Action's console. */
const MAX_CONSOLE = 256;
let said = '';
const say = (line: string) => {
  said = `${said}${line}\n`.slice(0, MAX_CONSOLE);
};

const fetching = createFetch((call, request) => post({ type: 'fetch', call, request }));
const exported: Record<string, unknown> = {};
const context = vm.createContext(createGlobals(exported, fetching.fetch, say));
const clock = installClock(context);

/** Once per thread: an Action's module-level code is reused by later runs. */
let loadFault: { readonly error: unknown } | undefined;
try {
  vm.runInContext(code, context, { filename: 'action.js' });
} catch (error) {
  loadFault = { error };
}

const parseInside = vm.runInContext('JSON.parse', context) as (json: string) => unknown;

const run = async ({ handler, event, cache, now }: Extract<ToThread, { type: 'run' }>) => {
  clock.begin(now);
  const store = createCache(cache, now);
  const { api, commanded } = createApi(store);
  said = '';
  let outcome: RunResult;
  try {
    if (loadFault) throw loadFault.error;
    const { module } = context as { module?: { exports?: Record<string, unknown> } };
    const handle = module?.exports?.[handler];
    if (typeof handle !== 'function') throw new Error(`The action exports no ${handler}`);
    await (handle as (event: unknown, api: unknown) => unknown)(parseInside(event), api);
    outcome = commanded() ?? { result: 'done' };
  } catch (error) {
    outcome = { result: 'error', message: describe(error) };
  }
  post({ type: 'ended', outcome, console: said, cache: store.entries() });
};

const describe = (error: unknown): string => {
  const message: unknown =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return typeof message === 'string' ? message : inspect(message);
};

port.on('message', (message: ToThread) => {
  if (message.type === 'run') void run(message);
  else fetching.settle(message);
});
