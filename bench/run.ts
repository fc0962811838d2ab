/** `npm run bench`: the gateway's speed, measured beside its peers. See docs/benchmarks.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleContestants, HTTPS_ONLY } from './contestants';
import { installPeers } from './install';
import { measureColdStarts, measureWarm } from './measure';
import { makeReport, printable, type Report } from './report';
import { measureRoundTrips } from './round-trips';
import { startStandIns } from './stand-ins';

const HELP = `npm run bench -- [options]

Measures cold start and warm CPU of the gateway beside its peers (docs/benchmarks.md).

  --samples N   cold starts of each contestant, interleaved (default 15)
  --messages N  warm messages of each, after half as many to warm up (default 4000, at least 500:
                with fewer than the default the figures show that it runs, and no more)
  --json        print the report as JSON, and nothing else, to standard output
  --check       exit with 1 when a target is missed
  --help        show this
`;

/**
 * The warm-up is long enough for V8 to have compiled what it will: before that, a run measures the
 * compiler, which is shown as well, from the 201st message on. Three runs show whether the machine was
 * steady.
 */
const WARM = { samples: 3, earlyFrom: 200 };
const MESSAGES = 4000;
const FEWEST_MESSAGES = 500;

/** Progress goes to standard error, so that the report can be piped. */
const say = (line: string): void => console.error(line);

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      samples: { type: 'string', default: '15' },
      messages: { type: 'string', default: String(MESSAGES) },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < 1)
    throw new Error(`--samples: expected a whole number above 0, got "${values.samples}"`);
  const messages = Number(values.messages);
  if (!Number.isInteger(messages) || messages < FEWEST_MESSAGES)
    throw new Error(
      `--messages: expected a whole number, ${FEWEST_MESSAGES} or more, got "${values.messages}"`,
    );
  return { ...values, samples, messages };
};

const bench = async (samples: number, messages: number): Promise<Report> => {
  installPeers(say);
  // Outside the project: a bundle that forgot a package must not find it in node_modules.
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'sms-gateway-bench-'));
  const standIns = await startStandIns();
  try {
    say('bundling');
    const contestants = await bundleContestants(outdir, standIns.url);
    const plan = { contestants, standIns, outdir };
    say(`cold start: ${samples} of each, interleaved`);
    const cold = await measureColdStarts({ ...plan, samples });
    const warmSamples = messages < MESSAGES ? 1 : WARM.samples;
    say(`warm: ${warmSamples} times ${messages} messages of each, interleaved`);
    const warm = await measureWarm({
      ...plan,
      samples: warmSamples,
      earlyFrom: WARM.earlyFrom,
      warmUp: Math.floor(messages / 2),
      messages,
    });
    say('round trips to DynamoDB');
    const counted = contestants.find(({ name }) => name === HTTPS_ONLY);
    if (counted === undefined) throw new Error(`nobody is called ${HTTPS_ONLY}`);
    const roundTrips = await measureRoundTrips(plan, counted);
    const about = {
      node: process.version,
      machine: `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.platform()} ${os.arch()}`,
      date: new Date().toISOString().slice(0, 10),
    };
    return makeReport(about, cold, warm, roundTrips);
  } finally {
    standIns.stop();
    rmSync(outdir, { recursive: true, force: true });
  }
};

const main = async (): Promise<void> => {
  const { samples, messages, json, check, help } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  const report = await bench(samples, messages);
  console.log(json ? JSON.stringify(report, null, 2) : printable(report));
  if (check && report.targets.some(({ met }) => !met)) process.exitCode = 1;
};

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
