import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { startSignIn, type Stage } from './stage';

const PROMISED_MS = 200;
const SAMPLES = 10;
const MOST_ROUNDS = 3;

/** Notes when each message has been painted: the frame after the one that changed the page. */
const NOTE_PAINTS = `
  globalThis.painted = {};
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const { dataset } of addedNodes)
        requestAnimationFrame(() => requestAnimationFrame(() => {
          globalThis.painted[dataset.sequence] = Date.now();
        }));
  }).observe(document.getElementById('messages'), { childList: true });
`;

/** Asked again and again: a strict Content-Security-Policy takes no condition to wait for. */
const paintedAt = async (page: Page, sequence: number): Promise<number> => {
  for (;;) {
    const at = await page.evaluate<number>(`globalThis.painted[${sequence}] ?? 0`);
    if (at > 0) return at;
  }
};

/** From the gateway's answer, taken to be its *completed* line right before it, to the message painted. */
const measureOne = async ({ laptop }: Stage, page: Page): Promise<number> => {
  const answered = new Promise<number>((resolve) => {
    const stop = laptop.decisions.watch({
      added: () => {
        stop();
        resolve(Date.now());
      },
      cleared: () => undefined,
    });
  });
  await startSignIn(laptop);
  const { sequence } = laptop.inbox.all().at(-1) ?? { sequence: 0 };
  return (await paintedAt(page, sequence)) - (await answered);
};

/**
 * The slowest of some messages is compared, so that one moment in which the machine does something
 * else breaks the promise. It is then measured again, at most twice: a page that is too slow is so each time.
 */
export const checkLatency = async (stage: Stage): Promise<void> => {
  const { checks, laptop, onPage } = stage;
  checks.heading('Speed');
  await checks.check(
    `a message is on the page within ${PROMISED_MS} ms of the gateway’s answer`,
    () =>
      onPage(async (page) => {
        // Counted, but not stopped: thirty messages to one number are more than a person may have.
        laptop.limits.setMode('shadow');
        await page.evaluate(NOTE_PAINTS);
        for (let round = 1; ; round += 1) {
          const late: number[] = [];
          for (let sample = 0; sample < SAMPLES; sample += 1)
            late.push(await measureOne(stage, page));
          console.log(`     measurement ${round}: painted after ${late.join(', ')} ms`);
          if (Math.max(...late) < PROMISED_MS) return;
          assert.ok(round < MOST_ROUNDS, `it took ${late.join(', ')} ms`);
        }
      }),
  );
};
