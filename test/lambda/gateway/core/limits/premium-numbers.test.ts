import {
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { standingOf } from '../../../../../lambda/gateway/core/limits/destination';
import { readPhoneNumber } from '../../../../../lambda/shared/phone-number';
import { sendLimitsConfig } from '../../../../../lib/send-limits-config';
import { sendLimitsOf } from '../../../../support/environment';
import { howOften } from '../../../../support/how-often';

const EVERYWHERE = [{ countries: '*' as const, providers: [] }];
const config = sendLimitsConfig(sendLimitsOf(), EVERYWHERE);

const isRefused = (text: string, by = config): boolean => {
  const recipient = readPhoneNumber(text);
  if (recipient === undefined) throw new Error(`no number: ${text}`);
  return standingOf({ recipient }, by).kind === 'blocked';
};

test.each([
  ['premium rate in the US', '+19005550123'],
  ['premium rate in Britain', '+449011234567'],
  ['shared cost in Britain', '+448431234567'],
  ['premium rate in Germany', '+499001234567'],
  ['with the zero that networks overlook', '+4909001234567'],
  ['international premium rate', '+979123456789'],
  ['international shared cost', '+80812345678'],
])('%s: nothing is sent there', (_, number) => expect(isRefused(number)).toBe(true));

test.each([
  ['a mobile number in Britain', '+447700900123'],
  ['a number in the US', '+12025550123'],
  ['a mobile number in Germany', '+4915112345678'],
  ['a satellite telephone', '+881612345678'],
])('%s: is a number like any other', (_, number) => expect(isRefused(number)).toBe(false));

const { step, dearOnes } = howOften({
  exhaustively: { step: 7, dearOnes: 150 },
  otherwise: { step: 33, dearOnes: 30 },
});

test('the patterns find what the full metadata finds, in every country', () => {
  const plans = new Metadata(metadata);
  const disagreed: string[] = [];
  let dear = 0;
  for (const country of getCountries(metadata)) {
    plans.selectNumberingPlan(country);
    const code = getCountryCallingCode(country, metadata);
    // Beginnings of three digits that end in each digit, completed to one of the lengths that the country has.
    const lengths = plans.numberingPlan?.possibleLengths() ?? [];
    for (let beginning = 100; beginning < 1000; beginning += step) {
      const length = lengths[beginning % lengths.length] ?? 9;
      const national = `${beginning}${String(beginning * 7919).padStart(7, '3')}2345678`;
      const text = `+${code}${national.slice(0, length)}`;
      const type = parsePhoneNumberFromString(text, metadata)?.getType();
      if (readPhoneNumber(text) === undefined) continue;
      const expected = type === 'PREMIUM_RATE' || type === 'SHARED_COST';
      if (expected) dear += 1;
      if (isRefused(text) !== expected) disagreed.push(`${country} ${text}: ${type}`);
    }
  }
  expect(disagreed).toEqual([]);
  expect(dear).toBeGreaterThan(dearOnes);
}, 60_000);

test('only patterns of countries that can be sent to travel with the function', () => {
  const routes = [{ countries: ['US', 'GB'], providers: [] }];
  expect(Object.keys(sendLimitsConfig(sendLimitsOf(), routes).dearNumbers)).toEqual(['GB', 'US']);
  const narrowed = sendLimitsConfig(sendLimitsOf({ countries: ['GB'] }), EVERYWHERE);
  expect(Object.keys(narrowed.dearNumbers)).toEqual(['GB']);
});

test('all of them take less than 12 KB', () => {
  expect(JSON.stringify(config.dearNumbers).length).toBeLessThan(12_000);
});

test('an environment that allows them carries no pattern and refuses none', () => {
  const allowing = sendLimitsConfig(sendLimitsOf({ premiumNumbers: 'allow' }), EVERYWHERE);
  expect(allowing.dearNumbers).toEqual({});
  expect(isRefused('+19005550123', allowing)).toBe(false);
});
