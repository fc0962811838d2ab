import { createOutsideProduction } from '../../../../lambda/gateway/core/outside-production';
import { parsePhoneNumber } from '../../../../lambda/shared/phone-number';

const NOW_MS = Date.parse('2026-11-28T12:00:00Z');
const TEST = { kind: 'test_number' };
const NOT_ALLOWED = { kind: 'blocked', reason: 'recipient_not_allowed' };

const comesTo = (
  text: string,
  settings: { readonly onlyTo?: readonly string[]; readonly testUntilMs?: number },
  nowMs = NOW_MS,
) => {
  const number = parsePhoneNumber(text);
  if (number === undefined) throw new Error('not a number');
  const { onlyTo, testUntilMs: untilMs } = settings;
  return createOutsideProduction({
    ...(onlyTo && { onlyTo }),
    ...(untilMs !== undefined && { testNumbers: [{ number: '+12025550123', untilMs }] }),
    now: () => nowMs,
  })(number);
};

test('without settings every number gets its code', () => {
  expect(comesTo('+12025550123', {})).toBeUndefined();
});

describe('delivery.onlyTo', () => {
  test.each<[string, readonly string[], string, object | undefined]>([
    ['a number in the list', ['+12025550123'], '+12025550123', undefined],
    ['as people write it', ['+12025550123'], '+1 (202) 555-0123', undefined],
    ['a number that is not', ['+12025550123'], '+12025550124', NOT_ALLOWED],
    ['a longer number that starts alike', ['+44770090'], '+447700900123', NOT_ALLOWED],
    ['a number under a prefix', ['+4477*'], '+447700900123', undefined],
    ['a number under no prefix', ['+4477*'], '+442079460123', NOT_ALLOWED],
    ['a prefix of all its digits', ['+447700900123*'], '+447700900123', undefined],
    ['the second of several', ['+1202*', '+447700900123'], '+447700900123', undefined],
    ['a neighbour of several', ['+1202*', '+447700900123'], '+447700900124', NOT_ALLOWED],
  ])('%s', (_, onlyTo, number, outcome) => {
    expect(comesTo(number, { onlyTo })).toEqual(outcome);
  });
});

describe('a test number', () => {
  test.each<[string, number, object | undefined]>([
    ['is one until the millisecond before its end', NOW_MS + 1, TEST],
    ['is like any other from then on', NOW_MS, undefined],
    ['is like any other afterwards', NOW_MS - 1, undefined],
  ])('%s', (_, testUntilMs, outcome) => {
    expect(comesTo('+12025550123', { testUntilMs })).toEqual(outcome);
  });

  test('is that number and none beside it', () => {
    expect(comesTo('+12025550124', { testUntilMs: NOW_MS + 1 })).toBeUndefined();
  });

  test('need not be among the numbers that may be texted', () => {
    expect(comesTo('+12025550123', { onlyTo: ['+44*'], testUntilMs: NOW_MS + 1 })).toEqual(TEST);
  });

  test('that has expired is texted only where others are', () => {
    const settings = { onlyTo: ['+44*'], testUntilMs: NOW_MS };
    expect(comesTo('+12025550123', settings)).toEqual(NOT_ALLOWED);
  });
});
