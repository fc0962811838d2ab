import { gatewayConfig } from '../../../lib/gateway-config';
import { findingsIn } from '../../../lib/environment/findings';
import { expiryWarnings } from '../../../lib/environment/outside-production';
import { environmentWith } from '../../support/environment';

const TODAY = '2026-11-28';
const FILE = {
  account: '111111111111',
  region: 'eu-west-1',
  auth0: { domain: 'acme-dev.eu.auth0.com' },
  providers: { sns: { type: 'sns' } },
};
const faultsOf = (changes: object, today = TODAY) =>
  findingsIn('dev', { ...FILE, ...changes }, today).map(
    ({ path, problem, allowed }) => `${path.join('.')} ${problem} | ${allowed}`,
  );
const onlyTo = (...numbers: readonly unknown[]) => ({ delivery: { onlyTo: numbers } });
const testNumber = (expires: unknown, number: unknown = '+12025550123') => ({
  testNumbers: [{ number, expires }],
});

describe('production', () => {
  test.each<[string, object, string]>([
    [
      'delivery.onlyTo',
      onlyTo('+12025550123'),
      'delivery.onlyTo keeps codes from everybody else, and this environment is production',
    ],
    [
      'testNumbers',
      testNumber('2027-01-31'),
      'testNumbers are told of a code that is never sent, and this environment is production',
    ],
  ])('may not have %s', (_, changes, problem) => {
    expect(faultsOf({ production: true, ...changes })).toEqual([
      `${problem} | leave it out, or "production": false`,
    ]);
    expect(faultsOf({ production: false, ...changes })).toEqual([]);
    expect(faultsOf(changes)).toEqual([]);
  });

  test('is true or false', () => {
    expect(faultsOf({ production: 'yes' })).toEqual(['production is "yes" | true or false']);
  });
});

describe('delivery.onlyTo', () => {
  const ALLOWED =
    'a phone number with its country code, such as "+12025550123", or the start of one and a star, such as "+4477*"';

  test.each(['+12025550123', '+447700900123', '+4477*', '+1*'])('may name %s', (entry) => {
    expect(faultsOf(onlyTo(entry))).toEqual([]);
  });

  test.each<[string, string]>([
    ['a number with a digit missing', '+1202555012'],
    ['a prefix without a star', '+4477'],
    ['a number without its country code', '02025550123'],
    ['a number with spaces', '+1 202 555 0123'],
    ['everybody', '+*'],
    ['a star alone', '*'],
    ['a star within', '+44*77'],
  ])('may not name %s', (_, entry) => {
    expect(faultsOf(onlyTo('+12025550123', entry))).toEqual([
      `delivery.onlyTo.1 is "${entry}" | ${ALLOWED}`,
    ]);
  });

  test('is no empty list, which would text nobody', () => {
    expect(faultsOf(onlyTo())).toHaveLength(1);
  });

  test('names each number once', () => {
    expect(faultsOf(onlyTo('+4477*', '+4477*'))).toEqual([
      'delivery.onlyTo.1 is in the list twice | a list of phone numbers, or starts of them such as "+4477*", at least one, each once',
    ]);
  });
});

describe('a test number', () => {
  const DAY = 'a day such as "2027-01-31"';

  test.each<[string, string]>([
    ['in the past', '2020-02-29'],
    ['today', TODAY],
    ['a year ahead', '2027-11-28'],
  ])('may expire %s', (_, expires) => {
    expect(faultsOf(testNumber(expires))).toEqual([]);
  });

  test.each<[string, unknown, string, string]>([
    ['on a day that the calendar does not have', '2027-02-29', 'is "2027-02-29"', DAY],
    ['in the thirteenth month', '2027-13-01', 'is "2027-13-01"', DAY],
    ['at an hour', '2027-01-31T12:00Z', 'is text of 17 characters', DAY],
    ['in words', 'tomorrow', 'is "tomorrow"', DAY],
    [
      'more than a year ahead',
      '2027-11-29',
      'is "2027-11-29", and a test number lasts for a year at most',
      'a day up to "2027-11-28"',
    ],
  ])('may not expire %s', (_, expires, problem, allowed) => {
    expect(faultsOf(testNumber(expires))).toEqual([
      `testNumbers.0.expires ${problem} | ${allowed}`,
    ]);
  });

  test('that was allowed once stays so', () => {
    expect(faultsOf(testNumber('2027-11-28'), '2026-11-28')).toEqual([]);
    expect(faultsOf(testNumber('2027-11-28'), '2029-01-01')).toEqual([]);
  });

  test('may last until the first of March, from a day that the next year does not have', () => {
    expect(faultsOf(testNumber('2029-03-01'), '2028-02-29')).toEqual([]);
    expect(faultsOf(testNumber('2029-03-02'), '2028-02-29')).toHaveLength(1);
  });

  test('is a number, not the start of many', () => {
    expect(faultsOf(testNumber('2027-01-31', '+1202*'))).toHaveLength(1);
  });

  test('stands in the list once', () => {
    const [entry] = testNumber('2027-01-31').testNumbers;
    expect(faultsOf({ testNumbers: [entry, { ...entry, expires: TODAY }] })).toEqual([
      'testNumbers.1.number is in the list twice | each number once',
    ]);
  });

  test('must say when it expires', () => {
    expect(faultsOf({ testNumbers: [{ number: '+12025550123' }] })).toEqual([
      `testNumbers.0.expires is missing | ${DAY}`,
    ]);
  });

  test('lasts to the end of its day, in UTC', () => {
    const environment = environmentWith({
      testNumbers: [{ number: '+12025550123', expires: '2027-01-31' }],
    });
    expect(gatewayConfig(environment).testNumbers).toEqual([
      { number: '+12025550123', untilMs: Date.parse('2027-02-01T00:00:00Z') },
    ]);
  });
});

describe('the warning of a test number that expired', () => {
  const environment = environmentWith({
    name: 'dev',
    testNumbers: [
      { number: '+12025550123', expires: '2027-01-31' },
      { number: '+12025550124', expires: '2026-11-27' },
    ],
  });

  test('comes on the day after its last', () => {
    expect(expiryWarnings(environment, '2026-11-27')).toEqual([]);
    expect(expiryWarnings(environment, '2026-11-28')).toEqual([
      'warning: dev: testNumbers[1] expired on 2026-11-27, so its number is texted like any other; remove it, or give it another day (docs/outside-production.md)',
    ]);
  });
});
