import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import {
  accepted,
  at,
  codeAt,
  codeTable,
  outcomeOfFault,
  readJson,
  refusal,
  refused,
  unreadable,
} from './answers';
import { callHarmlessly, type CheckOf, noteOfCredit } from './credential-check';
import { defineProvider } from './provider';
import { secretText, text } from './schemas';

/** Telnyx's Messaging API: https://developers.telnyx.com/api/messaging/send-message */
export const provider = defineProvider({
  type: 'telnyx',
  title: 'Telnyx Messaging',
  settings: v.pipe(
    v.strictObject({
      from: v.exactOptional(
        text(
          /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
          'must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
          'Sender: a number of the account in E.164, a short code, or an alphanumeric sender ID, which needs "messagingProfileId" too.',
        ),
      ),
      messagingProfileId: v.exactOptional(
        text(
          /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
          'must be a UUID',
          'UUID of a messaging profile. Without "from" its number pool picks the sender.',
        ),
      ),
    }),
    v.check(
      (settings) => 'from' in settings || 'messagingProfileId' in settings,
      'give "from", "messagingProfileId", or both',
    ),
    v.check(
      ({ from = '', messagingProfileId }) =>
        !/[A-Za-z]/.test(from) || messagingProfileId !== undefined,
      'give "messagingProfileId" with an alphanumeric "from"',
    ),
  ),
  credentials: v.strictObject(
    { apiKey: secretText('API key (v2) of the account.') },
    'must be an object with exactly the key "apiKey"',
  ),

  connect:
    ({ baseUrl = 'https://api.telnyx.com', from, messagingProfileId }, { http }) =>
    async (message, { timeoutMs }, { apiKey }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/v2/messages`,
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          ...(from === undefined ? {} : { from }),
          ...(messagingProfileId === undefined ? {} : { messaging_profile_id: messagingProfileId }),
          to: message.to,
          text: message.text,
          type: 'SMS',
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    },
});

/** https://developers.telnyx.com/api-reference/billing/get-user-balance-details */
export const checkCredentials: CheckOf<typeof provider> = (
  { baseUrl = 'https://api.telnyx.com' },
  { apiKey },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/v2/balance`,
    headers: { authorization: `Bearer ${apiKey}` },
    // A key of a member without access to billing gets a 403.
    refusals: [401],
    noteOf: (body) => noteOfCredit(at(body, 'data', 'available_credit')),
  });

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300) return readError(answer, at(body, 'errors', 0));

  // Telnyx creates the message and may say in the same breath that it failed.
  const error = at(body, 'data', 'errors', 0);
  if (error !== undefined) return readError(answer, error);
  const status = at(body, 'data', 'to', 0, 'status');
  if (typeof status === 'string' && FAILED.has(status))
    return { class: 'route-only', code: status };
  const id = at(body, 'data', 'id');
  return typeof id === 'string' ? accepted(id) : unreadable;
};

/** States of a recipient that end without a message: https://developers.telnyx.com/docs/messaging/messages/message-detail-records */
const FAILED: ReadonlySet<string> = new Set(['sending_failed', 'delivery_failed', 'expired']);

const readError = (answer: HttpResponse, error: unknown): AttemptOutcome => {
  const code = codeAt(error, 'code');
  // One code for a malformed number, whosever it is; only `source` tells.
  if (code !== undefined && ANY_NUMBER.has(code) && isAboutSender(error))
    return refused('configuration', code);
  return refusal(CODES, answer, code);
};

const isAboutSender = (error: unknown): boolean =>
  ['pointer', 'parameter'].some((key) => /\bfrom$/.test(String(at(error, 'source', key))));

const ANY_NUMBER: ReadonlySet<string> = new Set(['10002', '10016']);

/**
 * https://developers.telnyx.com/docs/messaging/messages/error-codes and
 * https://developers.telnyx.com/development/api-fundamentals/api-errors. Some are documented for
 * delivery reports; they count here too should an answer carry one.
 */
const CODES = codeTable([
  // `to` is no valid number.
  ['invalid', 10002, 10016, 40012, 40310],
  // The recipient answered STOP.
  ['unsubscribed', 40300],
  // A landline, or not routable.
  ['no-sms', 40001],
  // Malformed; text too long; text invalid.
  ['bug', 10015, 40009, 40328],
  // Key wrong or revoked.
  ['configuration', 10009, 20002],
  // Not allowed; this type of message is not possible between these numbers.
  ['configuration', 10010, 40301, 40319],
  // Account inactive, without funds, blocked, unverified, or of too low a level.
  ['configuration', 20012, 20013, 20014, 20015, 20016, 20017, 20100],
  // The profile does not list the destination's country; profile or messaging switched off.
  ['configuration', 40309, 40312, 40314],
  // The sender is not usable, or in poor health.
  ['configuration', 40013, 40305, 40306, 40308, 40315, 40320, 40321],
  // Sender not registered: toll-free, 10DLC and its limits.
  ['configuration', 40010, 40016, 40017, 40018, 40329],
  // Too many requests; the sender's queue is full; the carrier's rate; the carrier's server is down.
  ['transient', 10011, 40006, 40011, 40318],
  // Taken for spam: by Telnyx, for now, for good.
  ['route-only', 40002, 40003, 40015, 40322],
  // Refused by the destination; expired with the carrier or in the queue; undeliverable.
  ['route-only', 40004, 40005, 40008, 40014],
  ['unknown', 10007],
]);
