import { jsonResponse, type LocalAnswer } from '../../../../local/http/message';
import type { Fault } from './world';

const envelope = (statusCode: number, error: string, message: string, errorCode?: string) => ({
  statusCode,
  error,
  message,
  errorCode,
});
const html = (status: number): LocalAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>canary-html-page</body></html>',
});
const error500 = jsonResponse(500, envelope(500, 'Internal Server Error', 'Something broke'));

/** Everything that one call may come to. `after`: the tenant has acted on it all the same. */
export const FAULTS: Readonly<Record<string, (nowMs: number) => Fault>> = {
  '401': () =>
    before(jsonResponse(401, envelope(401, 'Unauthorized', 'Invalid token.', 'invalid_token'))),
  '403 for want of a scope': () =>
    before(
      jsonResponse(
        403,
        envelope(
          403,
          'Forbidden',
          'Insufficient scope, expected any of: some:scope',
          'insufficient_scope',
        ),
      ),
    ),
  '403 by the plan': () =>
    before(
      jsonResponse(403, envelope(403, 'Forbidden', 'Please upgrade', 'insufficient_entitlement')),
    ),
  '404': () =>
    before(
      jsonResponse(
        404,
        envelope(404, 'Not Found', 'The connection does not exist', 'inexistent_connection'),
      ),
    ),
  '409': () =>
    before(
      jsonResponse(
        409,
        envelope(409, 'Conflict', 'A connection with the same name already exists'),
      ),
    ),
  '429 with a reset': (nowMs) =>
    before(
      jsonResponse(
        429,
        envelope(429, 'Too Many Requests', 'Global limit has been reached', 'too_many_requests'),
        {
          'x-ratelimit-reset': String(Math.floor(nowMs / 1000) + 7),
        },
      ),
    ),
  '429 with a reset out of reach': (nowMs) =>
    before(
      jsonResponse(429, {}, { 'x-ratelimit-reset': String(Math.floor(nowMs / 1000) + 86_400) }),
    ),
  '500 before it acts': () => before(error500),
  '500 after it acted': () => after(error500),
  'HTML with 502': () => before(html(502)),
  'HTML with 200': () => before(html(200)),
  'HTML with 200 after it acted': () => after(html(200)),
  'HTML with 403': () => before(html(403)),
  'a timeout before it acts': () => before({ misbehaves: 'hangs' }),
  'a timeout after it acted': () => after({ misbehaves: 'hangs' }),
  'a reset before it acts': () => before({ misbehaves: 'resets' }),
  'a reset after it acted': () => after({ misbehaves: 'resets' }),
};
const before = (answer: LocalAnswer): Fault => ({ when: 'before', answer });
const after = (answer: LocalAnswer): Fault => ({ when: 'after', answer });
