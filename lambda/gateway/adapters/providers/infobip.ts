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
  refused,
  unreadable,
} from './answers';
import { callHarmlessly, type CheckOf } from './credential-check';
import { defineProvider } from './provider';
import {
  DEFAULT_VALIDITY_PERIOD_SECONDS,
  secretText,
  text,
  validityPeriodSeconds,
} from './schemas';

/** Infobip's SMS API, version 3: https://www.infobip.com/docs/api/channels/sms */
export const provider = defineProvider({
  type: 'infobip',
  title: 'Infobip SMS API',
  settings: v.strictObject({
    host: text(
      /^([a-z0-9][a-z0-9-]{0,62}\.)?api\.infobip\.com$/,
      'must be a host name such as "xyz123.api.infobip.com"',
      'Base URL of the account as the Infobip portal shows it, without "https://". Each account has its own.',
    ),
    sender: text(
      /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11})$/,
      'must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
      'Sender: a number of the account with its country code, a short code, or an alphanumeric sender ID.',
    ),
    validityPeriodSeconds: validityPeriodSeconds('Infobip', 1, 172_800),
  }),
  credentials: v.strictObject(
    { apiKey: secretText('API key with the scope "sms:message:send".') },
    'must be an object with exactly the key "apiKey"',
  ),

  connect: (settings, { http }) => {
    const { baseUrl = `https://${settings.host}`, sender } = settings;
    const validity = settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS;

    return async (message, { timeoutMs }, { apiKey }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/sms/3/messages`,
        headers: {
          authorization: `App ${apiKey}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          messages: [
            {
              sender: sender.replace('+', ''),
              destinations: [{ to: digitsOf(message.to) }],
              content: { text: message.text },
              // Minutes, unless told.
              options: { validityPeriod: { amount: validity, timeUnit: 'SECONDS' } },
            },
          ],
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/**
 * A key that may send need not be allowed to see the balance, so a 403 says nothing of it.
 * https://dev.infobip.com/settings/account-balance
 */
export const checkCredentials: CheckOf<typeof provider> = (
  { host, baseUrl = `https://${host}` },
  { apiKey },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/account/1/balance`,
    headers: { authorization: `App ${apiKey}` },
    refusals: [401],
  });

const PENDING = '1';
/** Undeliverable, expired, rejected. */
const REFUSED: readonly unknown[] = ['2', '4', '5'];
/** The message id was used before, by a message that was taken then. */
const DUPLICATE = '23';

/** A 200 may hold a refusal: the group of the message's status says whether it was taken. */
const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300) return readError(answer, body);
  const message = at(body, 'messages', 0);
  const group = codeAt(message, 'status', 'groupId');
  const id = codeAt(message, 'status', 'id');
  if (group === PENDING || id === DUPLICATE) return accepted(at(message, 'messageId'));
  return REFUSED.includes(group) ? refusal(STATUSES, answer, id) : unreadable;
};

/** https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes */
const STATUSES = codeTable([
  // Network not covered; no route.
  ['route-only', 6, 19],
  // Undeliverable: refused by the operator, not delivered, not sent; rejected without a reason.
  ['route-only', 4, 9, 31, 100],
  // Wrong prefix; destination missing; destination wrong.
  ['invalid', 8, 51, 52],
  // The recipient wants no such messages; the number is on a blocklist.
  ['unsubscribed', 10, 14],
  // Sender not registered; sender on a blocklist.
  ['configuration', 11, 13],
  // Out of credit; package expired; a trial account sends to its own numbers only.
  ['configuration', 12, 17, 18],
  // Too many messages to this number within the hour; taken for fraud.
  ['refused', 20, 87],
  ['transient', 21],
  // Header of a long message broken; text too long.
  ['bug', 24, 25],
]);

/** Answers of the newer form carry `errorCode`, older ones a `serviceException`. */
const readError = (answer: HttpResponse, body: unknown): AttemptOutcome => {
  const code =
    codeAt(body, 'errorCode') ?? codeAt(body, 'requestError', 'serviceException', 'messageId');
  return code === 'E400' || code === 'BAD_REQUEST'
    ? refused(verdictOfViolations(at(body, 'violations')), code)
    : refusal(ERRORS, answer, code);
};

/** What is wrong with the sender is no fault of the recipient: another provider has another sender. */
const verdictOfViolations = (violations: unknown) => {
  const properties = (Array.isArray(violations) ? violations : []).map((it) =>
    String(codeAt(it, 'property')),
  );
  if (properties.some((it) => /(^|\.)sender$/.test(it))) return 'configuration';
  return properties.some((it) => /(^|\.)to$/.test(it)) ? 'invalid' : 'bug';
};

/** https://www.infobip.com/docs/developer-resources/api-fundamentals/handling-errors */
const ERRORS = codeTable([
  // Wrong key; a key without the scope; sender or feature not allowed.
  ['configuration', 'E401', 'E403', 'UNAUTHORIZED'],
  ['transient', 'E429'],
  ['unknown', 'E500'],
]);
