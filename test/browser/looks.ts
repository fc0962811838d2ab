import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { sendAsTenant } from '../support/laptop';
import { enoughOfTheWindow } from './limits';
import { requestCode, startSignIn, wrong, type Look, type Stage } from './stage';

const BRITON = '+447700900123';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Every state of the page, in the order in which a visit meets them. */
const VISIT: Readonly<Record<string, (page: Page, stage: Stage) => Promise<unknown>>> = {
  empty: () => Promise.resolve(),
  blocked: async (page) => {
    await page.getByRole('button', { name: 'Australia' }).click();
    await page.getByRole('button', { name: 'Text me a code' }).click();
    await page.getByRole('alert').waitFor();
  },
  'code-sent': async (page) => {
    await page.getByLabel('twilio', { exact: true }).selectOption('throttled');
    await page.getByLabel('clickatell', { exact: true }).selectOption('slow');
    await page.getByText('Takes the message, that much later.').waitFor();
    await page.getByRole('button', { name: 'United States' }).click();
    await requestCode(page);
  },
  'wrong-code': async (page) => {
    const code = (await page.locator('#messages .code').last().textContent()) ?? '';
    await page.getByLabel('Code', { exact: true }).fill(wrong(code));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
  },
  'signed-in': async (page) => {
    await page.getByRole('button', { name: 'Use this code' }).last().click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
  },
  busy: async (page, { laptop }) => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    laptop.providers.setState('clickatell', { state: 'out-of-credit' });
    laptop.providers.setState('plivo', { state: 'half-answering' });
    await requestCode(page);
    await page.getByText('Or use a number that fails by itself').click();
    await page.getByRole('button', { name: '+1 202 555 0190' }).click();
    await page.getByRole('button', { name: 'Text me a code' }).click();
    await page.getByRole('alert').waitFor();
    laptop.providers.setState('clickatell', { state: 'healthy' });
    await page.getByRole('button', { name: 'United Kingdom' }).click();
    await requestCode(page);
  },
  limited: async (page, { laptop }) => {
    await enoughOfTheWindow();
    laptop.limits.setMode('shadow');
    for (let count = 0; count < 6; count += 1) await startSignIn(laptop);
    laptop.limits.setMode('enforce');
    for (let count = 0; count < 5; count += 1) await startSignIn(laptop);
    await sendAsTenant(laptop, BRITON, 'Your code for Acme is 681510');
    await sendAsTenant(laptop, BRITON, 'Your code for Acme is 681510');
    await page.getByRole('button', { name: 'Use another number' }).click();
    await page.getByRole('button', { name: 'United States' }).click();
    await page.getByRole('button', { name: 'Text me a code' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByText('What is counted').click();
  },
};

const LOOKS: readonly Required<Look>[] = (['light', 'dark'] as const).flatMap((scheme) =>
  [360, 1280].map((width) => ({ scheme, width })),
);

/** Accessibility and layout of every state in both schemes at both widths, with a picture of each. */
export const checkLooks = async (stage: Stage, folder: string): Promise<void> => {
  stage.checks.heading('Looks');
  for (const look of LOOKS) {
    const { width, scheme } = look;
    await stage.checks.check(`${width} px, ${scheme}: every state is accessible and fits`, () =>
      stage.onPage(async (page) => {
        for (const [name, go] of Object.entries(VISIT)) {
          await go(page, stage);
          await settle(page);
          await page.screenshot({
            path: join(folder, `${name}-${width}-${scheme}.png`),
            fullPage: true,
          });
          assert.deepEqual(await findFaults(page), [], name);
          const tooWide = 'document.documentElement.scrollWidth - innerWidth';
          assert.equal(await page.evaluate(tooWide), 0, `${name} scrolls sideways`);
        }
      }, look),
    );
  }

  await stage.checks.check('200 % text still fits 360 px', () =>
    stage.onPage(
      async (page) => {
        await page.evaluate("document.documentElement.style.fontSize = '32px'");
        const tooWide = 'document.documentElement.scrollWidth - innerWidth';
        assert.equal(await page.evaluate(tooWide), 0);
      },
      { width: 360 },
    ),
  );
};

/** Half-faded elements have half their contrast. */
const settle = (page: Page): Promise<unknown> =>
  page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))).then(() => undefined)',
  );

/** Serious and critical findings, one line each. */
const findFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};
