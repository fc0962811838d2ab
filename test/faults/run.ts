import { cpus } from 'node:os';
import { createChecks, type Checks } from '../aws/checks';
import { figuresOf, type Figures } from './figures';
import { HELP, readOptions, type Options } from './options';
import { heldUpMs, judge, measure, type Measured } from './measure';
import { alwaysPromised } from './promises';
import { startProviders, type Providers } from './providers/start';
import { runScenario } from './run-scenario';
import type { Scenario } from './scenario';
import { scenariosFor } from './scenarios';
import { writeDocsBlock } from '../support/docs-block';
import { legendOf, tableOf, type Row } from './table';

const WARM_UP = 1_000;

/**
 * `npm run test:faults`: thousands of messages per scenario through the real handler while providers
 * fail by a seeded plan. docs/reliability.md says what it shows.
 */
const play = async (options: Options, providers: Providers, checks: Checks): Promise<Row[]> => {
  const all = scenariosFor(options.seed);
  const wanted = all.filter(
    ({ name }) => options.scenarios.length === 0 || options.scenarios.includes(name),
  );
  // Code that runs for the first time is slow, and no figure of anybody's fault.
  await runScenario(all[0], { ...options, messages: WARM_UP }, providers);
  const rows: Row[] = [];
  for (const scenario of wanted) {
    const promises = [...alwaysPromised(scenario), ...(scenario.promises ?? [])];
    const measured = await measure(scenario, promises, (share) => {
      const instances = Math.ceil(options.instances * share);
      return runScenario(scenario, { ...options, instances }, providers);
    });
    const figures = figuresOf(measured.run);
    rows.push({ scenario, figures });
    checks.heading(progressLine(scenario, measured, figures));
    for (const promise of promises)
      await checks.check(promise.promise, () => judge(promise, measured));
  }
  return rows;
};

const progressLine = ({ name, what }: Scenario, { run, again }: Measured, f: Figures): string =>
  `${name}: ${what}\n` +
  `     ${f.messages} messages by ${run.instances} instances in ${(run.tookMs / 1000).toFixed(1)} s, lost ${f.lost}, ` +
  `twice ${f.duplicates}, p50 ${f.p50.toFixed(0)} ms, p99 ${f.p99.toFixed(0)} ms, ` +
  `failed over ${f.failedOver}, breakers opened ${f.openings}, ` +
  `held up ${heldUpMs(run)} ms` +
  again.map((why) => `\n     played again: ${why}`).join('');

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const known = scenariosFor(options.seed).map(({ name }) => name);
  const unknown = options.scenarios.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`no scenario is called "${unknown}"; there are: ${known.join(', ')}`);

  const startedMs = performance.now();
  const checks = createChecks((line) => console.log(line));
  const providers = await startProviders();
  try {
    const rows = await play(options, providers, checks);
    console.log(`\nTimes in milliseconds.\n\n${tableOf(rows)}\n`);
    if (options.write) await writeDocsBlock('reliability.md', 'test:faults', report(rows, options));
  } finally {
    providers.stop();
  }
  console.log(`Took ${Math.round((performance.now() - startedMs) / 1000)} s.`);
  console.log(`${checks.passed()} passed, ${checks.failed()} failed`);
  return checks.failed() === 0 ? 0 : 1;
};

const report = (rows: readonly Row[], { seed, instances }: Options): string =>
  `${legendOf(rows)}\n\n${tableOf(rows)}\n\n` +
  `Times in milliseconds of the run. Seed \`${seed}\`, ${instances} instances, ` +
  `Node.js ${process.versions.node}, ${cpus().length} cores.`;

void main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
