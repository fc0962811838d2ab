import net, { type AddressInfo } from 'node:net';
import { createHttpClient, type HttpRequest } from '../../../lambda/shared/http';
import {
  after,
  answer,
  deserted,
  drip,
  halfAnswer,
  hang,
  json,
  redirectTo,
  reset,
  selfSigned,
  startHttpServer,
  type TestServer,
} from '../../support/http-server';
import { inTime } from '../../support/in-time';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());
afterEach(() => jest.restoreAllMocks());

const client = createHttpClient();
const get = (url: string, overrides: Partial<HttpRequest> = {}) =>
  client.request({ method: 'GET', url, timeoutMs: 5_000, ...overrides });

/** A server below HTTP, that does with each socket what it likes. */
const startRawServer = async (onSocket: (socket: net.Socket) => void) => {
  const sockets = new Set<net.Socket>();
  const raw = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(raw.address() as AddressInfo).port}`,
    close: () => {
      raw.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

describe('an answer', () => {
  test('comes back with its status, headers in lower case, and body', async () => {
    server.answerWith(json(200, { city: 'Zürich' }, { 'X-Request-Id': 'r1' }));
    const result = await get(`${server.url}/path?query=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: 'naïve ✓',
    });
    expect(result).toMatchObject({
      ok: true,
      value: {
        status: 200,
        body: '{"city":"Zürich"}',
        headers: { 'x-request-id': 'r1', 'content-type': 'application/json' },
      },
    });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/path?query=1',
      body: 'naïve ✓',
      headers: { authorization: 'Bearer t', 'content-length': '10' },
    });
  });

  test.each([200, 201, 204, 400, 401, 404, 429, 500, 503])(
    'with status %i is an answer, not a fault',
    async (status) => {
      server.answerWith((response) => response.writeHead(status).end());
      expect(await get(server.url)).toMatchObject({ ok: true, value: { status, body: '' } });
    },
  );

  test('that takes its time within the limit is waited for', async () => {
    server.answerWith(after(150, answer(200, 'late')));
    expect(await get(server.url)).toMatchObject({ ok: true, value: { body: 'late' } });
  });

  test('is read up to the cap and no further', async () => {
    const capped = createHttpClient({ maxAnswerBytes: 10 });
    const ask = () => capped.request({ method: 'GET', url: server.url, timeoutMs: 5_000 });
    server.answerWith(answer(200, 'x'.repeat(10)), answer(200, 'x'.repeat(11)));
    expect(await ask()).toMatchObject({ ok: true });
    expect(await ask()).toEqual({ ok: false, error: { reason: 'too-large', sent: 'maybe' } });
  });

  test('of 10 MB ends at the default cap', async () => {
    server.answerWith(answer(200, 'x'.repeat(10 * 1024 * 1024)));
    expect(await get(server.url)).toEqual({
      ok: false,
      error: { reason: 'too-large', sent: 'maybe' },
    });
  });
});

describe('a fault after the request was sent', () => {
  test.each([301, 302, 307, 308])('a %i is not followed', async (status) => {
    server.answerWith(answer(status, '', { location: `${server.url}/elsewhere` }));
    expect(await get(server.url)).toEqual({
      ok: false,
      error: { reason: 'redirect', sent: 'maybe' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['redirects to another host', redirectTo('https://127.0.0.1:1/'), 'redirect'],
    ['closes without an answer', reset, 'reset'],
    ['closes in the middle of its answer', halfAnswer(), 'reset'],
    ['closes in the middle of an error', halfAnswer(500), 'reset'],
  ])('a server that %s', async (_, played, reason) => {
    server.answerWith(played);
    expect(await get(server.url)).toEqual({ ok: false, error: { reason, sent: 'maybe' } });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['says nothing', hang],
    ['answers a byte at a time', drip(20)],
  ])('a server that %s is left when the time is up', async (_, played) => {
    server.answerWith(played);
    await inTime(1_200, async () => {
      expect(await get(server.url, { timeoutMs: 200 })).toEqual({
        ok: false,
        error: { reason: 'timeout', sent: 'maybe' },
      });
    });
  });

  test('a server that speaks no HTTP', async () => {
    const raw = await startRawServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(await get(`http://${raw.host}`)).toEqual({
      ok: false,
      error: { reason: 'malformed', sent: 'maybe' },
    });
    raw.close();
  });
});

describe('a fault before the request was sent', () => {
  test('nobody listens', async () => {
    expect(await get(await deserted())).toEqual({
      ok: false,
      error: { reason: 'refused', sent: 'no' },
    });
  });

  test('the name does not exist', async () => {
    const result = await get('https://no-such-host.invalid/');
    expect(result).toMatchObject({ ok: false, error: { sent: 'no' } });
  });

  test('the certificate is nobody’s', async () => {
    const secure = await startHttpServer(selfSigned());
    expect(await get(secure.url)).toEqual({ ok: false, error: { reason: 'tls', sent: 'no' } });
    expect(secure.requests).toHaveLength(0);
    await secure.close();
  });

  test('the other side speaks no TLS', async () => {
    const result = await get(server.url.replace('http:', 'https:'));
    expect(result).toMatchObject({ ok: false, error: { sent: 'no' } });
  });

  test('the other side accepts the connection and never greets', async () => {
    const raw = await startRawServer(() => {});
    expect(await get(`https://${raw.host}`, { timeoutMs: 200 })).toEqual({
      ok: false,
      error: { reason: 'timeout', sent: 'no' },
    });
    raw.close();
  });

  test('there is no time left at all', async () => {
    server.answerWith(hang);
    for (const timeoutMs of [0, -1]) {
      expect(await get(server.url, { timeoutMs })).toMatchObject({
        ok: false,
        error: { reason: 'timeout' },
      });
    }
  });

  test.each([
    ['a line break in a header', { headers: { authorization: 'Bearer secret\n' } }],
    ['a header name with a space', { headers: { 'x y': '1' } }],
    ['a character outside Latin-1 in a header', { headers: { authorization: 'Bearer ✓' } }],
    ['no address', { url: 'not an address' }],
    ['another protocol', { url: 'ftp://127.0.0.1/' }],
  ])('%s cannot be written', async (_, overrides: Partial<HttpRequest>) => {
    server.answerWith(answer(200));
    expect(await get(server.url, overrides)).toEqual({
      ok: false,
      error: { reason: 'malformed', sent: 'no' },
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a connection', () => {
  let fresh: TestServer;
  beforeEach(async () => {
    fresh = await startHttpServer();
    fresh.answerWith(answer(200));
  });
  afterEach(() => fresh.close());

  test('serves one request after the other', async () => {
    await get(fresh.url);
    await get(fresh.url);
    expect(fresh.requests).toHaveLength(2);
    expect(fresh.connections()).toBe(1);
  });

  test('idle for more than 4 seconds is not used again', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    await get(fresh.url);
    clock.mockReturnValue(now + 3_900);
    await get(fresh.url);
    expect(fresh.connections()).toBe(1);
    clock.mockReturnValue(now + 3_900 + 4_100);
    expect(await get(fresh.url)).toMatchObject({ ok: true });
    expect(fresh.connections()).toBe(2);
  });

  test('that broke is not used again', async () => {
    fresh.answerWith(answer(200), halfAnswer(), answer(200));
    await get(fresh.url);
    await get(fresh.url);
    expect(await get(fresh.url)).toMatchObject({ ok: true });
    expect(fresh.connections()).toBe(2);
  });

  test('that was timed out on a used connection may have sent the request', async () => {
    fresh.answerWith(answer(200), hang);
    await get(fresh.url);
    expect(await get(fresh.url, { timeoutMs: 150 })).toEqual({
      ok: false,
      error: { reason: 'timeout', sent: 'maybe' },
    });
  });
});
