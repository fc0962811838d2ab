import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sendAsTenant } from '../support/laptop';
import { focused, NUMBER, requestCode, type Stage } from './stage';

/** What people see of the send limits. */
export const checkLimits = async ({ checks, laptop, onPage }: Stage): Promise<void> => {
  checks.heading('Send limits');

  await checks.check('the sixth code in ten minutes is refused, and the page says why', () =>
    onPage(async (page) => {
      await enoughOfTheWindow();
      await requestFive(page);
      await page.getByRole('button', { name: 'Send a new code' }).click();

      const alert = page.getByRole('alert');
      await alert.getByText('too many codes, so this one was not sent').waitFor();
      await alert
        .getByText('sms_provider_error: Unexpected response while calling the SMS gateway: 429')
        .waitFor();
      assert.equal(await focused(page), 'Code');
      assert.equal(await page.locator('#messages li').count(), 5);
      await page.getByRole('status').getByText('The gateway: Send limit reached, 429.').waitFor();

      const account = newestAccount(page);
      for (const words of ['Send limit reached', 'United States', '429'])
        await account.getByText(words).first().waitFor();
      await account.getByText('5 messages to one number in ten minutes are the most').waitFor();
      await account.getByText(/The next goes out from \d\d:\d\d:\d\d on, in \d+ (s|min)/).waitFor();
      const [reached = '', ...others] = await account.locator('.looked-at li').allInnerTexts();
      assert.match(reached, /Messages to one number in ten minutes\s+reached\s+5 of 5/);
      assert.equal(others.length, 6);
      assert.ok(others.every((line) => !line.includes('reached')));
    }),
  );

  await checks.check('the counters cleared, the next code comes', () =>
    onPage(async (page) => {
      await enoughOfTheWindow();
      await requestFive(page);
      await page.getByRole('button', { name: 'Clear the counters' }).click();
      await page.getByRole('status').getByText('The counters begin anew.').waitFor();
      await page.getByRole('button', { name: 'Send a new code' }).click();
      await page.locator('#messages li').nth(5).waitFor();
      assert.equal(await page.getByRole('alert').isVisible(), false);
    }),
  );

  await checks.check(
    'in shadow mode it is sent, and the account says what would not have been',
    () =>
      onPage(async (page) => {
        await enoughOfTheWindow();
        await page.getByRole('radio', { name: 'Shadow' }).check();
        await page.getByRole('status').getByText('Send limits: Shadow.').waitFor();
        await requestFive(page);
        await page.getByRole('button', { name: 'Send a new code' }).click();
        const account = newestAccount(page);
        await account.getByText('Over a send limit, and not stopped').waitFor();
        await account.getByText('6 of 5', { exact: true }).waitFor();
        await account.getByText('Not needed: clickatell, plivo, sns').waitFor();
      }),
  );

  await checks.check('the switch works by keyboard, and shows what others switch', () =>
    onPage(async (page) => {
      await page.getByRole('radio', { name: 'Enforce' }).focus();
      const changed = page.waitForResponse((response) => response.request().method() === 'PUT');
      await page.keyboard.press('ArrowUp');
      await changed;
      assert.equal(laptop.limits.state().mode, 'off');
      laptop.limits.setMode('shadow');
      await page.getByRole('radio', { name: 'Shadow', checked: true }).waitFor();
      await page.getByText('What is counted').click();
      await page.getByText('5 messages to one number in ten minutes', { exact: true }).waitFor();
    }),
  );

  await checks.check('the same message once more is shown as sent already', () =>
    onPage(async (page) => {
      for (const outcome of ['accepted', 'duplicate']) {
        const decision = await sendAsTenant(laptop, NUMBER, 'Your code for Acme is 681510');
        assert.equal(decision?.outcome, outcome);
      }
      const account = newestAccount(page);
      for (const words of ['Already sent', 'the same message had just been sent'])
        await account.getByText(words).waitFor();
      assert.equal(await page.locator('#messages li').count(), 1);
    }),
  );
};

/** By the app: once from the first form, and by the resend button of the second. */
const requestFive = async (page: Page): Promise<void> => {
  await requestCode(page);
  for (let count = 1; count < 5; count += 1) {
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await page.locator('#messages li').nth(count).waitFor();
  }
};

const newestAccount = (page: Page) => page.locator('#decisions > li').first();

const WINDOW_MS = 600_000;
const NEEDED_MS = 20_000;

/** Windows are those of the clock; one that is about to end would let the sixth through. */
export const enoughOfTheWindow = async (): Promise<void> => {
  const leftMs = WINDOW_MS - (Date.now() % WINDOW_MS);
  if (leftMs < NEEDED_MS) await new Promise((resolve) => setTimeout(resolve, leftMs + 100));
};
