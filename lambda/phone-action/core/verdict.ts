import type { GatewayMessage } from './message';
import { isRecord } from './reading';
import { maskRecipient } from './recipient';
import { readRefusal } from './refusals';

/** How a call to the gateway ended. */
export type GatewayAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      /** The `Retry-After` header. */
      readonly retryAfter?: string;
    }
  | { readonly kind: 'timeout' }
  /** `cause`: Node.js's code for what happened, e.g. `ECONNREFUSED`. */
  | { readonly kind: 'unreachable'; readonly cause?: string };

/** What the Action tells Auth0. A reason is for the tenant's log. */
export type Verdict =
  | { readonly kind: 'sent' }
  /** Auth0 runs the Action again. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Nothing more is tried. */
  | { readonly kind: 'drop'; readonly reason: string };

/** What a repeat needs: to be run, to reach the phone, and the code to be typed. */
export const REPEAT_NEEDS_MS = 30_000;

/**
 * What an answer of the gateway means (the table of docs/phone-action.md).
 *
 * @param livesForMs how long the message is still worth sending
 */
export const verdictOf = (
  answer: GatewayAnswer,
  message: GatewayMessage,
  livesForMs: number,
): Verdict => {
  const { outcome, what, afterMs = 0 } = read(answer, message);
  if (outcome === 'sent') return { kind: 'sent' };
  const reason = `SMS gateway, to ${maskRecipient(message.recipient)}: ${what}`;
  if (outcome === 'final') return { kind: 'drop', reason };
  return livesForMs < afterMs + REPEAT_NEEDS_MS
    ? { kind: 'drop', reason: `${reason}. Not repeated: it would come too late` }
    : { kind: 'retry', reason };
};

interface Reading {
  readonly outcome: 'sent' | 'final' | 'passing';
  readonly what: string;
  /** No repeat helps before. */
  readonly afterMs?: number;
}

const read = (answer: GatewayAnswer, message: GatewayMessage): Reading => {
  switch (answer.kind) {
    case 'timeout':
      return { outcome: 'passing', what: 'no answer in time; the message may be on its way' };
    case 'unreachable':
      return {
        outcome: 'passing',
        what: `not reachable${answer.cause === undefined ? '' : ` (${answer.cause})`}`,
      };
    case 'answered':
      return readAnswer(answer, message);
  }
};

const readAnswer = (
  { status, body: text, retryAfter }: Extract<GatewayAnswer, { kind: 'answered' }>,
  message: GatewayMessage,
): Reading => {
  const body = parsed(text);
  if (status === 200 && typeof body?.['status'] === 'string') return { outcome: 'sent', what: '' };
  if (status < 400)
    return { outcome: 'final', what: `answered ${status}: GATEWAY_URL leads to something else` };
  const { words, meaning } = readRefusal(
    status,
    body ?? {},
    `${message.body} ${message.code ?? ''}`,
  );
  const said = [`answered ${status}`, words.length > 0 ? ` (${words.join(', ')})` : ''].join('');
  const what = meaning === undefined ? said : `${said}: ${meaning}`;
  if (status === 429) return { outcome: 'passing', what, afterMs: waitOf(retryAfter) };
  const isPassing = status >= 500 && body?.['retryable'] !== false;
  return { outcome: isPassing ? 'passing' : 'final', what };
};

/** Seconds; of a date, which the gateway does not send, nothing is known. */
const waitOf = (retryAfter = ''): number =>
  /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0;

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
