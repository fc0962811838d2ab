import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { buildSync } from 'esbuild';
import type { ColdStart, SampleInput, SampleResult, WarmCost } from './child';
import type { Contestant } from './contestants';
import { contestantEnvironment, eventOf, messageOf } from './fixtures';
import type { StandIns } from './stand-ins';

/** What one contestant took, sample by sample. */
export interface Samples<Sample> {
  readonly contestant: Contestant;
  readonly samples: readonly Sample[];
}

export interface Plan {
  readonly contestants: readonly Contestant[];
  readonly standIns: StandIns;
  /** A folder for scratch files. */
  readonly outdir: string;
  readonly samples: number;
}

export interface WarmPlan extends Plan {
  readonly warmUp: number;
  readonly earlyFrom: number;
  readonly messages: number;
  /** Environment variables that differ from those of everybody. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Fresh processes that answer one message each. */
export const measureColdStarts = async (plan: Plan): Promise<readonly Samples<ColdStart>[]> => {
  const results = await interleave({ ...plan, warmUp: 0, earlyFrom: 0, messages: 0 });
  return results.map(({ contestant, samples }) => ({
    contestant,
    samples: samples.map(({ cold }) => cold),
  }));
};

/** Fresh processes that answer many messages each, one after the other. */
export const measureWarm = async (plan: WarmPlan): Promise<readonly Samples<WarmCost>[]> => {
  const results = await interleave(plan);
  return results.map(({ contestant, samples }) => ({
    contestant,
    samples: samples.map(({ warm }) => {
      if (warm === undefined) throw new Error('a warm run measured nothing');
      return warm;
    }),
  }));
};

type Measured = Extract<SampleResult, { ok: true }>;

/**
 * Round after round, each contestant once, so that a busy minute of the machine hits all of them. The
 * first round is thrown away: it reads every file from the disk.
 */
const interleave = async (plan: WarmPlan): Promise<readonly Samples<Measured>[]> => {
  const runSample = await prepare(plan);
  const results = plan.contestants.map((contestant) => ({
    contestant,
    samples: [] as Measured[],
  }));
  for (let round = 0; round <= plan.samples; round++) {
    for (const { contestant, samples } of results) {
      const sample = await runSample(contestant);
      if (round > 0) samples.push(sample);
    }
  }
  return results;
};

/** Makes the events once, and the function that runs a sample and checks what came of it. */
const prepare = async (plan: WarmPlan) => {
  const { standIns, outdir, warmUp, earlyFrom, messages, variables } = plan;
  const expected = Array.from({ length: 1 + warmUp + messages }, (_, index) => messageOf(index));
  const events = await Promise.all(expected.map(eventOf));
  const expectedText = JSON.stringify(expected);
  const environment = { ...contestantEnvironment(standIns.url), ...variables };
  const child = compileChild(outdir);

  return async (contestant: Contestant): Promise<Measured> => {
    const inputFile = path.join(outdir, 'input.json');
    const input: SampleInput = { bundle: contestant.bundle, events, warmUp, earlyFrom };
    writeFileSync(inputFile, JSON.stringify(input));

    const result = await runChild(child, inputFile, outdir, environment);
    if (!result.ok) throw new Error(`${contestant.name}: ${result.problem}`);

    const sent = await standIns.takeSent();
    const mustSend = contestant.role !== 'floor';
    if (mustSend && JSON.stringify(sent) !== expectedText)
      throw new Error(
        `${contestant.name}: ${sent.length} of ${expected.length} messages reached the provider as they should`,
      );
    return result;
  };
};

const compileChild = (outdir: string): string => {
  const outfile = path.join(outdir, 'child.mjs');
  const source = path.join(__dirname, 'child.ts');
  buildSync({ entryPoints: [source], outfile, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
};

/** Usually it takes seconds; a busy machine is slow and not broken. */
const CHILD_TIMEOUT_MS = 600_000;

/** Standard output goes to a file, because Lambda's, too, is written without waiting for a reader. */
const runChild = async (
  child: string,
  inputFile: string,
  outdir: string,
  environment: Readonly<Record<string, string>>,
): Promise<SampleResult> => {
  const logFile = path.join(outdir, 'log');
  const log = openSync(logFile, 'w');
  try {
    const running = spawn(process.execPath, [child, inputFile], {
      cwd: outdir,
      // Nothing of ours leaks in: no NODE_OPTIONS, no compile cache, no ~/.aws.
      env: { ...environment, PATH: process.env['PATH'], HOME: outdir },
      stdio: ['ignore', log, log, 'pipe'],
      timeout: CHILD_TIMEOUT_MS,
    });
    const closed = once(running, 'close');
    const result = await text(running.stdio[3] as Readable);
    await closed;
    return result === ''
      ? withLog({ ok: false, problem: 'ended without an answer' }, logFile)
      : withLog(JSON.parse(result) as SampleResult, logFile);
  } finally {
    closeSync(log);
  }
};

/** A failure is explained by what the handler logged last. */
const withLog = (result: SampleResult, logFile: string): SampleResult =>
  result.ok
    ? result
    : { ok: false, problem: `${result.problem}\n${readFileSync(logFile, 'utf8').slice(-2000)}` };
