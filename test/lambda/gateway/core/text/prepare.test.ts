import { prepareText } from '../../../../../lambda/gateway/core/text/prepare';

const DOMAIN = 'acme.example';
const LONG = 'Don’t give this code to anybody, not even to somebody who says they are Acme:';

test('A text without options goes out as it came, and is measured', () => {
  const text = 'Your Acme code is 493821';
  expect(prepareText({ text, method: 'text', options: {} })).toEqual({
    text,
    code: '493821',
    encoding: 'GSM-7',
    segments: 1,
  });
  expect(prepareText({ text: `${LONG} 493821`, method: 'text', options: {} })).toEqual({
    text: `${LONG} 493821`,
    code: '493821',
    encoding: 'UCS-2',
    segments: 2,
  });
});

test('Look-alikes, when asked for, save a part', () => {
  const text = `${LONG} 493821`;
  expect(prepareText({ text, method: 'text', options: { transliterate: true } })).toEqual({
    text: text.replace('’', "'"),
    code: '493821',
    encoding: 'GSM-7',
    segments: 1,
  });
});

test('The autofill line counts when look-alikes are weighed', () => {
  const text = 'Don’t share your Acme sign-in code: 493821';
  const options = { transliterate: true, autofillDomain: `sign-in.${DOMAIN}` };
  expect(prepareText({ text, method: 'text', options: { transliterate: true } }).text).toBe(text);
  expect(prepareText({ text, method: 'text', options })).toEqual({
    text: `Don't share your Acme sign-in code: 493821\n\n@sign-in.${DOMAIN} #493821`,
    code: '493821',
    encoding: 'GSM-7',
    segments: 1,
  });
});

test('The code that Auth0 named decides between two numbers', () => {
  const text = 'Order 88123: 493821';
  const options = { autofillDomain: DOMAIN };
  expect(prepareText({ text, code: '493821', method: 'text', options })).toMatchObject({
    text: `${text}\n\n@${DOMAIN} #493821`,
    code: '493821',
  });
  expect(prepareText({ text, method: 'text', options })).toEqual({
    text,
    encoding: 'GSM-7',
    segments: 1,
  });
});

test('A text without a code gets look-alikes, too, and no autofill line', () => {
  const options = { transliterate: true, autofillDomain: DOMAIN };
  expect(prepareText({ text: LONG, method: 'text', options })).toEqual({
    text: LONG.replace('’', "'"),
    encoding: 'GSM-7',
    segments: 1,
  });
});

test('A call speaks the digits apart and twice, and has no parts', () => {
  const options = { transliterate: true, autofillDomain: DOMAIN };
  expect(prepareText({ text: 'Your code is 493821', method: 'voice', options })).toEqual({
    text: 'Your code is 4, 9, 3, 8, 2, 1. 4, 9, 3, 8, 2, 1.',
    code: '493821',
    segments: 0,
  });
});

test('A call without a known code says the text twice', () => {
  expect(prepareText({ text: 'Your account is blocked', method: 'voice', options: {} })).toEqual({
    text: 'Your account is blocked. Your account is blocked.',
    segments: 0,
  });
});
