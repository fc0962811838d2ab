import { answerTo } from '../../../../lambda/gateway/core/answer';
import type { Outcome } from '../../../../lambda/gateway/core/outcome';
import { verdictOf, type GatewayAnswer } from '../../../../lambda/phone-action/core/verdict';
import { GATEWAY_RESPONSES } from '../../../../lib/constructs/gateway-responses';

const MESSAGE = {
  recipient: '+12025550123',
  body: 'Your Acme code is 739154',
  code: '739154',
  deliveryMethod: 'text',
} as const;
const FRESH_MS = 180_000;
const verdict = (answer: GatewayAnswer, livesForMs = FRESH_MS) =>
  verdictOf(answer, MESSAGE, livesForMs);
const answered = (status: number, body: unknown, retryAfter?: string): GatewayAnswer => ({
  kind: 'answered',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...(retryAfter !== undefined && { retryAfter }),
});
const to = (sentence: string) => `SMS gateway, to …23: ${sentence}`;

/** The table of docs/phone-action.md. */
test.each<[Outcome, 'retry' | 'drop', string]>([
  [
    { kind: 'invalid_request', detail: 'recipient: expected a string' },
    'drop',
    'answered 400 (invalid_request): it does not understand this Action; deploy the environment again',
  ],
  [
    { kind: 'unauthorized' },
    'drop',
    'answered 401 (unauthorized): it does not accept the token; deploy the environment again',
  ],
  [
    { kind: 'blocked', reason: 'country_not_allowed' },
    'drop',
    'answered 403 (blocked, country_not_allowed): the routes or sendLimits do not allow the country of this number',
  ],
  [
    { kind: 'blocked', reason: 'delivery_method_not_allowed' },
    'drop',
    'answered 403 (blocked, delivery_method_not_allowed): no route leads to this number by this delivery method',
  ],
  [
    { kind: 'blocked', reason: 'number_blocked' },
    'drop',
    'answered 403 (blocked, number_blocked): the number is in sendLimits.alwaysBlock',
  ],
  [
    { kind: 'blocked', reason: 'number_type_not_allowed' },
    'drop',
    'answered 403 (blocked, number_type_not_allowed): sendLimits does not allow premium-rate numbers',
  ],
  [
    { kind: 'blocked', reason: 'recipient_not_allowed' },
    'drop',
    'answered 403 (blocked, recipient_not_allowed): the number is not in delivery.onlyTo',
  ],
  [
    { kind: 'blocked', reason: 'recipient_unsubscribed' },
    'drop',
    'answered 403 (blocked, recipient_unsubscribed): the recipient told the provider to stop',
  ],
  [
    { kind: 'blocked', reason: 'refused_by_provider' },
    'drop',
    'answered 403 (blocked, refused_by_provider): the provider takes the message for fraud',
  ],
  [
    { kind: 'too_large' },
    'drop',
    'answered 413 (too_large): the message is too long; shorten the phone template',
  ],
  [
    { kind: 'invalid_recipient' },
    'drop',
    'answered 422 (invalid_recipient): no message can be sent to this number',
  ],
  [
    { kind: 'delivery_failed', retryable: true },
    'retry',
    'answered 502 (delivery_failed): every provider on the route failed',
  ],
  [
    { kind: 'delivery_failed', retryable: false },
    'drop',
    'answered 502 (delivery_failed): every provider on the route failed',
  ],
  [
    { kind: 'unavailable' },
    'retry',
    'answered 503 (unavailable): its credentials, or AWS, are unavailable',
  ],
  [{ kind: 'timeout' }, 'retry', 'answered 504 (timeout): it ran out of time'],
])('%j is %s', (outcome, kind, sentence) => {
  const { status, body } = answerTo(outcome);
  expect(verdict(answered(status, body))).toEqual({ kind, reason: to(sentence) });
});

test.each(['accepted', 'duplicate'])('a message that is %s counts as sent', (status) => {
  expect(verdict(answered(200, { status }))).toEqual({ kind: 'sent' });
});

test('every answer that API Gateway gives itself has a meaning', () => {
  for (const { status, body } of GATEWAY_RESPONSES) {
    const { kind } = verdict(answered(status ?? 400, body));
    expect({ body, kind }).toEqual({
      body,
      kind: (status ?? 400) === 429 || (status ?? 400) >= 500 ? 'retry' : 'drop',
    });
  }
});

describe('a send limit', () => {
  const limited = (retryAfter?: string) =>
    answered(429, { error: 'rate_limited', limit: 'recipient' }, retryAfter);

  test.each([undefined, '1', '149', 'soon'])('that ends in time (%s) is waited for', (seconds) => {
    expect(verdict(limited(seconds))).toEqual({
      kind: 'retry',
      reason: to('answered 429 (rate_limited, recipient): a send limit is reached'),
    });
  });

  test('that outlives the code is not', () => {
    expect(verdict(limited('151'))).toEqual({
      kind: 'drop',
      reason: to(
        'answered 429 (rate_limited, recipient): a send limit is reached. Not repeated: it would come too late',
      ),
    });
  });
});

describe('no answer of the gateway', () => {
  test.each<[string, GatewayAnswer, 'retry' | 'drop', string]>([
    [
      'none in time',
      { kind: 'timeout' },
      'retry',
      'no answer in time; the message may be on its way',
    ],
    [
      'nobody there',
      { kind: 'unreachable', cause: 'ECONNREFUSED' },
      'retry',
      'not reachable (ECONNREFUSED)',
    ],
    ['a fault without a name', { kind: 'unreachable' }, 'retry', 'not reachable'],
    ['a page of HTML with 502', answered(502, '<html>'), 'retry', 'answered 502'],
    ['nothing with 500', answered(500, ''), 'retry', 'answered 500'],
    [
      'a page of HTML with 200',
      answered(200, '<html>'),
      'drop',
      'answered 200: GATEWAY_URL leads to something else',
    ],
    [
      'JSON of another kind',
      answered(200, '[1]'),
      'drop',
      'answered 200: GATEWAY_URL leads to something else',
    ],
    ['null', answered(200, 'null'), 'drop', 'answered 200: GATEWAY_URL leads to something else'],
    ['no content', answered(204, ''), 'drop', 'answered 204: GATEWAY_URL leads to something else'],
    ['a redirect', answered(302, ''), 'drop', 'answered 302: GATEWAY_URL leads to something else'],
    [
      'a page that is not there',
      answered(404, '<html>'),
      'drop',
      'answered 404: GATEWAY_URL leads to no gateway; deploy the environment again',
    ],
    ['a word nobody knows', answered(418, { error: 'tea_pot' }), 'drop', 'answered 418 (tea_pot)'],
    [
      'a block nobody knows',
      answered(403, { error: 'blocked', reason: 'moon_blocked' }),
      'drop',
      'answered 403 (blocked, moon_blocked): it does not send to this recipient',
    ],
  ])('%s', (_, answer, kind, sentence) => {
    expect(verdict(answer)).toEqual({ kind, reason: to(sentence) });
  });

  test.each(['739154', 'Your Acme code is 739154', 'acme', 'x'.repeat(41), 7, { a: 'b' }])(
    'a word that may be of the message is kept to itself: %p',
    (word) => {
      const body = { error: word, reason: word, limit: word };
      expect(verdict(answered(403, body))).toEqual({ kind: 'drop', reason: to('answered 403') });
    },
  );
});

test.each([
  [30_000, 'retry'],
  [29_999, 'drop'],
])('with %d ms left of the code it is %s', (livesForMs, kind) => {
  expect(verdict({ kind: 'timeout' }, livesForMs).kind).toBe(kind);
});
