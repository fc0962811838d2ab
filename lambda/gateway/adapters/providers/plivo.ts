import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import { digitsOf } from '../../../shared/phone-number';
import {
  accepted,
  at,
  basicAuthorization,
  codeAt,
  codeTable,
  outcomeOfFault,
  readJson,
  refusal,
  unreadable,
} from './answers';
import { callHarmlessly, type CheckOf, noteOfCredit } from './credential-check';
import { defineProvider } from './provider';
import { either, secretText, text } from './schemas';

/** Plivo's Message API: https://docs.plivo.com (Send a message) */
export const provider = defineProvider({
  type: 'plivo',
  title: 'Plivo Message API',
  settings: v.pipe(
    v.strictObject({
      authId: text(
        /^[A-Za-z0-9]{1,40}$/,
        'must be letters and digits, as the Plivo console shows it',
        'Auth ID of the account or subaccount that sends.',
      ),
      src: v.exactOptional(
        text(
          /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
          'must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
          'Sender: a number of the account with its country code, a short code, or an alphanumeric sender ID. Instead of "powerpackUuid".',
        ),
      ),
      powerpackUuid: v.exactOptional(
        text(
          /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
          'must be a UUID',
          'UUID of a Powerpack, a pool of senders from which Plivo picks. Instead of "src".',
        ),
      ),
    }),
    either('src', 'powerpackUuid'),
  ),
  credentials: v.strictObject(
    { authToken: secretText('Auth token that belongs to the setting "authId".') },
    'must be an object with exactly the key "authToken"',
  ),

  connect: ({ baseUrl = 'https://api.plivo.com', authId, src, powerpackUuid }, { http }) => {
    // Without the last slash Plivo redirects, and a redirect is never followed.
    const url = `${baseUrl}/v1/Account/${authId}/Message/`;

    return async (message, { timeoutMs }, { authToken }) => {
      const answer = await http.request({
        method: 'POST',
        url,
        headers: {
          authorization: basicAuthorization(authId, authToken),
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          ...(src === undefined ? {} : { src: src.replace('+', '') }),
          ...(powerpackUuid === undefined ? {} : { powerpack_uuid: powerpackUuid }),
          dst: digitsOf(message.to),
          text: message.text,
          type: 'sms',
          // Keeps the one-time code and the number out of Plivo's message log.
          log: 'false',
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** https://www.plivo.com/docs/account/api/account/the-account-object/ (Retrieve account details) */
export const checkCredentials: CheckOf<typeof provider> = (
  { baseUrl = 'https://api.plivo.com', authId },
  { authToken },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/v1/Account/${authId}/`,
    headers: { authorization: basicAuthorization(authId, authToken) },
    noteOf: (body) => {
      if (at(body, 'account_type') === 'developer') return 'it is a trial account';
      return at(body, 'billing_mode') === 'prepaid'
        ? noteOfCredit(at(body, 'cash_credits'))
        : undefined;
    },
  });

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status < 300) return readAcceptance(body);
  const code = codeAt(body, 'error_code');
  if (code !== undefined) return refusal(CODES, answer, code);
  return readErrorText(answer.status, at(body, 'error')) ?? refusal(CODES, answer);
};

/** A 202 that names our number as invalid, or gives no id, is a refusal. */
const readAcceptance = (body: unknown): AttemptOutcome => {
  const ids = at(body, 'message_uuid');
  const invalid = at(body, 'invalid_number');
  if (Array.isArray(invalid) && invalid.length > 0)
    return { class: 'recipient', code: 'invalid_number', reason: 'invalid' };
  if (!Array.isArray(ids)) return unreadable;
  return ids.length > 0 ? accepted(ids[0]) : { class: 'route-only', code: 'no_message_uuid' };
};

/**
 * Plivo answers a refusal in words and without a code, so words decide; none of them is kept. The
 * sender comes before the recipient, because a sentence that names both is about the pair of them,
 * and another provider has another sender.
 */
const readErrorText = (status: number, error: unknown): AttemptOutcome | undefined => {
  if (typeof error !== 'string' || status >= 500) return undefined;
  if (/insufficient|credit|balance/i.test(error))
    return { class: 'configuration', code: 'no_credit' };
  if (status !== 400) return undefined;
  if (/\b(src|source|sender|powerpack(_uuid)?)\b/i.test(error))
    return { class: 'configuration', code: 'src_refused' };
  if (/\b(dst|destination)\b/i.test(error) || /\binvalid\b.*\b(number|recipient)\b/i.test(error))
    return { class: 'recipient', code: 'dst_refused', reason: 'invalid' };
  return { class: 'bug', code: 'http_400' };
};

/**
 * https://docs.plivo.com (Message error codes). Plivo documents these for its callbacks; they count
 * here too should an answer carry one as `error_code`.
 */
const CODES = codeTable([
  // Invalid message; text too long.
  ['bug', 10, 110],
  // Network error; destination out of reach for now.
  ['transient', 20, 80],
  // Taken for spam; a loop; no route; refused by the carrier; could not be dispatched; no reason known.
  ['route-only', 30, 60, 90, 100, 300, 1000],
  // Sender invalid; toll-free sender barred in Canada; country switched off; no credit; account disabled.
  ['configuration', 40, 201, 450, 900, 910],
  // Destination invalid or a landline.
  ['no-sms', 50],
  // Destination gone for good.
  ['invalid', 70],
  // The recipient answered STOP.
  ['unsubscribed', 200],
]);
