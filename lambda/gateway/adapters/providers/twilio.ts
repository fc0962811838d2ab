import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import { accepted, at, codeAt, codeTable, readJson, refusal, unreadable } from './answers';
import type { CheckOf } from './credential-check';
import { defineProvider } from './provider';
import { DEFAULT_VALIDITY_PERIOD_SECONDS, either, text, validityPeriodSeconds } from './schemas';
import {
  ACCOUNT_CODES,
  type Account,
  accountCredentialNames,
  accountCredentials,
  accountSettings,
  checkAccount,
  formPoster,
} from './twilio-account';

/** Twilio Programmable Messaging: https://www.twilio.com/docs/messaging/api/message-resource */
export const provider = defineProvider({
  type: 'twilio',
  title: 'Twilio Programmable Messaging, and Voice for calls',
  settings: v.pipe(
    v.strictObject({
      ...accountSettings,
      from: v.exactOptional(
        text(
          /^(\+[1-9]\d{3,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11})$/,
          'must be an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
          'Sender: a number of the account in E.164, a short code, or an alphanumeric sender ID. Instead of "messagingServiceSid".',
        ),
      ),
      messagingServiceSid: v.exactOptional(
        text(
          /^MG[0-9a-fA-F]{32}$/,
          'must be "MG" followed by 32 hexadecimal digits',
          'SID of a messaging service, which picks the sender that fits the destination. Instead of "from".',
        ),
      ),
      edge: v.exactOptional(
        text(
          /^[a-z][a-z0-9-]{1,31}$/,
          'must be the name of a Twilio edge, such as "dublin"',
          'Edge location where requests enter Twilio, e.g. "dublin". Together with "region".',
        ),
      ),
      region: v.exactOptional(
        text(
          /^[a-z]{2}\d{1,2}$/,
          'must be the name of a Twilio region, such as "ie1"',
          'Twilio region that processes the message, e.g. "ie1". Credentials belong to one region. Together with "edge".',
        ),
      ),
      validityPeriodSeconds: validityPeriodSeconds('Twilio', 1, 36_000),
      voiceLanguage: v.exactOptional(
        text(
          /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/,
          'must be a language such as "en-US" or "de-DE"',
          'Language that a voice call is spoken in, e.g. "de-DE"; it should be the one of the text. Default: American English.',
        ),
      ),
    }),
    either('from', 'messagingServiceSid'),
    v.check(
      ({ edge, region }) => (edge === undefined) === (region === undefined),
      'give both "edge" and "region", or neither',
    ),
  ),
  credentials: accountCredentials,

  connect: (settings, { http }) => {
    const { from, messagingServiceSid } = settings;
    const url = urlOf(settings, 'Messages.json');
    const post = formPoster(settings, http, readAnswer);
    const validityPeriod = settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS;

    return (message, { timeoutMs, attemptNumber }, credentials) =>
      post({
        url,
        fields: {
          To: message.to,
          ...(messagingServiceSid === undefined
            ? {}
            : { MessagingServiceSid: messagingServiceSid }),
          ...(from === undefined ? {} : { From: from }),
          Body: message.text,
          ValidityPeriod: String(validityPeriod),
          // Twilio weighs its routes by it: how often this message was tried, by whomever.
          Attempt: String(attemptNumber),
        },
        credentials,
        timeoutMs,
      });
  },

  /** https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource */
  connectVoice: (settings, { http }) => {
    const { from, voiceLanguage } = settings;
    // A messaging service, a short code or a name can send a text; only a number can call.
    if (from === undefined || !/^\+\d+$/.test(from))
      return () => Promise.resolve({ class: 'configuration', code: 'voice_needs_a_number' });
    const url = urlOf(settings, 'Calls.json');
    const post = formPoster(settings, http, readAnswer);

    return (message, { timeoutMs }, credentials) =>
      post({
        url,
        fields: { To: message.to, From: from, Twiml: spoken(message.text, voiceLanguage) },
        credentials,
        timeoutMs,
      });
  },
});

export const credentialNames = accountCredentialNames;

/**
 * A standard API key may use every resource but the account itself, so with a key it is the list of
 * numbers that is asked for: https://www.twilio.com/docs/iam/api-keys/keys-in-console
 */
export const checkCredentials: CheckOf<typeof provider> = (settings, credentials, call) =>
  checkAccount(settings, credentials, call, {
    withToken: urlOf(settings, '').replace(/\/$/, '.json'),
    withKey: urlOf(settings, 'IncomingPhoneNumbers.json?PageSize=1'),
  });

interface Place extends Account {
  readonly baseUrl?: string;
  readonly edge?: string;
  readonly region?: string;
}

const urlOf = ({ baseUrl, accountSid, edge, region }: Place, resource: string): string => {
  const host = edge && region ? `api.${edge}.${region}.twilio.com` : 'api.twilio.com';
  return `${baseUrl ?? `https://${host}`}/2010-04-01/Accounts/${accountSid}/${resource}`;
};

/** The text as TwiML that speaks it: https://www.twilio.com/docs/voice/twiml/say */
const spoken = (words: string, language?: string): string => {
  const attribute = language === undefined ? '' : ` language="${language}"`;
  return `<Response><Say${attribute}>${escapeXml(words)}</Say></Response>`;
};

/** Characters that XML forbids even escaped, such as half a surrogate pair, become spaces. */
const escapeXml = (words: string): string =>
  words
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300) return refusal(CODES, answer, codeAt(body, 'code'));
  // Twilio creates the message and says in the same breath that it failed.
  if ((at(body, 'error_code') ?? null) !== null)
    return refusal(CODES, answer, codeAt(body, 'error_code'));
  const sid = at(body, 'sid');
  return typeof sid === 'string' ? accepted(sid) : unreadable;
};

/** https://www.twilio.com/docs/api/errors. Messages and calls have codes of their own each, so one table serves both. */
const CODES = codeTable([
  ...ACCOUNT_CODES,
  // `To` is no valid number; 30005: the handset does not exist.
  ['invalid', 21211, 21217, 21401, 21421, 30005],
  // The recipient answered STOP; 30004: recipient or carrier blocks our messages.
  ['unsubscribed', 21610, 30004],
  // Taken for SMS pumping by Twilio.
  ['refused', 30450, 60410],
  // Not a mobile number; 30006: a landline or a carrier that cannot be reached.
  ['no-sms', 21614, 30006],
  // `To` cannot be reached from this sender.
  ['route-only', 21612],
  // The country is switched off in the account's geographic permissions.
  ['configuration', 21408],
  // The sender is not ours, not fit for SMS, or not for this destination.
  ['configuration', 21212, 21264, 21267, 21603, 21606, 21607, 21659, 21660, 21661, 21709],
  // A trial account sends to verified numbers only.
  ['configuration', 21219, 21608],
  // No such messaging service, or no sender in it.
  ['configuration', 21701, 21702, 21703, 21704, 21705],
  // Account suspended.
  ['configuration', 30002],
  // Price cap; sender not registered where registration is compulsory.
  ['configuration', 30010, 30018, 30024, 30032, 30034],
  // Sender's queue full, too many requests, 10DLC rate; 30001: queue overflow.
  ['transient', 14107, 21611, 30001, 30022],
  // Handset off or out of reach; carrier congested.
  ['transient', 30003, 30017],
  // 10DLC cap of the day; filtered; no reason known; the carrier did not answer.
  ['route-only', 30007, 30008, 30023, 30027, 30410],
  // `To` or `Body` missing, text too long, validity period or callback wrong.
  ['bug', 21602, 21604, 21605, 21609, 21617, 21618, 21624, 21626, 30012, 30013],
  // Calls: `To` missing; TwiML over 4,000 characters.
  ['bug', 21201, 32018],
  // Calls: the country is switched off for voice; the caller's number is not ours.
  ['configuration', 21210, 21215],
  // Calls: out of reach; blocked by Twilio for a risk of fraud, by regulation, or because an account
  // that calls +1 has no customer profile. Which of them, it does not say.
  ['route-only', 21214, 21216],
  // Calls: cannot be dialled. Documented for calls within a call.
  ['route-only', 13224, 13225, 13226, 13227],
]);
