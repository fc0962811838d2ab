import { answerTo } from '../../../../lambda/gateway/core/answer';
import type { Outcome } from '../../../../lambda/gateway/core/outcome';

/** The contract of docs/architecture.md, row by row. */
test.each<[Outcome, number, object]>([
  [
    { kind: 'accepted', provider: 'twilio-us', messageId: 'SM1' },
    200,
    { status: 'accepted', provider: 'twilio-us', messageId: 'SM1' },
  ],
  [{ kind: 'accepted', provider: 'sns' }, 200, { status: 'accepted', provider: 'sns' }],
  [{ kind: 'probed' }, 200, { status: 'ready' }],
  [{ kind: 'test_number' }, 200, { status: 'accepted', provider: 'test-number' }],
  [
    { kind: 'invalid_request', detail: 'recipient: expected a string' },
    400,
    { error: 'invalid_request', detail: 'recipient: expected a string' },
  ],
  [{ kind: 'unauthorized' }, 401, { error: 'unauthorized' }],
  [
    { kind: 'blocked', reason: 'country_not_allowed' },
    403,
    { error: 'blocked', reason: 'country_not_allowed' },
  ],
  [{ kind: 'too_large' }, 413, { error: 'too_large' }],
  [{ kind: 'invalid_recipient' }, 422, { error: 'invalid_recipient' }],
  [
    { kind: 'delivery_failed', retryable: true },
    502,
    { error: 'delivery_failed', retryable: true },
  ],
  [{ kind: 'unavailable' }, 503, { error: 'unavailable' }],
  [{ kind: 'timeout' }, 504, { error: 'timeout' }],
])('%j is answered %d', (outcome, status, body) => {
  expect(answerTo(outcome)).toEqual({ status, body });
});
