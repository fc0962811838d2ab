import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Laptop } from '../../local/laptop/laptop';
import type { Checks } from '../aws/checks';

/** What every check works with. */
export interface Stage {
  readonly checks: Checks;
  readonly laptop: Laptop;
  readonly browser: Browser;
  /** A fresh page on a laptop as at its start. It is closed afterwards, and must not have complained. */
  readonly onPage: <T>(use: (page: Page) => Promise<T>, look?: Look) => Promise<T>;
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

export const NUMBER = '+12025550123';

export const createStage = (checks: Checks, laptop: Laptop, browser: Browser): Stage => ({
  checks,
  laptop,
  browser,
  onPage: async (use, { width = 1280, scheme = 'light' } = {}) => {
    await laptop.reset();
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      // Auth0's refusals are part of the play; Chromium notes each.
      const isRefusal = /status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${laptop.url}/`)) complaints.push(`asked ${request.url()}`);
    });
    try {
      await page.goto(`${laptop.url}/`);
      await page.getByText('Live', { exact: true }).waitFor();
      const result = await use(page);
      assert.deepEqual(complaints, []);
      return result;
    } finally {
      await page.close();
    }
  },
});

/** Asks for a code as another app than the page's would. */
export const startSignIn = ({ url }: Laptop): Promise<unknown> =>
  fetch(`${url}/passwordless/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'laptop-app',
      connection: 'sms',
      phone_number: NUMBER,
      send: 'code',
    }),
  });

/** Asks for a code to the number in the form, and reads it off the phone. */
export const requestCode = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Text me a code' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  return readCode(page);
};

/** The newest code on the phone. */
export const readCode = async (page: Page): Promise<string> => {
  const code = await page.locator('#messages .code').last().textContent();
  return code ?? '';
};

/** A code that is not the right one. */
export const wrong = (code: string): string => (code.startsWith('0') ? '1' : '0') + code.slice(1);

/** What has the focus, as a screen reader would name it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    'document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent.trim()',
  );

/** The attempts of the newest account: provider, verdict and the provider's code. */
export const attemptsOnPage = async (page: Page): Promise<string[]> => {
  const attempts = page.locator('#decisions > li').first().locator('.attempts li');
  const columns = await Promise.all(
    ['.provider', '.badge', '.provider-code'].map((part) =>
      attempts.locator(part).allTextContents(),
    ),
  );
  const [providers = []] = columns;
  return providers.map((_, at) => columns.map((column) => column[at] ?? '').join(' | '));
};
