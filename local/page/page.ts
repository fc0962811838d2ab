import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalRequest, LocalResponse } from '../http/message';
import type { Route } from '../http/router';
import { bundleClient } from './bundle';

/** The page that browsers get at `/`, and the files it is made of. */
export interface Page {
  readonly document: () => Promise<LocalResponse>;
  readonly assets: readonly Route[];
}

/** Everything comes from this server and nothing is inline; codes on a page deserve no less. */
export const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const MEDIA_TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

export const createPage = (): Page => {
  const file = (name: string) => readFile(join(__dirname, name), 'utf8');
  // At the first visit, so that the start need not wait for it; once, because sources do not change.
  let script: Promise<string> | undefined;
  const client = () => (script ??= bundleClient(join(__dirname, 'client', 'main.ts')));
  const asset = (
    path: string,
    type: keyof typeof MEDIA_TYPES,
    read: () => Promise<string>,
  ): Route => ({ method: 'GET', path, handle: async () => answer(type, await read()) });

  return {
    document: async () => {
      // A browser asks for it next. A fault in it is shown by that request.
      client().catch(() => undefined);
      const { headers, ...rest } = answer('html', await file('index.html'));
      return { ...rest, headers: { ...headers, vary: 'accept' } };
    },
    assets: [
      asset('/page/app.js', 'js', client),
      asset('/page/style.css', 'css', () => file('style.css')),
      asset('/page/icon.svg', 'svg', () => file('icon.svg')),
    ],
  };
};

/** A browser says that it wants HTML; `curl` and a test's `fetch` do not. */
export const wantsHtml = ({ headers }: LocalRequest): boolean =>
  headers['accept']?.includes('text/html') ?? false;

const answer = (type: keyof typeof MEDIA_TYPES, body: string): LocalResponse => ({
  status: 200,
  headers: { 'content-type': MEDIA_TYPES[type], ...SECURITY_HEADERS },
  body,
});
