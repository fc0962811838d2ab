import {
  at,
  codeTable,
  outcomeOfFault,
  refusal,
  verdictOfStatus,
} from '../../../../../lambda/gateway/adapters/providers/answers';

test.each([
  ['timeout', 'no', { class: 'transient', code: 'timeout' }],
  ['timeout', 'maybe', { class: 'unknown', code: 'timeout' }],
  ['refused', 'no', { class: 'transient', code: 'connection_refused' }],
  ['dns', 'no', { class: 'transient', code: 'dns' }],
  ['tls', 'no', { class: 'transient', code: 'tls' }],
  ['reset', 'no', { class: 'transient', code: 'connection_reset' }],
  ['reset', 'maybe', { class: 'unknown', code: 'connection_reset' }],
  ['too-large', 'maybe', { class: 'unknown', code: 'answer_too_large' }],
  ['redirect', 'maybe', { class: 'configuration', code: 'redirect' }],
  ['malformed', 'no', { class: 'configuration', code: 'malformed_request' }],
  ['malformed', 'maybe', { class: 'unknown', code: 'answer_malformed' }],
  ['network', 'no', { class: 'transient', code: 'network' }],
  ['network', 'maybe', { class: 'unknown', code: 'network' }],
] as const)('%s with the request sent: %s is %j', (reason, sent, outcome) => {
  expect(outcomeOfFault({ reason, sent })).toEqual(outcome);
});

test.each([
  [400, 'route-only'],
  [401, 'configuration'],
  [402, 'configuration'],
  [403, 'configuration'],
  [404, 'configuration'],
  [405, 'configuration'],
  [406, 'route-only'],
  [408, 'transient'],
  [409, 'route-only'],
  [422, 'route-only'],
  [429, 'transient'],
  [500, 'unknown'],
  [502, 'unknown'],
  [503, 'unknown'],
  [504, 'unknown'],
])('status %i on its own means %s', (status, verdict) => {
  expect(verdictOfStatus(status)).toBe(verdict);
});

describe('the wait a provider asks for', () => {
  const table = codeTable([['transient', 19]]);
  const waitOf = (status: number, retryAfter: string, code?: string) =>
    refusal(table, { status, headers: { 'retry-after': retryAfter } }, code);
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();

  test.each([
    ['0', 0],
    ['30', 30_000],
    ['99999999', 3_600_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('Retry-After: %s is %i ms', (value, retryAfterMs) => {
    expect(waitOf(429, value)).toEqual({ class: 'transient', code: 'http_429', retryAfterMs });
    expect(waitOf(503, value, '19')).toEqual({ class: 'transient', code: '19', retryAfterMs });
  });

  test('a date is a wait until then', () => {
    const outcome = waitOf(429, inSeconds(60));
    const { retryAfterMs = 0 } = outcome as { retryAfterMs?: number };
    expect(retryAfterMs).toBeGreaterThan(55_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test.each(['', 'soon', '-5', '1e3'])('Retry-After: %p is no wait', (value) => {
    expect(waitOf(429, value)).toEqual({ class: 'transient', code: 'http_429' });
  });

  test('any other status is not asked', () => {
    expect(waitOf(400, '30', '19')).toEqual({ class: 'transient', code: '19' });
  });
});

test.each(['+12025550123', '739154', 'Your code is 739154', '', '21 211', 'Throttled'])(
  'the code %p of an answer, which its table does not know, is not repeated',
  (code) => {
    expect(refusal(codeTable([]), { status: 400, headers: {} }, code)).toEqual({
      class: 'route-only',
      code: 'unrecognised',
    });
  },
);

test('the way into an answer never fails and sees own properties only', () => {
  const body: unknown = JSON.parse('{"a":[{"b":null}],"__proto__":{"c":1}}');
  expect(at(body, 'a', 0, 'b')).toBeNull();
  expect(at(body, 'a', 1, 'b', 'c')).toBeUndefined();
  expect(at(body, 'toString')).toBeUndefined();
  expect(at('text', 'length')).toBeUndefined();
  expect(at(undefined, 0)).toBeUndefined();
});
