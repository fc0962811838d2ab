import { maskRecipient, normaliseRecipient } from '../../../../lambda/phone-action/core/recipient';

test.each([
  ['as it is', '+12025550123', '+12025550123'],
  ['with dashes', '+1-202-555-0123', '+12025550123'],
  ['with spaces and brackets', '+1 (202) 555 0123', '+12025550123'],
  ['with dots and a no-break space', '+1.202.555\u00A00123', '+12025550123'],
  ['with marks of a pasted number', '\u202A+12025550123\u202C', '+12025550123'],
  ['with an en dash', '+44 7700\u2013900123', '+447700900123'],
  ['of the US without its prefix', '2025550123', '+12025550123'],
  ['of the US without its prefix, as people write it', '(202) 555-0123', '+12025550123'],
  ['of the US without its plus', '12025550123', '+12025550123'],
])('a number %s is understood', (_, written, number) => {
  expect(normaliseRecipient(written)).toBe(number);
});

test.each([
  ['of another country without its plus', '447700900123'],
  ['of a mobile in China, eleven digits that begin with 1', '13800138000'],
  ['that no exchange of North America has', '2021550123'],
  ['with an extension', '+12025550123x7'],
  ['in letters', 'anna'],
])('a number %s is left to the gateway, since a guess could reach a stranger', (_, written) => {
  expect(normaliseRecipient(written)).toBe(written);
});

test.each([
  ['+12025550123', '…23'],
  ['', '…'],
  ['anna', '…'],
])('of %p the log is told %p', (number, mask) => {
  expect(maskRecipient(number)).toBe(mask);
});
