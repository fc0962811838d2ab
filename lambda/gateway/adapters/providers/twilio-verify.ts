import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import { accepted, at, codeAt, codeTable, readJson, refusal, refused, unreadable } from './answers';
import type { CheckOf } from './credential-check';
import { type Connect, defineProvider } from './provider';
import { text } from './schemas';
import {
  ACCOUNT_CODES,
  accountCredentialNames,
  accountCredentials,
  accountSettings,
  checkAccount,
  formPoster,
} from './twilio-account';

const settingsSchema = v.strictObject({
  ...accountSettings,
  verifyServiceSid: text(
    /^VA[0-9a-fA-F]{32}$/,
    'must be "VA" followed by 32 hexadecimal digits',
    'SID of the Verify service, which must have custom verification codes enabled.',
  ),
  templateSid: v.exactOptional(
    text(
      /^HJ[0-9a-fA-F]{32}$/,
      'must be "HJ" followed by 32 hexadecimal digits',
      "SID of a Verify template for the text. Default: the service's own template.",
    ),
  ),
  locale: v.exactOptional(
    text(
      /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/,
      'must be a language such as "en" or "pt-BR"',
      'Language of the text, e.g. "pt-BR". Default: what Twilio picks by the country of the number.',
    ),
  ),
});

type Settings = v.InferOutput<typeof settingsSchema>;
type Credentials = v.InferOutput<typeof accountCredentials>;

const connectBy =
  (channel: 'sms' | 'call'): Connect<Settings, Credentials> =>
  (settings, { http }) => {
    const {
      baseUrl = 'https://verify.twilio.com',
      verifyServiceSid,
      templateSid,
      locale,
    } = settings;
    const url = `${baseUrl}/v2/Services/${verifyServiceSid}/Verifications`;
    const post = formPoster(settings, http, readAnswer);

    return ({ to, code }, { timeoutMs }, credentials) =>
      code === undefined || !CUSTOM_CODE.test(code)
        ? Promise.resolve(codeUnknown)
        : post({
            url,
            fields: {
              To: to,
              Channel: channel,
              CustomCode: code,
              ...(templateSid === undefined ? {} : { TemplateSid: templateSid }),
              ...(locale === undefined ? {} : { Locale: locale }),
            },
            credentials,
            timeoutMs,
          });
  };

/**
 * Twilio Verify, which writes the text itself around a code of ours. It is never asked whether a
 * code is right: that is Auth0's business.
 * https://www.twilio.com/docs/verify/api/customization-options#custom-verification-codes
 */
export const provider = defineProvider({
  type: 'twilio-verify',
  title: 'Twilio Verify with custom codes',
  settings: settingsSchema,
  credentials: accountCredentials,
  connect: connectBy('sms'),
  connectVoice: connectBy('call'),
});

export const credentialNames = accountCredentialNames;

/** Also finds a Verify service that is not there: https://www.twilio.com/docs/verify/api/service */
export const checkCredentials: CheckOf<typeof provider> = (settings, credentials, call) => {
  const { baseUrl = 'https://verify.twilio.com', verifyServiceSid } = settings;
  const url = `${baseUrl}/v2/Services/${verifyServiceSid}`;
  return checkAccount(settings, credentials, call, { withToken: url, withKey: url });
};

const CUSTOM_CODE = /^\S{4,10}$/;

/** Verify cannot send a text, and without a code of ours it would make one up that Auth0 refuses. */
const codeUnknown: AttemptOutcome = { class: 'configuration', code: 'code_unknown' };

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status >= 300) {
    const code = codeAt(body, 'code');
    return code === '60200' ? readInvalidParameter(body) : refusal(CODES, answer, code);
  }
  const sid = at(body, 'sid');
  // A verification that is cancelled or used up already sends nothing.
  return typeof sid === 'string' && at(body, 'status') === 'pending' ? accepted(sid) : unreadable;
};

/** One code for every parameter; its words name the one, and are not kept: https://www.twilio.com/docs/api/errors/60200 */
const readInvalidParameter = (body: unknown): AttemptOutcome => {
  const message = at(body, 'message');
  const words = typeof message === 'string' ? message : '';
  const [, parameter] = /invalid parameter:?\s*[`'"]?(\w+)/i.exec(words) ?? [];
  if (parameter === 'To') return refused('invalid', '60200');
  // Ours to set, and nobody else's to know: another provider takes this message.
  return refused(VERIFY_ONLY.has(parameter ?? '') ? 'configuration' : 'bug', '60200');
};

const VERIFY_ONLY: ReadonlySet<string> = new Set([
  'Channel',
  'CustomCode',
  'Locale',
  'TemplateSid',
]);

/** https://www.twilio.com/docs/verify/api/error-codes */
const CODES = codeTable([
  ...ACCOUNT_CODES,
  // A landline.
  ['no-sms', 60205],
  // Fraud Guard holds the number's prefix back. Another provider would let the fraud through.
  ['refused', 60410],
  // Five sends within ten minutes to this number: Verify's own limit. Ours come before, and hold on.
  ['route-only', 60203],
  // Held back by Twilio: a country it does not serve, or an account under review.
  ['route-only', 60238],
  // Rate limit of the service; too many at once for this number.
  ['transient', 60207, 60212],
  // No such service; custom codes or the channel not enabled on it; China wants vetting and a name.
  ['configuration', 20404, 60204, 60220, 60223, 60226],
  // The country is switched off in Verify's geographic permissions.
  ['configuration', 60605],
]);
