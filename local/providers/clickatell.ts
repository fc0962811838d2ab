import { isRecord, jsonResponse, parseJson, textOf, type LocalResponse } from '../http/message';
import { HEX, randomText } from '../random';
import type { Accounts } from './accounts';
import type { WireFormat, WireWorld } from './stand-in';

/** Clickatell's One API (docs/sources.md, providers §3.1), one message per request. */
export const createClickatell = (
  { apiKey }: Accounts['clickatell'],
  { random }: WireWorld,
): WireFormat => ({
  receive: ({ method, path, headers, body }) => {
    // The bare key: "Bearer …" is a wrong one.
    if (headers['authorization'] !== apiKey)
      return failure(401, 1, 'API Key is invalid or missing.');
    if (method !== 'POST') return failure(400, 42, 'Method not supported.');
    if (path !== '/v1/message') return failure(400, 41, 'Unknown resource.');
    if (!headers['content-type']?.startsWith('application/json'))
      return failure(400, 21, 'The request is malformed.');

    const payload = parseJson(body);
    const messages: unknown = isRecord(payload) ? payload['messages'] : undefined;
    if (!Array.isArray(messages) || messages.length === 0)
      return failure(400, 21, 'The request is malformed.');
    if (messages.length > 1) return failure(400, 22, 'The stand-in takes one message per request.');
    const [message] = messages as unknown[];
    if (!isRecord(message) || message['channel'] !== 'sms' || textOf(message['content']) === '')
      return failure(400, 23, 'A field is missing or invalid.');
    const to = textOf(message['to']);
    // Digits only; a plus sign is not part of the number here.
    if (!/^[1-9]\d{6,14}$/.test(to)) return refusal(to, 25, 'Recipient is invalid.');
    return { to: `+${to}`, text: textOf(message['content']) };
  },

  accept: ({ to }) =>
    jsonResponse(202, {
      messages: [
        {
          apiMessageId: randomText(random, HEX, 32),
          accepted: true,
          to: to.slice(1),
          error: null,
        },
      ],
      error: null,
    }),

  refusals: {
    // 400, not 429 (docs/sources.md, providers §3.1).
    throttled: () => failure(400, 43, 'Rate limit exceeded.'),
    'out-of-credit': () => failure(402, 20, 'Your account balance is too low.'),
    rejecting: ({ to }) => refusal(to.slice(1), 25, 'Recipient is invalid.'),
    unsubscribed: ({ to }) => refusal(to.slice(1), 26, 'Recipient has opted out.'),
    // No code says "landline": the nearest is that the number is not on this channel.
    landline: ({ to }) => refusal(to.slice(1), 27, 'Recipient is not available on this channel.'),
    'carrier-refused': ({ to }) => refusal(to.slice(1), 101, 'No route to this destination.'),
    failing: () => failure(500, 18, 'Internal error.'),
  },
});

/** The whole request is refused. */
const failure = (status: number, code: number, description: string): LocalResponse =>
  jsonResponse(status, { messages: [], error: { code, description } });

/** The one message is refused. */
const refusal = (to: string, code: number, description: string): LocalResponse =>
  jsonResponse(400, {
    messages: [{ apiMessageId: null, accepted: false, to, error: { code, description } }],
    error: null,
  });
