import http from 'node:http';
import https from 'node:https';
import { keepAliveAgent } from './keep-alive-agent';
import { fail, ok, type Result } from './result';

/** One HTTP client for everything that a Lambda calls. Types first; the client is below. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** https, or http to a loopback address in tests. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte of effort to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Why no answer came. `sent` tells whether the other side may have acted on the request: `no` is
 * certain (it was never written in full), `maybe` is everything after that.
 */
export interface HttpFault {
  readonly reason:
    | 'timeout'
    | 'refused'
    | 'dns'
    | 'tls'
    | 'reset'
    | 'too-large'
    | 'redirect'
    | 'malformed'
    | 'network';
  readonly sent: 'no' | 'maybe';
}

export interface HttpClient {
  /** Any status but a redirect is an answer. Never throws, never retries, never follows. */
  readonly request: (request: HttpRequest) => Promise<Result<HttpResponse, HttpFault>>;
}

export interface HttpClientOptions {
  /** Answers longer than this many bytes end as `too-large`. @default 65536 */
  readonly maxAnswerBytes?: number;
}

/**
 * The client for everything that a Lambda calls: keep-alive, one try, no redirect, an answer of
 * bounded size, and an end after `timeoutMs`, whatever the other side does.
 */
export const createHttpClient = ({
  maxAnswerBytes = 65_536,
}: HttpClientOptions = {}): HttpClient => {
  const agents = { 'http:': keepAliveAgent(http.Agent), 'https:': keepAliveAgent(https.Agent) };
  return {
    request: (request) =>
      new Promise((resolve) => {
        const url = readUrl(request.url);
        if (url === undefined) return resolve(fail({ reason: 'malformed', sent: 'no' }));
        const secure = url.protocol === 'https:';
        const agent = agents[secure ? 'https:' : 'http:'];
        agent.dropStaleSockets();

        const outgoing = open(request, url, agent.agent);
        if (outgoing === undefined) return resolve(fail({ reason: 'malformed', sent: 'no' }));

        let connected = false;
        let settled = false;
        const settle = (result: Result<HttpResponse, HttpFault>) => {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          resolve(result);
        };
        const fault = (reason: HttpFault['reason']) => {
          settle(fail({ reason, sent: connected ? 'maybe' : 'no' }));
          outgoing.destroy();
        };
        const timer = setTimeout(() => fault('timeout'), Math.max(0, request.timeoutMs));

        outgoing.on('socket', (socket) => {
          if (outgoing.reusedSocket) connected = true;
          else socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
        });
        outgoing.on('error', (error: NodeJS.ErrnoException) => fault(reasonOf(error.code)));
        outgoing.on('response', (incoming) => {
          const status = incoming.statusCode ?? 0;
          if (status >= 300 && status < 400) return fault('redirect');
          const chunks: Buffer[] = [];
          let bytes = 0;
          incoming.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > maxAnswerBytes) fault('too-large');
            else chunks.push(chunk);
          });
          incoming.on('error', () => fault('reset'));
          incoming.on('close', () => {
            if (!incoming.complete) fault('reset');
          });
          incoming.on('end', () =>
            settle(
              ok({
                status,
                headers: flattenHeaders(incoming.headers),
                body: Buffer.concat(chunks).toString('utf8'),
              }),
            ),
          );
        });
        outgoing.end(request.body);
      }),
  };
};

const readUrl = (text: string): URL | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
};

/** `undefined` when Node.js refuses to write it, e.g. a line break in a header's value. */
const open = (
  request: HttpRequest,
  url: URL,
  agent: http.Agent,
): http.ClientRequest | undefined => {
  const { method, body } = request;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  try {
    return (url.protocol === 'https:' ? https : http).request(url, {
      method,
      agent,
      headers: { ...length, ...request.headers },
    });
  } catch {
    return undefined;
  }
};

const flattenHeaders = (headers: http.IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

/** Why a call failed, by Node.js's code for the error. Says nothing of whether it was sent. */
export const reasonOf = (code = ''): HttpFault['reason'] => {
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (code.startsWith('HPE_')) return 'malformed';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return /^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code) || isCertificate(code) ? 'tls' : 'network';
};

/** OpenSSL's verification errors, as Node.js names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const isCertificate = (code: string): boolean =>
  /CERT|SIGNATURE|ISSUER|CRL|CHAIN|PURPOSE|TRUSTED/.test(code);
