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
import { either, secretText, text } from './schemas';

/** Twilio Programmable Messaging: https://www.twilio.com/docs/messaging/api/message-resource */
export const provider = defineProvider({
  type: 'twilio',
  title: 'Twilio Programmable Messaging',
  settings: v.pipe(
    v.strictObject({
      accountSid: text(
        /^AC[0-9a-fA-F]{32}$/,
        'must be "AC" followed by 32 hexadecimal digits',
        'Account SID of the account or subaccount that sends.',
      ),
      apiKeySid: v.exactOptional(
        text(
          /^SK[0-9a-fA-F]{32}$/,
          'must be "SK" followed by 32 hexadecimal digits',
          'SID of an API key. With it the secret holds "apiKeySecret", without it "authToken".',
        ),
      ),
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
      validityPeriodSeconds: v.exactOptional(
        v.pipe(
          v.number('must be a number of seconds from 1 to 36000'),
          v.integer('must be a whole number of seconds'),
          v.minValue(1, 'must be at least 1'),
          v.maxValue(36_000, 'must be at most 36000'),
          v.description(
            'How long Twilio may keep the message in its queue, in seconds. Default: 180, the lifetime of a one-time code in Auth0.',
          ),
        ),
      ),
    }),
    either('from', 'messagingServiceSid'),
    v.check(
      ({ edge, region }) => (edge === undefined) === (region === undefined),
      'give both "edge" and "region", or neither',
    ),
  ),
  credentials: v.pipe(
    v.strictObject(
      {
        authToken: v.exactOptional(
          secretText('Auth token of the account. Used without the setting "apiKeySid".'),
        ),
        apiKeySecret: v.exactOptional(
          secretText('Secret of the API key named by the setting "apiKeySid".'),
        ),
      },
      'must be an object with the key "authToken" or "apiKeySecret"',
    ),
    v.check(
      ({ authToken, apiKeySecret }) => authToken !== undefined || apiKeySecret !== undefined,
      'must hold "authToken" or "apiKeySecret"',
    ),
  ),

  connect: (settings, { http }) => {
    const { accountSid, apiKeySid, from, messagingServiceSid, edge, region } = settings;
    const host = edge && region ? `api.${edge}.${region}.twilio.com` : 'api.twilio.com';
    const url = `${settings.baseUrl ?? `https://${host}`}/2010-04-01/Accounts/${accountSid}/Messages.json`;
    const validityPeriod = settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS;

    return async (message, { timeoutMs, attemptNumber }, { authToken, apiKeySecret }) => {
      // An API key signs in as itself; the account then stands in the path alone.
      const user = apiKeySid ?? accountSid;
      const password = apiKeySid === undefined ? authToken : apiKeySecret;
      if (password === undefined) return { class: 'configuration', code: 'credentials_mismatch' };

      const answer = await http.request({
        method: 'POST',
        url,
        headers: {
          authorization: basicAuthorization(user, password),
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          To: message.to,
          ...(messagingServiceSid === undefined
            ? {}
            : { MessagingServiceSid: messagingServiceSid }),
          ...(from === undefined ? {} : { From: from }),
          Body: message.text,
          ValidityPeriod: String(validityPeriod),
          // Twilio weighs its routes by it: how often this message was tried, by whomever.
          Attempt: String(attemptNumber),
        }).toString(),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** A code that comes later than Auth0 honours it is worse than none: https://auth0.com/docs/authenticate/passwordless/authentication-methods/sms-otp */
const DEFAULT_VALIDITY_PERIOD_SECONDS = 180;

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300) return refusal(CODES, answer, codeAt(body, 'code'));
  // Twilio creates the message and says in the same breath that it failed.
  if ((at(body, 'error_code') ?? null) !== null)
    return refusal(CODES, answer, codeAt(body, 'error_code'));
  const sid = at(body, 'sid');
  return typeof sid === 'string' ? accepted(sid) : unreadable;
};

/** https://www.twilio.com/docs/api/errors */
const CODES = codeTable([
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
  // Wrong credentials; account inactive, suspended or without access.
  ['configuration', 20003, 20005, 20006, 20010, 30002, 90010],
  // Price cap; sender not registered where registration is compulsory.
  ['configuration', 30010, 30018, 30024, 30032, 30034],
  // Sender's queue full, too many requests, 10DLC rate; 30001: queue overflow.
  ['transient', 14107, 20429, 21611, 30001, 30022],
  // Handset off or out of reach; carrier congested.
  ['transient', 30003, 30017],
  // 10DLC cap of the day; filtered; no reason known; the carrier did not answer.
  ['route-only', 30007, 30008, 30023, 30027, 30410],
  // `To` or `Body` missing, text too long, validity period or callback wrong.
  ['bug', 21602, 21604, 21605, 21609, 21617, 21618, 21624, 21626, 30012, 30013],
  ['unknown', 20500, 20503],
]);
