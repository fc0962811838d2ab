import type { AttemptOutcome, Sender } from '../../../../lambda/gateway/core/attempt';
import { dispatch } from '../../../../lambda/gateway/core/dispatch';
import type { ProviderHealth } from '../../../../lambda/gateway/core/provider-health';
import { outcomeOf } from '../../../../lambda/gateway/core/outcome';
import { parsePhoneNumber, type PhoneNumber } from '../../../../lambda/shared/phone-number';
import { NUMBER, TEXT } from '../../../support/gateway';

const MESSAGE = { to: parsePhoneNumber(NUMBER) as PhoneNumber, text: TEXT };
const LIMITS = { deadlineMs: 15_000, attemptTimeoutMs: 5_000 };

const ACCEPTED: AttemptOutcome = { class: 'accepted', messageId: 'm-1' };
const THROTTLED: AttemptOutcome = { class: 'transient', code: '20429' };
const NO_ROUTE: AttemptOutcome = { class: 'route-only', code: '21612' };
const NO_CREDIT: AttemptOutcome = { class: 'configuration', code: '20' };
const NOT_FILLED_IN: AttemptOutcome = {
  class: 'configuration',
  code: 'credentials_absent',
  unready: { secret: 'sms-gateway/test/providers/a', why: 'absent' },
};
const NO_SUCH_NUMBER: AttemptOutcome = { class: 'recipient', code: '21211', reason: 'invalid' };
const SAID_STOP: AttemptOutcome = { class: 'recipient', code: '21610', reason: 'unsubscribed' };
const FRAUD: AttemptOutcome = { class: 'recipient', code: '30450', reason: 'refused' };
const LANDLINE: AttemptOutcome = { class: 'no-sms', code: '21614' };
const MALFORMED: AttemptOutcome = { class: 'bug', code: '21617' };
const NO_ANSWER: AttemptOutcome = { class: 'unknown', code: 'timeout' };

/** Every provider is well, and nobody takes notes. */
const ALL_WELL: ProviderHealth = {
  catchUp: () => {},
  admit: () => Promise.resolve('go'),
  leastBadFirst: (providers) => providers,
  record: () => Promise.resolve(),
};

/** Plays one outcome per provider on a clock that only attempts move. */
const play = async (
  script: readonly (readonly [AttemptOutcome, number?])[],
  limits = LIMITS,
  text = TEXT,
) => {
  let nowMs = 0;
  const timeouts: number[] = [];
  const senders = script.map(([outcome, takesMs = 100], index): Sender => ({
    name: `provider-${index}`,
    breaker: `provider-${index}`,
    send: (_, { timeoutMs }) => {
      timeouts.push(timeoutMs);
      nowMs += Math.min(takesMs, timeoutMs);
      return Promise.resolve(outcome);
    },
  }));
  const { attempts, ranOutOfTime } = await dispatch({ ...MESSAGE, text }, 'US', senders, limits, {
    health: ALL_WELL,
    now: () => nowMs,
  });
  return { attempts, timeouts, tried: attempts.length, outcome: outcomeOf(attempts, ranOutOfTime) };
};

describe('after an attempt, another provider', () => {
  test.each<[string, AttemptOutcome, boolean]>([
    ['is not asked when the first accepted', ACCEPTED, false],
    ['is asked after a passing fault', THROTTLED, true],
    ['is asked when this one cannot reach the number', NO_ROUTE, true],
    ['is asked when our account is the fault', NO_CREDIT, true],
    ['is asked when credentials are not filled in', NOT_FILLED_IN, true],
    ['is asked when nobody knows whether it was sent', NO_ANSWER, true],
    ['is not asked for a number that cannot exist', NO_SUCH_NUMBER, false],
    ['is not asked for a person who said stop', SAID_STOP, false],
    ['is not asked for what was taken for fraud', FRAUD, false],
    ['is not asked for a landline', LANDLINE, false],
    ['is asked with a message that this one calls malformed', MALFORMED, true],
  ])('%s', async (_, outcome, another) => {
    expect((await play([[outcome], [ACCEPTED]])).tried).toBe(another ? 2 : 1);
  });
});

describe('all attempts together come to', () => {
  const failed = (retryable: boolean) => ({ kind: 'delivery_failed', retryable });

  test.each<[string, readonly AttemptOutcome[], object]>([
    [
      'accepted by the first',
      [ACCEPTED],
      { kind: 'accepted', provider: 'provider-0', messageId: 'm-1' },
    ],
    [
      'accepted by the second',
      [NO_ANSWER, ACCEPTED],
      { kind: 'accepted', provider: 'provider-1', messageId: 'm-1' },
    ],
    ['an invalid recipient', [NO_SUCH_NUMBER], { kind: 'invalid_recipient' }],
    ['an invalid recipient for a landline', [NO_ROUTE, LANDLINE], { kind: 'invalid_recipient' }],
    [
      'blocked by the recipient',
      [SAID_STOP],
      { kind: 'blocked', reason: 'recipient_unsubscribed' },
    ],
    ['blocked by the provider', [FRAUD], { kind: 'blocked', reason: 'refused_by_provider' }],
    ['failed, worth repeating', [THROTTLED, NO_CREDIT], failed(true)],
    ['failed, worth repeating when unknown', [NO_ANSWER, NO_ROUTE], failed(true)],
    ['failed for good', [NO_CREDIT, NO_ROUTE], failed(false)],
    ['failed for good by our own bug', [MALFORMED], failed(false)],
    [
      'failed for good when only some credentials are missing',
      [NOT_FILLED_IN, NO_CREDIT],
      failed(false),
    ],
    [
      'unavailable when all credentials are missing',
      [NOT_FILLED_IN, NOT_FILLED_IN],
      { kind: 'unavailable' },
    ],
  ])('%s', async (_, script, expected) => {
    expect((await play(script.map((outcome) => [outcome]))).outcome).toEqual(expected);
  });
});

describe('the time budget', () => {
  test('gives an attempt its own limit and never more than what is left', async () => {
    const { timeouts } = await play(
      [
        [NO_ANSWER, 9_000],
        [NO_ANSWER, 9_000],
        [NO_ANSWER, 9_000],
      ],
      { deadlineMs: 12_000, attemptTimeoutMs: 5_000 },
    );
    expect(timeouts).toEqual([5_000, 5_000, 2_000]);
  });

  test('leaves the last provider untried when less is left than an attempt needs', async () => {
    const limits = { deadlineMs: 5_200, attemptTimeoutMs: 5_000 };
    const { tried, outcome } = await play([[NO_ANSWER, 5_000], [ACCEPTED]], limits);
    expect(tried).toBe(1);
    expect(outcome).toEqual({ kind: 'timeout' });
  });

  test('that ran out with every outcome known is a failure, not a timeout', async () => {
    const limits = { deadlineMs: 5_200, attemptTimeoutMs: 5_000 };
    const { outcome } = await play([[THROTTLED, 5_000], [ACCEPTED]], limits);
    expect(outcome).toEqual({ kind: 'delivery_failed', retryable: true });
  });

  test('tells each provider which attempt at the message this is', async () => {
    const numbers: number[] = [];
    const sender = (outcome: AttemptOutcome): Sender => ({
      name: 'provider',
      breaker: 'provider',
      send: (_, { attemptNumber }) => {
        numbers.push(attemptNumber);
        return Promise.resolve(outcome);
      },
    });
    await dispatch(MESSAGE, 'US', [sender(THROTTLED), sender(ACCEPTED)], LIMITS, {
      health: ALL_WELL,
      now: () => 0,
    });
    expect(numbers).toEqual([1, 2]);
  });
});

describe('what a provider says of itself is withheld when it repeats the message', () => {
  test.each<[string, AttemptOutcome, AttemptOutcome, string?]>([
    [
      'a code that the text spells apart',
      { class: 'accepted', messageId: 'id-123456' },
      { class: 'accepted' },
      'Your code is 123 456',
    ],
    [
      'a message id with the code',
      { class: 'accepted', messageId: 'id-739154' },
      { class: 'accepted' },
    ],
    [
      'a message id with the number',
      { class: 'accepted', messageId: '12025550123-1' },
      { class: 'accepted' },
    ],
    [
      'a message id that is no id',
      { class: 'accepted', messageId: 'Your code' },
      { class: 'accepted' },
    ],
    [
      'an error code that is the code',
      { class: 'transient', code: '739154' },
      { class: 'transient', code: 'withheld' },
    ],
    [
      'an error code that is a sentence',
      { class: 'bug', code: 'To is bad' },
      { class: 'bug', code: 'withheld' },
    ],
    [
      'and kept when it does not',
      { class: 'transient', code: '20429' },
      { class: 'transient', code: '20429' },
    ],
  ])('%s', async (_, outcome, logged, text = TEXT) => {
    expect((await play([[outcome]], LIMITS, text)).attempts[0]?.outcome).toEqual(logged);
  });
});
