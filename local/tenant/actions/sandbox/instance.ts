import { Worker } from 'node:worker_threads';
import type { HttpClient, HttpRequest } from '../../../../lambda/shared/http';
import type { CacheEntry, FromThread, RunResult, ToThread, WireRequest } from './protocol';

export type RunOutcome = {
  /** What the Action said on its console, as much as is kept. */
  readonly console: string;
} & (
  | Exclude<RunResult, { result: 'error' }>
  | {
      readonly result: 'error';
      readonly errorClass: 'action_error' | 'action_timeout';
      readonly message: string;
    }
);

export interface Run {
  readonly handler: string;
  readonly event: object;
  readonly cache: readonly CacheEntry[];
  readonly now: number;
}

/** One thread with one version of one Action loaded. It runs one message at a time. */
export interface Instance {
  readonly versionId: string;
  readonly run: (run: Run) => Promise<RunOutcome & { readonly cache?: readonly CacheEntry[] }>;
  /** False once the Action was cut off or fell over: it is not to be used again. */
  readonly isAlive: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface InstanceOptions {
  readonly program: string;
  readonly version: { readonly id: string; readonly code: string };
  readonly http: HttpClient;
  readonly timeoutMs: number;
}

/** An Action has no business with more than this. */
const MAX_MEMORY_MB = 128;

export const createInstance = ({
  program,
  version,
  http,
  timeoutMs,
}: InstanceOptions): Instance => {
  const worker = new Worker(program, {
    eval: true,
    workerData: { code: version.code },
    // Neither the developer's environment nor the loader of TypeScript.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  worker.unref();
  let alive = true;
  // Heard at all times: a thread that falls over between two runs must not take the tenant with it.
  worker.on('error', () => {
    alive = false;
  });
  worker.on('exit', () => {
    alive = false;
  });
  const online = new Promise<void>((resolve) => worker.once('online', resolve));
  const post = (message: ToThread) => worker.postMessage(message, []);
  const stop = async () => {
    alive = false;
    await worker.terminate();
  };

  worker.on('message', (message: FromThread) => {
    if (message.type === 'fetch') void answer(message.call, message.request);
  });
  const answer = async (call: number, request: WireRequest) => {
    const answered = await http.request({
      ...request,
      method: request.method as HttpRequest['method'],
      timeoutMs,
    });
    post(
      answered.ok
        ? { type: 'fetched', call, response: answered.value }
        : { type: 'fetch-failed', call, reason: answered.error.reason },
    );
  };

  return {
    versionId: version.id,
    isAlive: () => alive,
    stop,
    run: ({ event, ...rest }) =>
      new Promise((resolve) => {
        worker.ref();
        let timer: NodeJS.Timeout | undefined;
        const settle = (outcome: Awaited<ReturnType<Instance['run']>>) => {
          clearTimeout(timer);
          worker.off('message', listen).off('error', fall).off('exit', leave);
          worker.unref();
          resolve(outcome);
        };
        const fail = (errorClass: 'action_error' | 'action_timeout', message: string) => {
          settle({ console: '', result: 'error', errorClass, message });
          void stop();
        };
        const fall = (error: Error) => fail('action_error', error.message);
        const leave = () => fail('action_error', 'The action ended its own process');
        const listen = (message: FromThread) => {
          if (message.type !== 'ended') return;
          const { outcome, console, cache } = message;
          settle(
            outcome.result === 'error'
              ? { console, cache, ...outcome, errorClass: 'action_error' }
              : { console, cache, ...outcome },
          );
        };
        worker.on('message', listen).once('error', fall).once('exit', leave);
        post({ type: 'run', event: JSON.stringify(event), ...rest });
        // Starting a thread is not the Action's time; loading its code is.
        void online.then(() => {
          timer = setTimeout(
            () => fail('action_timeout', `The action ran longer than ${timeoutMs / 1000} s`),
            timeoutMs,
          );
        });
      }),
  };
};
