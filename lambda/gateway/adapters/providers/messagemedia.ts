import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
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
import { defineProvider } from './provider';
import {
  DEFAULT_VALIDITY_PERIOD_SECONDS,
  secretText,
  text,
  validityPeriodSeconds,
} from './schemas';

const HOSTS = ['api.messagemedia.com', 'eu.app.api.sinch.com'] as const;

/** Sinch MessageMedia's Messages API: https://github.com/messagemedia/documentation */
export const provider = defineProvider({
  type: 'messagemedia',
  title: 'Sinch MessageMedia Messages',
  settings: v.strictObject({
    apiKey: text(
      /^[A-Za-z0-9]{1,64}$/,
      'must be letters and digits, as the MessageMedia portal shows it',
      'API key, the public half of the credentials. Its secret belongs to Secrets Manager.',
    ),
    sourceNumber: v.exactOptional(
      text(
        /^(\+[1-9]\d{3,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
        'must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
        'Sender registered with the account: a number in E.164, a short code, or an alphanumeric sender ID. Leave it out to send from a number that MessageMedia picks.',
      ),
    ),
    host: v.exactOptional(
      v.pipe(
        v.picklist(HOSTS, 'must be "api.messagemedia.com" or "eu.app.api.sinch.com"'),
        v.description(
          'Host of the region that the account belongs to: "eu.app.api.sinch.com" for the European Union. Default: "api.messagemedia.com".',
        ),
      ),
    ),
    validityPeriodSeconds: validityPeriodSeconds('MessageMedia', 30, 86_400),
  }),
  credentials: v.strictObject(
    { apiSecret: secretText('API secret that belongs to the setting "apiKey".') },
    'must be an object with exactly the key "apiSecret"',
  ),

  connect: (settings, { http }) => {
    const { apiKey, sourceNumber, host = HOSTS[0] } = settings;
    const url = `${settings.baseUrl ?? `https://${host}`}/v1/messages`;
    const validityMs = (settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS) * 1_000;

    return async (message, { timeoutMs }, { apiSecret }) => {
      const answer = await http.request({
        method: 'POST',
        url,
        headers: {
          authorization: basicAuthorization(apiKey, apiSecret),
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          messages: [
            {
              content: message.text,
              destination_number: message.to,
              ...(sourceNumber === undefined
                ? {}
                : {
                    source_number: sourceNumber,
                    // Left out, it is guessed, and MessageMedia says itself that it may guess wrong.
                    source_number_type: sourceType(sourceNumber),
                  }),
              format: 'SMS',
              message_expiry_timestamp: new Date(Date.now() + validityMs).toISOString(),
            },
          ],
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

const sourceType = (sourceNumber: string): 'ALPHANUMERIC' | 'INTERNATIONAL' | 'SHORTCODE' => {
  if (/[A-Za-z]/.test(sourceNumber)) return 'ALPHANUMERIC';
  return sourceNumber.startsWith('+') ? 'INTERNATIONAL' : 'SHORTCODE';
};

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300)
    return (answer.status === 400 && readDetails(at(body, 'details'))) || refusal(CODES, answer);

  const message = at(body, 'messages', 0);
  const status = at(message, 'status');
  if (typeof status === 'string' && FAILED.has(status)) {
    const code = codeAt(message, 'error_code');
    return code === undefined
      ? { class: 'route-only', code: status }
      : refusal(CODES, answer, code);
  }
  const id = at(message, 'message_id');
  return typeof id === 'string' ? accepted(id) : unreadable;
};

/** States that end without a message. */
const FAILED: ReadonlySet<string> = new Set(['expired', 'failed', 'rejected']);

/**
 * A 400 has no code; its details name the fields at fault, and nothing else of them is kept. The
 * sender comes before the recipient: another provider has another sender.
 */
const readDetails = (details: unknown): AttemptOutcome | undefined => {
  if (!Array.isArray(details)) return undefined;
  const words = details.filter((detail) => typeof detail === 'string').join('\n');
  if (words === '') return undefined;
  if (/source_number/.test(words)) return { class: 'configuration', code: 'source_refused' };
  if (/destination_number/.test(words))
    return { class: 'recipient', code: 'destination_refused', reason: 'invalid' };
  return { class: 'bug', code: 'http_400' };
};

/**
 * MessageMedia documents these for its delivery reports; they count here too should an answer carry
 * one as `error_code`. https://github.com/messagemedia/documentation
 */
const CODES = codeTable([
  // Destination malformed.
  ['invalid', 411],
  // The destination is on the account's block list, where those go who answered STOP.
  ['unsubscribed', 302, 412],
  ['no-sms', 413],
  // Spending threshold; sender blocked, not supported, malformed.
  ['configuration', 301, 303, 333, 410],
  // Gateway failed; no route; unreachable.
  ['route-only', 330, 331, 332, 400, 402, 414],
]);
