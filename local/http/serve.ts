import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamEvents } from './event-stream';
import { jsonResponse, type LocalHandler, type LocalAnswer, type LocalRequest } from './message';

/** API Gateway's own limit of a request; nothing on the laptop needs more. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface ServeOptions {
  /** @default 0 — any free port */
  readonly port?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and drops every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Serves a handler on the loopback address only: what it shows (codes, secrets) is for this machine.
 * Rejects with Node's `EADDRINUSE` when the port is taken.
 */
export const serve = (
  handler: LocalHandler,
  { port = 0 }: ServeOptions = {},
): Promise<RunningServer> => {
  const server = http.createServer((incoming, outgoing) => {
    // A caller that leaves while it is being answered is no event.
    incoming.on('error', () => undefined);
    void respond(handler, incoming)
      .catch((error: unknown): LocalAnswer => {
        console.error(error);
        return jsonResponse(500, { error: 'internal_error' });
      })
      .then((answer) => write(answer, outgoing));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const listening = (server.address() as AddressInfo).port;
      resolve({
        url: `http://127.0.0.1:${listening}`,
        port: listening,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
};

const respond = async (
  handler: LocalHandler,
  incoming: http.IncomingMessage,
): Promise<LocalAnswer> => {
  const body = await readBody(incoming);
  return body === undefined
    ? jsonResponse(413, { error: 'too_large' })
    : handler(toLocalRequest(incoming, body));
};

const readBody = async (incoming: http.IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
};

const toLocalRequest = (incoming: http.IncomingMessage, body: string): LocalRequest => {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    rawHeaders: pairs(incoming.rawHeaders),
    body,
    remoteAddress: incoming.socket.remoteAddress ?? '127.0.0.1',
    fullPath: path,
  };
};

/** Node.js lists names and values in turn. */
const pairs = (list: readonly string[]): [string, string][] =>
  Array.from({ length: list.length / 2 }, (_, at) => [list[2 * at] ?? '', list[2 * at + 1] ?? '']);

const write = (answer: LocalAnswer, outgoing: http.ServerResponse): void => {
  if ('streams' in answer) {
    streamEvents(answer.streams, outgoing);
    return;
  }
  if (!('misbehaves' in answer)) {
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  switch (answer.misbehaves) {
    case 'resets':
      outgoing.socket?.destroy();
      return;
    case 'hangs':
      return;
    case 'half-answers': {
      const { status, headers, body = '' } = answer.with;
      const bytes = Buffer.from(body);
      outgoing.writeHead(status, { ...headers, 'content-length': bytes.length });
      outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
        outgoing.socket?.destroy(),
      );
    }
  }
};
