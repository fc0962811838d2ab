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
import { callHarmlessly, type CheckOf, noteOfCredit } from './credential-check';
import { defineProvider } from './provider';
import {
  DEFAULT_VALIDITY_PERIOD_SECONDS,
  secretText,
  text,
  validityPeriodSeconds,
} from './schemas';

/**
 * MessageBird's own SMS API. Bird, which took its place, has another address and other keys.
 * https://developers.messagebird.com/api/sms-messaging
 */
export const provider = defineProvider({
  type: 'messagebird',
  title: 'MessageBird SMS API',
  settings: v.strictObject({
    originator: text(
      /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      'must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
      'Sender: a number of the account with its country code, a short code, or an alphanumeric sender ID.',
    ),
    validityPeriodSeconds: validityPeriodSeconds('MessageBird', 1, 172_800),
  }),
  credentials: v.strictObject(
    {
      accessKey: secretText(
        'Live access key of the MessageBird account. A test key answers the same and sends nothing.',
      ),
    },
    'must be an object with exactly the key "accessKey"',
  ),

  connect: (settings, { http }) => {
    const { baseUrl = 'https://rest.messagebird.com', originator } = settings;
    const validity = settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS;

    return async (message, { timeoutMs }, { accessKey }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/messages`,
        headers: {
          authorization: `AccessKey ${accessKey}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          originator: originator.replace('+', ''),
          recipients: [digitsOf(message.to)],
          body: message.text,
          // GSM-7 where that can write the text; `plain`, the default, loses what it cannot.
          datacoding: 'auto',
          validity,
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** https://developers.messagebird.com/api/balance */
export const checkCredentials: CheckOf<typeof provider> = (
  { baseUrl = 'https://rest.messagebird.com' },
  { accessKey },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/balance`,
    headers: { authorization: `AccessKey ${accessKey}` },
    noteOf: (body) =>
      at(body, 'payment') === 'prepaid' ? noteOfCredit(at(body, 'amount')) : undefined,
  });

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  const error = at(body, 'errors', 0);
  if (answer.status >= 300 || error !== undefined) return readError(answer, error);
  const id = at(body, 'id');
  return typeof id === 'string' ? accepted(id) : unreadable;
};

const readError = (answer: HttpResponse, error: unknown): AttemptOutcome => {
  const code = codeAt(error, 'code');
  // A parameter missing or wrong: whose fault that is depends on which.
  return code === '9' || code === '10'
    ? refused(verdictOfParameter(at(error, 'parameter')), code)
    : refusal(CODES, answer, code);
};

const verdictOfParameter = (parameter: unknown) => {
  if (typeof parameter !== 'string') return 'bug';
  if (parameter === 'originator') return 'configuration';
  return /^recipients?\b/.test(parameter) ? 'invalid' : 'bug';
};

/**
 * https://developers.messagebird.com/api/#api-errors. Code 21, of which no source is sure, is left
 * to the HTTP status.
 */
const CODES = codeTable([
  // Access key wrong, or one of Bird's; balance too low.
  ['configuration', 2, 25],
  // Nothing is at this address, which `baseUrl` decides and not the message.
  ['configuration', 20],
  // API not found; an internal error, which does not say how far the message came.
  ['unknown', 98, 99],
]);
