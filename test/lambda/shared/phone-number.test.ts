import * as fc from 'fast-check';
import {
  digitsOf,
  maskPhoneNumber,
  parsePhoneNumber,
  readPhoneNumber,
  type PhoneNumberDetails,
} from '../../../lambda/shared/phone-number';
import { anyText } from '../../support/any-text';

/** Reserved for fiction where a country reserves any; the others are example numbers. */
const parsed = (text: string): PhoneNumberDetails => {
  const details = readPhoneNumber(text);
  if (details === undefined) throw new Error(`${text} was refused`);
  return details;
};

test.each([
  ['+12025550123', '+12025550123'],
  ['+1 202 555 0123', '+12025550123'],
  ['+1 (202) 555-0123', '+12025550123'],
  ['+1.202.555.0123', '+12025550123'],
  ['+1\u00A0202\u00A0555\u00A00123', '+12025550123'],
  ['+1\u2011202\u2013555\u20140123', '+12025550123'],
  [' +12025550123\n', '+12025550123'],
  ['+44 7700 900123', '+447700900123'],
  ['+49 (151) 23456789', '+4915123456789'],
])('%j is read as %s', (text, expected) => {
  expect(parsePhoneNumber(text)).toBe(expected);
});

test.each([
  ['nothing', ''],
  ['a blank', ' '],
  ['a plus sign alone', '+'],
  ['a country code alone', '+1'],
  ['no plus sign', '12025550123'],
  ['an international prefix instead of a plus sign', '0012025550123'],
  ['a country code that begins with 0', '+0123456789'],
  ['a country code nobody has', '+999123456789'],
  ['a digit too few', '+1202555012'],
  ['a digit too many', '+120255501234'],
  ['sixteen digits', '+4915123456789012'],
  ['a letter', '+1202555012a'],
  ['a number spelled in letters', '+1202CALLNOW'],
  ['an extension', '+12025550123 ext. 5'],
  ['a URL', 'tel:+12025550123'],
  ['two plus signs', '++12025550123'],
  ['two numbers', '+12025550123,+12025550124'],
  ['digits of another script', '+١٢٠٢٥٥٥٠١٢٣'],
  ['a control character', '+1202555\u00000123'],
])('%s is no phone number', (_, text) => {
  expect(parsePhoneNumber(text)).toBeUndefined();
});

test.each([
  ['+12025550123', 'US'],
  ['+16045550123', 'CA'],
  ['+14165550123', 'CA'],
  ['+18765550123', 'JM'],
  ['+12425550123', 'BS'],
  ['+18095550123', 'DO'],
  ['+17875550123', 'PR'],
  ['+442079460123', 'GB'],
  ['+441534123456', 'JE'],
  ['+33639980123', 'FR'],
  ['+77011234567', 'KZ'],
  ['+79161234567', 'RU'],
  ['+61491570156', 'AU'],
  // A satellite phone belongs to no country.
  ['+881612345678', 'ZZ'],
  // Ranges that belong to nobody, or not yet, count for the main country of their calling code.
  ['+447700900123', 'GB'],
  ['+12995550123', 'US'],
])('%s is of %s', (text, country) => {
  expect(parsed(text).country).toBe(country);
});

test('providers that want digits get them', () => {
  expect(digitsOf(parsed('+44 7700 900123').number)).toBe('447700900123');
});

test('a log sees the country and the last two digits', () => {
  expect(maskPhoneNumber(parsed('+12025550123'))).toBe('US…23');
  expect(maskPhoneNumber(parsed('+881612345678'))).toBe('ZZ…78');
});

test('whatever the number, a log sees no more than that', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{3,14}$/), (text) => {
      const number = readPhoneNumber(text);
      fc.pre(number !== undefined);
      expect(maskPhoneNumber(number)).toMatch(/^[A-Z]{2}…\d{2}$/);
      expect(maskPhoneNumber(number).slice(-2)).toBe(text.slice(-2));
    }),
  );
});

test('whatever the text, the answer is E.164 or nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^\+[\d ().-]{0,20}$/), anyText()),
      (text) => {
        expect(parsePhoneNumber(text) ?? '+12025550123').toMatch(/^\+[1-9]\d{3,14}$/);
      },
    ),
  );
});
