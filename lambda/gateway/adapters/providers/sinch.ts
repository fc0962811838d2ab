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
import { callHarmlessly, type CheckOf } from './credential-check';
import { defineProvider } from './provider';
import {
  DEFAULT_VALIDITY_PERIOD_SECONDS,
  secretText,
  text,
  validityPeriodSeconds,
} from './schemas';

/**
 * Sinch's SMS REST API (XMS), by service plan. The newer sign-in by project has other hosts.
 * https://developers.sinch.com/docs/sms/api-reference
 */
export const provider = defineProvider({
  type: 'sinch',
  title: 'Sinch SMS REST API',
  settings: v.strictObject({
    servicePlanId: text(
      /^[A-Za-z0-9_-]{1,64}$/,
      'must be letters and digits, as the Sinch dashboard shows it',
      'ID of the service plan that sends. It is no secret; its API token is.',
    ),
    region: text(
      /^(us|eu|au|br|ca)$/,
      'must be "us", "eu", "au", "br" or "ca"',
      'Region of the service plan, which is part of the address. Data stays there.',
    ),
    from: v.exactOptional(
      text(
        /^(\+?\d{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
        'must be a phone number, a short code, or an alphanumeric sender ID of at most 11 characters',
        'Sender: a number of the service plan with its country code, a short code, or an alphanumeric sender ID. Leave it out if the plan has a default originator.',
      ),
    ),
    validityPeriodSeconds: validityPeriodSeconds('Sinch', 1, 259_200),
  }),
  credentials: v.strictObject(
    { apiToken: secretText('API token of the service plan named by the setting "servicePlanId".') },
    'must be an object with exactly the key "apiToken"',
  ),

  connect: (settings, { http }) => {
    const { servicePlanId, region, from } = settings;
    const { baseUrl = `https://${region}.sms.api.sinch.com` } = settings;
    const validityMs = (settings.validityPeriodSeconds ?? DEFAULT_VALIDITY_PERIOD_SECONDS) * 1_000;

    return async (message, { timeoutMs }, { apiToken }) => {
      const answer = await http.request({
        method: 'POST',
        url: `${baseUrl}/xms/v1/${servicePlanId}/batches`,
        headers: {
          authorization: `Bearer ${apiToken}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          type: 'mt_text',
          ...(from === undefined ? {} : { from }),
          to: [message.to],
          body: message.text,
          expire_at: new Date(Date.now() + validityMs).toISOString(),
        }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/**
 * There is no resource for the account; groups are the one that holds no message.
 * https://developers.sinch.com/docs/sms/api-reference/sms/tag/Groups/
 */
export const checkCredentials: CheckOf<typeof provider> = (
  { servicePlanId, region, baseUrl = `https://${region}.sms.api.sinch.com` },
  { apiToken },
  call,
) =>
  callHarmlessly(call, {
    url: `${baseUrl}/xms/v1/${servicePlanId}/groups?page_size=1`,
    headers: { authorization: `Bearer ${apiToken}` },
  });

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  const id = at(body, 'id');
  if (answer.status < 300 && typeof id === 'string') return accepted(id);

  const code = codeAt(body, 'code');
  if (code === undefined && answer.status < 300) return unreadable;
  return code !== undefined && SYNTAX_CODES.includes(code)
    ? refused(verdictOfSyntax(at(body, 'text')), code)
    : refusal(CODES, answer, code);
};

/** A field has the wrong form, or breaks a rule. Which one stands in words only. */
const SYNTAX_CODES = ['syntax_invalid_parameter_format', 'syntax_constraint_violation'];

/**
 * None of the words is kept. The sender comes before the recipient, because another provider has
 * another sender. A bare "to" may be the preposition, so it must stand as the name of a field.
 */
const verdictOfSyntax = (errorText: unknown) => {
  if (typeof errorText !== 'string') return 'bug';
  if (/["'`]from\b|\b(field|parameter) from\b|^from\b|\b(sender|originator)\b/i.test(errorText))
    return 'configuration';
  return /["'`]to\b|\b(field|parameter) to\b|^to\b|\b(msisdn|recipient|destination)/i.test(
    errorText,
  )
    ? 'invalid'
    : 'bug';
};

/** https://developers.sinch.com/docs/sms/api-reference/status-codes */
const CODES = codeTable([
  ['bug', 'syntax_invalid_json'],
  // A callback, group or campaign that the service plan does not have.
  ['configuration', 'missing_callback_url', 'unknown_group', 'unknown_campaign'],
]);
