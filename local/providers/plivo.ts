import { isRecord, jsonResponse, parseJson, textOf } from '../http/message';
import { HEX, randomText } from '../random';
import { readBasic, type Accounts } from './accounts';
import type { WireFormat, WireWorld } from './stand-in';

/** Plivo Messaging (docs/sources.md, providers §5). Plivo's errors have words and no code; these words are ours. */
export const createPlivo = (
  { authId, authToken }: Accounts['plivo'],
  { random }: WireWorld,
): WireFormat => {
  const uuid = () => [8, 4, 4, 4, 12].map((length) => randomText(random, HEX, length)).join('-');
  const failure = (status: number, error: string) =>
    jsonResponse(status, { api_id: uuid(), error });
  const accept = () =>
    jsonResponse(202, {
      api_id: uuid(),
      message: 'message(s) queued',
      message_uuid: [uuid()],
    });
  const invalidDestination = () => failure(400, 'The dst parameter is not a valid phone number');

  return {
    receive: ({ method, path, headers, body }) => {
      const [user, password] = readBasic(headers['authorization']) ?? [];
      if (user !== authId || password !== authToken) return failure(401, 'authentication failed');
      // The slash at the end matters: without it Plivo redirects.
      if (path !== `/v1/Account/${authId}/Message/`) return failure(404, 'not found');
      if (method !== 'POST') return failure(405, 'method not allowed');

      const fields = parseJson(body);
      if (!isRecord(fields)) return failure(400, 'The request body is not valid JSON');
      const { src, powerpack_uuid: powerpack, dst, text, type } = fields;
      if (textOf(src) === '' && textOf(powerpack) === '')
        return failure(400, 'Either the src or the powerpack_uuid parameter is required');
      if (textOf(text) === '') return failure(400, 'The text parameter is required');
      if (textOf(text).length > 1600) return failure(400, 'The text parameter is too long');
      if (type !== undefined && type !== 'sms')
        return failure(400, 'The type parameter is not supported');
      if (!/^[1-9]\d{6,14}$/.test(textOf(dst))) return invalidDestination();
      return { to: `+${textOf(dst)}`, text: textOf(text) };
    },

    accept,

    refusals: {
      // Plivo documents no status for it; 429 is what its SDKs look for (unverified).
      throttled: () => failure(429, 'Too many requests'),
      'out-of-credit': () => failure(402, 'Insufficient credit'),
      rejecting: invalidDestination,
      // Plivo queues these and tells of them by its callback only, as codes 200, 50 and 100.
      unsubscribed: accept,
      landline: accept,
      'carrier-refused': accept,
      failing: () => failure(500, 'Internal server error'),
    },
  };
};
