import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import { isGsm7 } from '../../core/text/encoding';
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

const NUMBER = /^\+?\d{3,15}$/;

/**
 * Vonage, once Nexmo: the SMS API for text, the Voice API for calls. Its newer Messages API has
 * other addresses and other codes.
 * https://developer.vonage.com/api/sms, https://developer.vonage.com/api/voice
 */
export const provider = defineProvider({
  type: 'vonage',
  title: 'Vonage SMS API, and its Voice API for calls',
  settings: v.pipe(
    v.strictObject({
      apiKey: text(
        /^[0-9A-Za-z]{8}$/,
        'must be 8 letters and digits, as the Vonage dashboard shows it',
        'API key of the account or subaccount that sends. It is no secret; the API secret is.',
      ),
      from: text(
        /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9]{1,11})$/,
        'must be a phone number, a short code, or an alphanumeric sender ID of at most 11 letters and digits',
        'Sender: a number of the account with its country code, a short code, or an alphanumeric sender ID.',
      ),
      validityPeriodSeconds: validityPeriodSeconds('Vonage', 20, 604_800),
      applicationId: v.exactOptional(
        text(
          /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
          'must be a UUID',
          'ID of a Vonage application with the capability Voice. For calls only, which also need "privateKey" in the secret.',
        ),
      ),
      voiceFrom: v.exactOptional(
        text(
          NUMBER,
          'must be a phone number of 3 to 15 digits',
          'Number of the account that calls. Default: "from", if that is a number.',
        ),
      ),
      voiceLanguage: v.exactOptional(
        text(
          /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){1,2}$/,
          'must be a language and a region, such as "de-DE"',
          'Language that a voice call is spoken in, e.g. "de-DE"; it should be the one of the text. Default: American English.',
        ),
      ),
    }),
    v.check(
      ({ applicationId, from, voiceFrom }) =>
        applicationId === undefined || voiceFrom !== undefined || NUMBER.test(from),
      'give "voiceFrom" as well if "applicationId" is given and "from" is no number',
    ),
  ),
  credentials: v.strictObject(
    {
      apiSecret: secretText('API secret that belongs to the setting "apiKey".'),
      privateKey: v.exactOptional(
        text(
          /^-----BEGIN (RSA )?PRIVATE KEY-----\s[\s\S]{1,16384}-----END (RSA )?PRIVATE KEY-----\s*$/,
          'must be a private key in PEM, with its line breaks written as "\\n"',
          'Private key (PEM) of the application named by the setting "applicationId". For calls only.',
        ),
      ),
    },
    'must be an object with the key "apiSecret", and for calls also "privateKey"',
  ),

  connect: (settings, { http }) => {
    const { baseUrl = 'https://rest.nexmo.com', apiKey, from } = settings;
    const ttlMs = (settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS) * 1_000;

    return async (message, { timeoutMs }, { apiSecret }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/sms/json`,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          api_key: apiKey,
          api_secret: apiSecret,
          from: from.replace('+', ''),
          to: digitsOf(message.to),
          text: message.text,
          // Unless told, Vonage sends GSM-7, and what that does not hold arrives as "?".
          type: isGsm7(message.text) ? 'text' : 'unicode',
          ttl: String(ttlMs),
        }).toString(),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },

  connectVoice: (settings, { http }) => {
    const { baseUrl = 'https://api.nexmo.com', applicationId, from, voiceLanguage } = settings;
    const caller = settings.voiceFrom ?? from;
    if (!NUMBER.test(caller))
      return () => Promise.resolve({ class: 'configuration', code: 'voice_needs_a_number' });

    return async (message, { timeoutMs }, { privateKey }) => {
      if (applicationId === undefined || privateKey === undefined)
        return { class: 'configuration', code: 'credentials_mismatch' };
      const token = await signToken(applicationId, privateKey);
      if (token === undefined) return { class: 'configuration', code: 'private_key_unusable' };

      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/v1/calls`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          to: [{ type: 'phone', number: digitsOf(message.to) }],
          from: { type: 'phone', number: caller.replace('+', '') },
          ncco: [
            {
              action: 'talk',
              text: message.text,
              ...(voiceLanguage === undefined ? {} : { language: voiceLanguage }),
            },
          ],
        }),
        timeoutMs,
      });
      return answer.ok ? readCall(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** Calls are made as an application, which has a key of its own. */
export const credentialNames = ({
  applicationId,
}: {
  readonly applicationId?: string;
}): readonly string[] =>
  applicationId === undefined ? ['apiSecret'] : ['apiSecret', 'privateKey'];

/** https://developer.vonage.com/en/api/account (Get account balance). The private key is not tried. */
export const checkCredentials: CheckOf<typeof provider> = (
  { baseUrl = 'https://rest.nexmo.com', apiKey },
  { apiSecret },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/account/get-balance`,
    headers: { authorization: basicAuthorization(apiKey, apiSecret) },
  });

/**
 * The status is 200 whatever happens; each part of the message has one of its own, and "0" alone is
 * an acceptance. A text of which any part was refused has not arrived.
 */
const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const parts = at(readJson(answer.body), 'messages');
  const first: unknown = Array.isArray(parts) ? parts[0] : undefined;
  if (answer.status >= 300) return refusal(CODES, answer, codeAt(first, 'status'));
  if (!Array.isArray(parts) || parts.length === 0) return unreadable;

  const failed: unknown = parts.find((part) => codeAt(part, 'status') !== '0');
  if (failed === undefined) return accepted(at(first, 'message-id'));
  const status = codeAt(failed, 'status');
  if (status === undefined) return unreadable;
  return status === '3'
    ? refused(verdictOfInvalidParameter(at(failed, 'error-text')), status)
    : refusal(CODES, answer, status);
};

/**
 * Which parameter status 3 is about stands in words only; none of them is kept. The sender comes
 * first, because another provider has another sender.
 */
const verdictOfInvalidParameter = (errorText: unknown) => {
  if (typeof errorText !== 'string') return 'bug';
  if (/\b(from (param|address|number)|sender)/i.test(errorText)) return 'configuration';
  return /\b(to (param|address|number)|msisdn)/i.test(errorText) ? 'invalid' : 'bug';
};

/** https://developer.vonage.com/api-errors/sms */
const CODES = codeTable([
  // Too fast for the account; too many connections; could not be passed on.
  ['transient', 1, 10, 13],
  // Parameter missing or invalid, text too long, wrong ttl, message class or callback.
  ['bug', 2, 3, 12, 16, 20, 23],
  // Wrong key or secret; a signature is demanded or wrong.
  ['configuration', 4, 14, 32],
  // An internal error, which does not say how far the message came.
  ['unknown', 5],
  // A prefix that nobody has; number deactivated; no phone number.
  ['invalid', 6, 33, 34],
  // On a list of numbers that must not get messages.
  ['unsubscribed', 7],
  // Account suspended, without credit, or not set up for this API.
  ['configuration', 8, 9, 11],
  // Sender, facility or network not allowed; a demo account sends to listed numbers only.
  ['configuration', 15, 19, 22, 29],
]);

/** The Voice API documents no codes that we could hold to, so the status decides. */
const readCall = (answer: HttpResponse): AttemptOutcome => {
  if (answer.status >= 300) return refusal(codeTable([]), answer);
  const uuid = at(readJson(answer.body), 'uuid');
  return typeof uuid === 'string' ? accepted(uuid) : unreadable;
};

/** https://developer.vonage.com/getting-started/concepts/authentication (JSON Web Tokens) */
const signToken = async (
  applicationId: string,
  privateKey: string,
): Promise<string | undefined> => {
  try {
    return await new SignJWT({ application_id: applicationId })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .setJti(randomUUID())
      .sign(createPrivateKey(privateKey));
  } catch {
    // Not a key, or not an RSA key of at least 2048 bits.
    return undefined;
  }
};
