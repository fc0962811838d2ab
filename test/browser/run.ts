import '../support/setup';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLaptop } from '../../local/laptop/laptop';
import { createChecks, Stopped, type Checks } from '../aws/checks';
import { createCloser, type Closer } from '../aws/closer';
import { findChromium, HOW_TO_INSTALL, launch } from './chromium';
import { checkJourneys } from './journeys';
import { checkLimits } from './limits';
import { checkLatency } from './latency';
import { checkLooks } from './looks';
import { createStage } from './stage';

/** `npm run test:browser`: the page of `npm start` in a real Chromium, each line one promise. */
const PICTURES = join(__dirname, '..', '..', 'build', 'browser');
/** Usually it takes half a minute. */
const LIMIT_MINUTES = 5;

const play = async (program: string, checks: Checks, closer: Closer): Promise<void> => {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });

  checks.heading('Surroundings');
  const laptop = await checks.need('the laptop starts', () =>
    startLaptop({ seed: 'browser', startsPerHour: 1000, writeLine: () => undefined }),
  );
  closer.add('the laptop', laptop.close);
  const browser = await checks.need('Chromium starts', () => launch(program));
  closer.add('Chromium', () => browser.close());

  const stage = createStage(checks, laptop, browser);
  await checkJourneys(stage);
  await checkLimits(stage);
  await checkLatency(stage);
  await checkLooks(stage, PICTURES);
};

const main = async (): Promise<number> => {
  const program = findChromium(process.env);
  if (program === undefined) {
    console.error(HOW_TO_INSTALL);
    return 1;
  }
  const closer = createCloser();
  const checks = createChecks(console.log);
  const leave = (why: string, exitCode: number) => {
    console.error(`\n${why}: closing everything that was started.`);
    void closer.closeAll().then(() => process.exit(exitCode));
  };
  process.once('SIGINT', () => leave('Interrupted', 130));
  process.once('SIGTERM', () => leave('Terminated', 143));
  const limit = setTimeout(
    () => leave(`Not done after ${LIMIT_MINUTES} minutes`, 1),
    LIMIT_MINUTES * 60_000,
  );

  let crashed = false;
  try {
    await play(program, checks, closer);
  } catch (error) {
    crashed = !(error instanceof Stopped);
    if (crashed) console.error(error);
  } finally {
    clearTimeout(limit);
    await closer.closeAll();
  }
  const failed = checks.failed() + (crashed ? 1 : 0);
  console.log(`\nPictures: ${PICTURES}\n`);
  console.log(`${checks.passed()} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

void main().then((exitCode) => process.exit(exitCode));
