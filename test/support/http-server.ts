import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server on a free port of 127.0.0.1 that records what it is asked and plays what it is told. */
export interface TestServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Every request that came in whole, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets were opened to it. */
  readonly connections: () => number;
  /** One after the other; the last one stays. Starts over with every call. */
  readonly answerWith: (...answers: readonly Answer[]) => void;
  readonly close: () => Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: http.ServerResponse, request: RecordedRequest) => void;

/** An ordinary answer. */
export const answer =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };

export const json = (status: number, value: unknown, headers = {}): Answer =>
  answer(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });

export const html = (status: number): Answer =>
  answer(status, '<!doctype html><html><body><h1>Bad gateway</h1><br></body></html>', {
    'content-type': 'text/html',
  });

export const redirectTo = (location: string): Answer => answer(302, '', { location });

/** `then`, `ms` milliseconds later. */
export const after =
  (ms: number, then: Answer): Answer =>
  (...given) => {
    setTimeout(() => then(...given), ms).unref();
  };

/** Takes the request and says nothing. */
export const hang: Answer = () => {};

/** Closes the connection instead of answering. */
export const reset: Answer = (response) => {
  response.socket?.destroy();
};

/** Announces a long body, sends its beginning, and closes the connection. */
export const halfAnswer =
  (status = 200, begin = '{"half'): Answer =>
  (response) => {
    response.writeHead(status, { 'content-length': 1_000 });
    response.write(begin, () => response.socket?.destroy());
  };

/** Sends a byte every `everyMs` milliseconds and never comes to an end. */
export const drip =
  (everyMs = 20, status = 200): Answer =>
  (response) => {
    response.writeHead(status);
    const timer = setInterval(() => response.write(' '), everyMs);
    response.once('close', () => clearInterval(timer));
  };

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export const startHttpServer = async (tls?: TlsIdentity): Promise<TestServer> => {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  let script: readonly Answer[] = [];
  let played = 0;

  const listener: http.RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(request);
      const next = script[Math.min(played, script.length - 1)] ?? answer(501, 'nothing scripted');
      played += 1;
      next(response, request);
    });
  };
  const server: Server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on('connection', (socket) => {
    opened += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => opened,
    answerWith: (...answers) => {
      script = answers;
      played = 0;
      requests.length = 0;
    },
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** An address where nobody listens: of a server that has just gone. */
export const deserted = async (): Promise<string> => {
  const server = await startHttpServer();
  await server.close();
  return server.url;
};

/** A certificate that nobody trusts, made on the spot. */
export const selfSigned = (): TlsIdentity => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-gateway-tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
        .concat(['-keyout', keyFile, '-out', certFile, '-days', '1', '-subj', '/CN=127.0.0.1'])
        .concat(['-addext', 'subjectAltName=IP:127.0.0.1']),
      { stdio: 'ignore' },
    );
    return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
