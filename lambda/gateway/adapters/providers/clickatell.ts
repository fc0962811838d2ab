import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import { digitsOf } from '../../../shared/phone-number';
import {
  accepted,
  at,
  codeAt,
  codeTable,
  outcomeOfFault,
  readJson,
  refusal,
  unreadable,
} from './answers';
import { callHarmlessly, type CheckOf, noteOfCredit } from './credential-check';
import { defineProvider } from './provider';
import { secretText, text } from './schemas';

/**
 * Clickatell's One API. The older Platform and Communicator APIs have other keys and other codes.
 * https://docs.clickatell.com (WhatsApp and SMS One API)
 */
export const provider = defineProvider({
  type: 'clickatell',
  title: 'Clickatell One API',
  settings: v.strictObject({
    from: v.exactOptional(
      text(
        /^\+?\d{3,15}$/,
        'must be a phone number or short code of 3 to 15 digits',
        'A two-way number or short code that belongs to the integration. Leave it out to send from whatever Clickatell picks.',
      ),
    ),
  }),
  credentials: v.strictObject(
    {
      apiKey: secretText(
        'API key of the integration that sends, as the Clickatell portal shows it.',
      ),
    },
    'must be an object with exactly the key "apiKey"',
  ),

  connect:
    ({ baseUrl = 'https://platform.clickatell.com', from }, { http }) =>
    async (message, { timeoutMs }, { apiKey }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/v1/message`,
        headers: {
          // The bare key: `Bearer` in front of it is refused.
          authorization: apiKey,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          messages: [
            {
              channel: 'sms',
              to: digitsOf(message.to),
              content: message.text,
              ...(from === undefined ? {} : { from: from.replace('+', '') }),
            },
          ],
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    },
});

/** https://docs.clickatell.com (One API, Get balance) */
export const checkCredentials: CheckOf<typeof provider> = (
  { baseUrl = 'https://platform.clickatell.com' },
  { apiKey },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/v1/balance`,
    headers: { authorization: apiKey },
    noteOf: (body) => noteOfCredit(at(body, 'balance')),
  });

/** A 2xx may hold a refusal (207), so `accepted` alone says whether the message was taken. */
const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  const message = at(body, 'messages', 0);
  if (at(message, 'accepted') === true) return accepted(at(message, 'apiMessageId'));

  const code = codeAt(message, 'error', 'code') ?? codeAt(body, 'error', 'code');
  if (code === undefined && answer.status < 300)
    return at(message, 'accepted') === false
      ? { class: 'route-only', code: 'not_accepted' }
      : unreadable;
  return refusal(CODES, answer, code);
};

/** https://docs.clickatell.com (One API errors table). Codes 30 to 33 are about media. */
const CODES = codeTable([
  // API key missing or wrong; account or integration not active; caller's IP address not allowed.
  ['configuration', 1, 2, 3, 7],
  // An internal error, which does not say how far the message came.
  ['unknown', 18],
  // Down for a moment; too many requests, which comes as a 400 and not as a 429.
  ['transient', 19, 43],
  // Balance too low; number missing from the sandbox's list; channel off; sender unusable; demo over.
  ['configuration', 20, 28, 38, 39, 44, 45, 46],
  // Malformed, a field missing or wrong, text too long, charset, no such resource or method.
  ['bug', 21, 22, 23, 24, 40, 41, 42, 100],
  ['invalid', 25],
  ['unsubscribed', 26],
  // Recipient not on this channel; destination without a two-way route.
  ['route-only', 27, 101],
  // The United States want a two-way integration and a STOP text.
  ['configuration', 110, 111],
]);
