import type { ToThread, WireRequest } from './protocol';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

interface Waiting {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

const WITHOUT_BODY = new Set([204, 205, 304]);

/** `fetch` whose requests the tenant makes, with the client that it calls gateways with. */
export const createFetch = (send: (call: number, request: WireRequest) => void) => {
  const waiting = new Map<number, Waiting>();
  let calls = 0;

  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const body = await request.text();
    calls += 1;
    const call = calls;
    return new Promise((resolve, reject) => {
      waiting.set(call, { resolve, reject });
      request.signal.addEventListener('abort', () => {
        waiting.delete(call);
        reject(request.signal.reason as Error);
      });
      send(call, {
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        ...(body === '' ? {} : { body }),
      });
    });
  };

  const settle = (message: Exclude<ToThread, { type: 'run' }>) => {
    const caller = waiting.get(message.call);
    waiting.delete(message.call);
    if (message.type === 'fetch-failed') {
      caller?.reject(new TypeError('fetch failed', { cause: new Error(message.reason) }));
      return;
    }
    const { status, headers, body } = message.response;
    caller?.resolve(new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers }));
  };

  return { fetch, settle };
};
