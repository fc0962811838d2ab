import type { ServerResponse } from 'node:http';
import type { EventStream } from './message';

/** Keeps proxies and sleeping laptops from taking a quiet stream for a dead one. */
const HEARTBEAT_MS = 15_000;
/** A reader this far behind is dropped; when it comes back, it gets a snapshot. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** Server-sent events: html.spec.whatwg.org/multipage/server-sent-events.html */
export const streamEvents = (events: EventStream, outgoing: ServerResponse): void => {
  outgoing.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const send = (text: string) => {
    outgoing.write(text);
    if (outgoing.writableLength > MAX_UNREAD_BYTES) outgoing.destroy();
  };
  // How soon a browser comes back, in milliseconds.
  send('retry: 500\n\n');
  const stop = events(send);
  const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
  outgoing.once('close', () => {
    clearInterval(heartbeat);
    stop();
  });
};
