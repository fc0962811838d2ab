import type { GatewayMessage } from '../core/message';
import { isRecord } from '../core/reading';
import type { ActionSettings } from '../core/settings';
import type { GatewayAnswer } from '../core/verdict';
import { signToken } from './token';

export interface GatewayOptions {
  readonly fetch: typeof fetch;
  /** From the first byte of effort to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Posts a message to the gateway. Never throws, never repeats, never follows a redirect. */
export const createGatewayClient =
  ({ fetch, timeoutMs, now }: GatewayOptions) =>
  async (message: GatewayMessage, settings: ActionSettings): Promise<GatewayAnswer> => {
    const body = JSON.stringify(message);
    try {
      const response = await fetch(settings.gatewayUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${signToken(body, settings, now())}`,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const retryAfter = response.headers.get('retry-after');
      return {
        kind: 'answered',
        status: response.status,
        body: await response.text(),
        ...(retryAfter !== null && { retryAfter }),
      };
    } catch (error) {
      return faultOf(error);
    }
  };

/** Of an error's words nothing is kept: they may quote what was sent. */
const faultOf = (error: unknown): GatewayAnswer => {
  if (!isRecord(error)) return { kind: 'unreachable' };
  if (error['name'] === 'TimeoutError') return { kind: 'timeout' };
  const code = isRecord(error['cause']) ? error['cause']['code'] : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(code)
    ? { kind: 'unreachable', cause: code }
    : { kind: 'unreachable' };
};
