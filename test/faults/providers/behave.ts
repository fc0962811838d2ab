import type { ServerResponse } from 'node:http';
import type { LocalResponse } from '../../../local/http/message';
import type { Behaviour } from '../plan';

const TEN_MEGABYTES = Buffer.alloc(10 * 1024 * 1024, 'x');
const PAGE = '<!doctype html><html><body><h1>Bad gateway</h1></body></html>';

/** What a provider would say if it behaved. */
export interface Manners {
  readonly accept: () => LocalResponse;
  readonly throttle: () => LocalResponse;
}

/** Answers, or does what it does instead. */
export const behave = (
  response: ServerResponse,
  behaviour: Behaviour,
  { accept, throttle }: Manners,
): void => {
  switch (behaviour.kind) {
    case 'accepts':
      return write(response, accept());
    case 'throttles':
      return write(response, { ...throttle(), status: 429, headers: { 'retry-after': '1' } });
    case 'hangs':
      return;
    case 'resets':
      response.socket?.destroy();
      return;
    case 'half-answers': {
      const { status, body = '' } = accept();
      response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
      return;
    }
    case 'html':
      return write(response, {
        status: behaviour.status,
        headers: { 'content-type': 'text/html' },
        body: PAGE,
      });
    case 'broken-json':
      return write(response, { status: 200, body: '{"messages":[{' });
    case 'ten-megabytes':
      response.writeHead(200, { 'content-length': TEN_MEGABYTES.length });
      response.end(TEN_MEGABYTES);
      return;
    case 'redirects':
      return write(response, { status: 302, headers: { location: 'https://127.0.0.1:1/' } });
  }
};

/** Whether the message goes out, and whether whoever sent it is told so. */
export const takes = (
  behaviour: Behaviour,
): { readonly taken: boolean; readonly clear: boolean } =>
  behaviour.kind === 'accepts'
    ? { taken: true, clear: true }
    : { taken: 'taken' in behaviour && behaviour.taken, clear: false };

export const write = (
  response: ServerResponse,
  { status, headers = {}, body = '' }: LocalResponse,
): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
};
