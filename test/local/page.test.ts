import { startLaptop, type Laptop } from '../../local/laptop/laptop';

const HTML = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the page', () => {
  let laptop: Laptop;
  beforeAll(async () => {
    laptop = await startLaptop({ writeLine: () => undefined });
  });
  afterAll(() => laptop.close());

  test('is what browsers get; programs get the text', async () => {
    const page = await fetch(laptop.url, HTML);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>SMS gateway for Auth0, on your laptop</h1>');
    const text = await fetch(laptop.url);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toContain('/passwordless/start');
  });

  test('takes nothing from elsewhere, runs nothing inline and stands in no frame', async () => {
    const { headers } = await fetch(laptop.url, HTML);
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    const page = await (await fetch(laptop.url, HTML)).text();
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=|https?:\/\//);
  });

  test.each([
    ['/page/app.js', 'text/javascript; charset=utf-8', 'EventSource'],
    ['/page/style.css', 'text/css; charset=utf-8', 'prefers-color-scheme'],
    ['/page/icon.svg', 'image/svg+xml', '<svg'],
  ])('has %s', async (path, type, content) => {
    const response = await fetch(`${laptop.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain(content);
  });

  test('names no address but this server', async () => {
    const files = ['/page/app.js', '/page/style.css'].map(async (path) =>
      (await fetch(`${laptop.url}${path}`)).text(),
    );
    const addresses = (await Promise.all(files)).join('\n').match(/https?:\/\/[^'"`\s)]+/g) ?? [];
    // A namespace and the name of a grant; neither is ever fetched.
    expect(new Set(addresses)).toEqual(
      new Set(['http://www.w3.org/2000/svg', 'http://auth0.com/oauth/grant-type/passwordless/otp']),
    );
  });
});

test('--no-page: everyone gets the text, and there are no files', async () => {
  const laptop = await startLaptop({ writeLine: () => undefined, page: false });
  const front = await fetch(laptop.url, HTML);
  expect(front.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await front.text()).toContain('/passwordless/start');
  expect((await fetch(`${laptop.url}/page/app.js`)).status).toBe(404);
  await laptop.close();
});
