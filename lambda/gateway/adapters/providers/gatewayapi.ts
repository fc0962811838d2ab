import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import { isGsm7 } from '../../core/text/encoding';
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
import { callHarmlessly, type CheckOf } from './credential-check';
import { defineProvider } from './provider';
import {
  DEFAULT_VALIDITY_PERIOD_SECONDS,
  secretText,
  text,
  validityPeriodSeconds,
} from './schemas';

const HOSTS = ['gatewayapi.com', 'gatewayapi.eu'] as const;

/** GatewayAPI's REST API: https://gatewayapi.com/docs/apis/rest */
export const provider = defineProvider({
  type: 'gatewayapi',
  title: 'GatewayAPI, the REST API',
  settings: v.strictObject({
    sender: v.exactOptional(
      text(
        /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
        'must be 3 to 15 digits, or an alphanumeric sender ID of at most 11 characters',
        "Sender: an alphanumeric sender ID, or a number with its country code. Leave it out for the account's default.",
      ),
    ),
    host: v.exactOptional(
      v.pipe(
        v.picklist(HOSTS, 'must be "gatewayapi.com" or "gatewayapi.eu"'),
        v.description(
          'Host of the platform that the account belongs to: "gatewayapi.eu" for the one within the European Union. Default: "gatewayapi.com".',
        ),
      ),
    ),
    messageClass: v.exactOptional(
      v.pipe(
        v.picklist(['standard', 'premium', 'secret'], 'must be "standard", "premium" or "secret"'),
        v.description(
          'Message class, one that the account has: "secret" keeps the text out of GatewayAPI\'s log. Default: "standard".',
        ),
      ),
    ),
    validityPeriodSeconds: validityPeriodSeconds('GatewayAPI', 30, 86_400),
  }),
  credentials: v.strictObject(
    { token: secretText('API token, as the dashboard shows it under API keys.') },
    'must be an object with exactly the key "token"',
  ),

  connect: (settings, { http }) => {
    const { sender, host = HOSTS[0], messageClass } = settings;
    const url = `${settings.baseUrl ?? `https://${host}`}/rest/mtsms`;
    const validityPeriod = settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS;

    return async (message, { timeoutMs }, { token }) => {
      const answer = await http.request({
        method: 'POST',
        url,
        headers: {
          authorization: `Token ${token}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          ...(sender === undefined ? {} : { sender: sender.replace('+', '') }),
          ...(messageClass === undefined ? {} : { class: messageClass }),
          message: message.text,
          // At most 15 digits, which a number holds exactly.
          recipients: [{ msisdn: Number(digitsOf(message.to)) }],
          validity_period: validityPeriod,
          // Without it, what GSM-7 cannot write is lost on the way.
          ...(isGsm7(message.text) ? {} : { encoding: 'UCS2' }),
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** https://gatewayapi.com/docs/apis/rest (Get credit balance) */
export const checkCredentials: CheckOf<typeof provider> = (settings, { token }, call) => {
  const { host = HOSTS[0], baseUrl = `https://${host}` } = settings;
  return callHarmlessly(call, {
    url: `${baseUrl}/rest/me`,
    headers: { authorization: `Token ${token}` },
  });
};

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status < 300) return readAcceptance(at(body, 'ids'));
  const code = codeAt(body, 'code');
  if (answer.status === 422 && !CODES.has(code ?? '')) {
    const outcome = readErrorText(at(body, 'message'));
    if (outcome !== undefined) return outcome;
  }
  return refusal(CODES, answer, code);
};

const readAcceptance = (ids: unknown): AttemptOutcome => {
  if (!Array.isArray(ids)) return unreadable;
  const id = at(ids, 0);
  if (id === undefined) return { class: 'route-only', code: 'no_id' };
  return accepted(typeof id === 'number' ? String(id) : id);
};

/**
 * A 422 says in words which field breaks GatewayAPI's rules; none of them is kept. The sender comes
 * before the recipient: another provider has another sender.
 */
const readErrorText = (message: unknown): AttemptOutcome | undefined => {
  if (typeof message !== 'string') return undefined;
  if (/\bsender\b/i.test(message)) return { class: 'configuration', code: 'sender_refused' };
  if (/msisdn/i.test(message))
    return { class: 'recipient', code: 'msisdn_refused', reason: 'invalid' };
  return { class: 'bug', code: 'http_422' };
};

/** https://gatewayapi.com/docs/error-codes (API errors). Those of 0x10 are for delivery reports. */
const CODES = codeTable([
  // User, password, key, token or signature wrong; our clock; caller's IP address not allowed.
  ['configuration', '0x0210', '0x0211', '0x0212', '0x0213'],
  ['configuration', '0x0221', '0x0223', '0x0224', '0x0225', '0x0226', '0x0229'],
  // Too little credit.
  ['configuration', '0x0216'],
  // The account may not send to this country, has no SMS, or not this message class.
  ['configuration', '0x0217', '0x0218', '0x021D', '0x021E'],
  // On GatewayAPI's black list.
  ['unsubscribed', '0x0215'],
  // The same text to the same number too often; the account may not send to this network.
  ['route-only', '0x0214', '0x021F'],
  // A parameter unknown or missing; a recipient twice; a priority we do not ask for.
  ['bug', '0x0220', '0x0222', '0x0310', '0x0311'],
]);
