import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { startLaptop } from '../../local/laptop/laptop';
import { attemptsOnPage, focused, NUMBER, readCode, requestCode, wrong, type Stage } from './stage';

/** What people do on the page. */
export const checkJourneys = async ({ checks, laptop, browser, onPage }: Stage): Promise<void> => {
  checks.heading('Journeys');

  await checks.check('the whole sign-in works by keyboard alone', () =>
    onPage(async (page) => {
      await tabTo(page, 'Phone number');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('+44 (7700) 900-123');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
      assert.equal(await focused(page), 'Code');
      // As on a phone: the code is offered, and typed by one key.
      await tabTo(page, 'Use this code');
      await page.keyboard.press('Enter');
      assert.equal(await focused(page), 'Code');
      assert.equal(
        await page.getByLabel('Code', { exact: true }).inputValue(),
        await readCode(page),
      );
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
      assert.equal(await focused(page), 'You are signed in');
      await page.getByText('checked the id token’s signature').waitFor();
      assert.match(await page.locator('#claims').innerText(), /phone_number[^+]*\+447700900123/);
      await tabTo(page, 'Sign out');
      await page.keyboard.press('Space');
      assert.equal(await focused(page), 'Phone number');
    }),
  );

  await checks.check('a screen reader hears the message, and in the field where it went', () =>
    onPage(async (page) => {
      const code = await requestCode(page);
      assert.equal(
        await page.getByRole('status').textContent(),
        `New message to +1 202 555 0123: Your code for Acme is ${code}`,
      );
      const field = page.getByRole('textbox', { name: 'Code' });
      assert.match((await field.getAttribute('aria-describedby')) ?? '', /code-note/);
      await page.getByText('Sent to +1 202 555 0123.').waitFor();
    }),
  );

  await checks.check('a wrong code shows Auth0’s error, and the right one still works', () =>
    onPage(async (page) => {
      const code = await requestCode(page);
      await page.getByLabel('Code', { exact: true }).fill(wrong(code));
      await page.keyboard.press('Enter');
      const alert = page.getByRole('alert');
      await alert.getByText('That code does not work').waitFor();
      await alert.getByText('invalid_grant: Wrong phone number or verification code.').waitFor();
      assert.equal(await focused(page), 'Code');
      await page.getByLabel('Code', { exact: true }).fill(code);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
      assert.equal(await alert.isVisible(), false);
    }),
  );

  await checks.check('the first provider down: the code comes by the second, both are shown', () =>
    onPage(async (page) => {
      await page.getByLabel('twilio', { exact: true }).selectOption('down');
      await page.getByText('Takes no connection').waitFor();
      await requestCode(page);
      await page.getByText('via clickatell').waitFor();
      const [first = '', second = '', ...others] = await attemptsOnPage(page);
      assert.equal(first, 'twilio | not now | connection_refused');
      assert.equal(second, 'clickatell | accepted | ');
      assert.deepEqual(others, []);
      await page.getByText('Not needed: plivo, sns').waitFor();
    }),
  );

  await checks.check('the tenant switched to a phone provider sends by its Action', () =>
    onPage(async (page) => {
      const changed = page.waitForResponse((response) => response.request().method() === 'PUT');
      await page.getByRole('radio', { name: 'Custom phone provider' }).check();
      await changed;
      assert.equal(laptop.tenant.integration(), 'phone-provider');
      const code = await requestCode(page);
      await page.getByLabel('Code', { exact: true }).fill(code);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
      // Whoever switches it, the page follows.
      await laptop.reset();
      await page.getByRole('radio', { name: 'Custom SMS gateway', checked: true }).waitFor();
    }),
  );

  await checks.check('every state of every provider can be switched, and healed at once', () =>
    onPage(async (page) => {
      for (const name of ['twilio', 'clickatell', 'plivo', 'sns'] as const) {
        const select = page.getByLabel(name, { exact: true });
        const states = await select.locator('option').allTextContents();
        assert.equal(states.length >= 9, true, `${name} offers ${states.join(', ')}`);
        for (const label of states) {
          const changed = page.waitForResponse(
            (response) => response.request().method() === 'PUT' && response.ok(),
          );
          // Away from it first: choosing what is chosen is no change.
          if (label === 'healthy') laptop.providers.setState(name, { state: 'failing' });
          if (label === 'healthy') await page.getByText('Answers that it is broken').waitFor();
          await select.selectOption({ label });
          await changed;
        }
      }
      await page.getByRole('button', { name: 'Make all healthy' }).click();
      await page.getByRole('button', { name: 'Make all healthy' }).waitFor({ state: 'hidden' });
      assert.deepEqual(laptop.providers.stateOf('sns'), { state: 'healthy' });
    }),
  );

  await checks.check('a number that fails by itself goes into the form, and fails', () =>
    onPage(async (page) => {
      await page.getByText('Or use a number that fails by itself').click();
      await page.getByRole('button', { name: '+1 202 555 0192' }).click();
      assert.equal(await focused(page), 'Phone number');
      await page.keyboard.press('Enter');
      await page.getByText('number takes no SMS').waitFor();
      await page.getByText('Not tried: clickatell, plivo, sns').waitFor();
    }),
  );

  await checks.check('a provider that kept failing is skipped, and the account says so', () =>
    onPage(async (page) => {
      laptop.providers.setState('twilio', { state: 'failing' });
      for (let message = 0; message < 4; message += 1) {
        await requestCode(page);
        await page.getByRole('button', { name: 'Use another number' }).click();
      }
      await page.getByText('because it kept failing: twilio').waitFor();
      assert.deepEqual(await attemptsOnPage(page), ['clickatell | accepted | ']);
    }),
  );

  await checks.check(
    'a blocked country: Auth0’s error in plain words, and why in the account',
    () =>
      onPage(async (page) => {
        await page.getByRole('button', { name: 'Australia' }).click();
        await page.getByRole('button', { name: 'Text me a code' }).click();
        const alert = page.getByRole('alert');
        await alert.getByText('The code could not be sent.').waitFor();
        await alert.getByText('Unexpected response while calling the SMS gateway: 403').waitFor();
        const account = page.locator('#decisions > li').first();
        for (const words of ['Blocked', 'Australia', '403', 'country not allowed', 'AU…56'])
          await account.getByText(words).first().waitFor();
        assert.equal(await page.locator('#messages li').count(), 0);
      }),
  );

  await checks.check('a number that is none is refused by Auth0, and focus stays with it', () =>
    onPage(async (page) => {
      await page.getByLabel('Phone number').fill('call me');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('That is no phone number').waitFor();
      assert.equal(await focused(page), 'Phone number');
    }),
  );

  await checks.check('what tests do meanwhile shows without a reload', () =>
    onPage(async (page) => {
      laptop.inbox.deliver({ to: NUMBER, text: 'Your code is 111222', provider: 'plivo' });
      await page.locator('#messages').getByText('111222').waitFor();
      laptop.providers.setState('plivo', { state: 'hanging' });
      await page.getByText('Never answers').waitFor();
      laptop.inbox.clear();
      await page.getByText('No messages yet.').waitFor();
    }),
  );

  await checks.check('the page says when the laptop is gone, and comes back with it', async () => {
    const options = { writeLine: () => undefined };
    const first = await startLaptop(options);
    const page = await browser.newPage();
    await page.goto(`${first.url}/`);
    await page.getByText('Live', { exact: true }).waitFor();
    await first.close();
    await page.getByText('Connection lost.').waitFor();
    const second = await startLaptop({ ...options, port: first.port });
    second.inbox.deliver({ to: NUMBER, text: 'Your code is 333444', provider: 'plivo' });
    await page.locator('#messages').getByText('333444').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.close();
    await second.close();
  });

  await checks.check('no code stands in the account of the gateway', () =>
    onPage(async (page) => {
      const code = await requestCode(page);
      const account = await page.locator('.account').innerText();
      assert.equal(account.includes(code), false);
      assert.equal(account.includes('2025550123'), false);
      await page.getByText('Nowhere else.').waitFor();
    }),
  );
};

/** Presses Tab until the element with that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches "${name}"`);
};
