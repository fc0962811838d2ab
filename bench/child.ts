/**
 * One sample: a fresh Node.js process that loads a bundle the way Lambda does and gives it messages.
 * Run as plain JavaScript (see `bundles.ts`) so that no TypeScript loader is in the way, and
 * importing nothing that a contestant might need, so that it pays for its own modules.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What a sample is told, as JSON in the file that its one argument names. */
export interface SampleInput {
  /** Path of an ES module (`.mjs`) or a CommonJS one (`.cjs`) that exports `handler`. */
  readonly bundle: string;
  /** API Gateway events. The first is the cold start. */
  readonly events: readonly object[];
  /** So many of the events after the first only warm the process up. */
  readonly warmUp: number;
  /** So many of those come before what {@link WarmCost.earlyCpu} measures. */
  readonly earlyFrom: number;
}

/** What a sample found, as JSON on file descriptor 3 (standard output belongs to the handler). */
export type SampleResult =
  | { readonly ok: true; readonly cold: ColdStart; readonly warm?: WarmCost }
  | { readonly ok: false; readonly problem: string };

/** All in milliseconds. */
export interface ColdStart {
  /** From before the bundle is loaded to its handler being there. */
  readonly load: number;
  /** From there to the first answer. */
  readonly firstMessage: number;
  /** CPU time of both, user and system, all threads. */
  readonly cpu: number;
}

/** Milliseconds per message, on average. */
export interface WarmCost {
  readonly wall: number;
  readonly cpu: number;
  /** CPU of the last part of the warm-up, while V8 is still compiling. */
  readonly earlyCpu: number;
}

type Handler = (event: object, context: object) => Promise<{ statusCode: number; body: string }>;

const RESULT_FILE_DESCRIPTOR = 3;

const cpuMilliseconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** Lambda, too, requires CommonJS rather than importing it; the difference is large for large files. */
const load = async (bundle: string): Promise<Handler> => {
  const module: unknown = bundle.endsWith('.cjs')
    ? createRequire(import.meta.url)(bundle)
    : await import(pathToFileURL(bundle).href);
  return (module as { handler: Handler }).handler;
};

const contextOf = (index: number): object => ({
  awsRequestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'sms-gateway-bench',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:sms-gateway-bench:live',
  logGroupName: '/aws/lambda/sms-gateway-bench',
  logStreamName: '2026/11/02/[1]00000000000000000000000000000000',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 29_000,
});

const measure = async ({
  bundle,
  events,
  warmUp,
  earlyFrom,
}: SampleInput): Promise<SampleResult> => {
  const send = async (handler: Handler, index: number): Promise<void> => {
    const answer = await handler(events[index] ?? {}, contextOf(index));
    if (answer.statusCode !== 200)
      throw new Error(`message ${index} was answered ${answer.statusCode} ${answer.body}`);
  };

  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const handler = await load(bundle);
  const loaded = performance.now();
  await send(handler, 0);
  const answered = performance.now();
  const cold: ColdStart = {
    load: loaded - started,
    firstMessage: answered - loaded,
    cpu: cpuMilliseconds(cpuBefore),
  };

  let index = 1;
  while (index <= earlyFrom) await send(handler, index++);
  const earlyCpuBefore = process.cpuUsage();
  while (index <= warmUp) await send(handler, index++);
  const earlyCpu = cpuMilliseconds(earlyCpuBefore) / Math.max(1, warmUp - earlyFrom);
  const messages = events.length - index;
  if (messages <= 0) return { ok: true, cold };

  const warmCpuBefore = process.cpuUsage();
  const warmStarted = performance.now();
  while (index < events.length) await send(handler, index++);
  const wall = performance.now() - warmStarted;
  const cpu = cpuMilliseconds(warmCpuBefore);
  return { ok: true, cold, warm: { wall: wall / messages, cpu: cpu / messages, earlyCpu } };
};

const input = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SampleInput;
const result = await measure(input).catch((error: unknown): SampleResult => ({
  ok: false,
  problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
}));
writeSync(RESULT_FILE_DESCRIPTOR, JSON.stringify(result));
// Kept-alive connections would hold the process open.
process.exit(0);
