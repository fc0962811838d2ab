import { jsonResponse, type LocalResponse } from '../http/message';
import { HEX, randomText } from '../random';
import { readBasic, type Accounts } from './accounts';
import type { WireFormat, WireWorld } from './stand-in';

/** Twilio Messaging (docs/sources.md, providers §4.1). The words of errors quote the number, as Twilio's do. */
export const createTwilio = (
  { accountSid, authToken }: Accounts['twilio'],
  { random, now }: WireWorld,
): WireFormat => ({
  receive: ({ method, path, headers, body }) => {
    const [user, password] = readBasic(headers['authorization']) ?? [];
    if (user !== accountSid || password !== authToken) return failure(401, 20003, 'Authenticate');
    if (method === 'GET' && path === `/2010-04-01/Accounts/${accountSid}.json`)
      return jsonResponse(200, { sid: accountSid, status: 'active', type: 'Full' });
    if (method !== 'POST' || path !== `/2010-04-01/Accounts/${accountSid}/Messages.json`)
      return failure(404, 20404, `The requested resource ${path} was not found`);

    const form = new URLSearchParams(body);
    const to = form.get('To') ?? '';
    const text = form.get('Body') ?? '';
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? undefined;
    const validity = Number(form.get('ValidityPeriod') ?? 36_000);
    if (to === '') return failure(400, 21604, "A 'To' phone number is required.");
    if (from === undefined) return failure(400, 21603, "A 'From' phone number is required.");
    if (text === '') return failure(400, 21602, 'Message body is required.');
    if (text.length > 1600)
      return failure(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
    if (!(validity >= 1 && validity <= 36_000))
      return failure(400, 21624, 'The validity period is out of range.');
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return invalidTo(to);
    return { to, text, from };
  },

  accept: ({ to, text, from }) => {
    const sid = `SM${randomText(random, HEX, 32)}`;
    const date = new Date(now()).toUTCString().replace('GMT', '+0000');
    return jsonResponse(201, {
      sid,
      account_sid: accountSid,
      api_version: '2010-04-01',
      body: text,
      date_created: date,
      date_sent: null,
      date_updated: date,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: from?.startsWith('MG') ? null : from,
      messaging_service_sid: from?.startsWith('MG') ? from : null,
      num_media: '0',
      num_segments: '1',
      price: null,
      price_unit: 'USD',
      status: from?.startsWith('MG') ? 'accepted' : 'queued',
      to,
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
    });
  },

  refusals: {
    throttled: () => failure(429, 20429, 'Too Many Requests', { 'retry-after': '1' }),
    // Twilio has no code for it: an account without balance is suspended (unverified).
    'out-of-credit': () => failure(403, 20005, 'Account not active'),
    rejecting: ({ to }) => invalidTo(to),
    // Sources: Twilio's error dictionary, and the magic numbers of its test credentials.
    unsubscribed: () => failure(400, 21610, 'Attempt to send to unsubscribed recipient'),
    landline: ({ to }) => failure(400, 21614, `'To' number ${to} is not a valid mobile number`),
    'carrier-refused': ({ to }) =>
      failure(400, 21612, `Message cannot be sent with the current combination of 'To' (${to})`),
    failing: () => failure(500, 20500, 'An internal server error has occurred'),
  },
});

const invalidTo = (to: string): LocalResponse =>
  failure(400, 21211, `The 'To' number ${to} is not a valid phone number.`);

const failure = (
  status: number,
  code: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): LocalResponse =>
  jsonResponse(
    status,
    { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    headers,
  );
