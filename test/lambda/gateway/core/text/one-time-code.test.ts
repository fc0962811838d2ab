import * as fc from 'fast-check';
import { findCode } from '../../../../../lambda/gateway/core/text/one-time-code';
import { anyText } from '../../../../support/any-text';
import { howOften } from '../../../../support/how-often';
import { inTime } from '../../../../support/in-time';

/** Texts as Auth0 renders them from templates that people write. */
const TEMPLATES: readonly [string, (code: string) => string][] = [
  ['the code first', (code) => `${code} is your verification code for Acme`],
  ['the code last', (code) => `Your Acme code is ${code}`],
  ['the code alone', (code) => code],
  ['a full stop', (code) => `Your verification code is ${code}.`],
  ['a full stop and no space', (code) => `Your code is ${code}.Do not share it.`],
  ['a colon', (code) => `Code:${code}`],
  ['brackets', (code) => `Acme (${code}) is your code`],
  ['a prefix', (code) => `G-${code} is your code`],
  ['a hash', (code) => `<#> Your code: #${code}`],
  ['a lifetime', (code) => `${code} is your code. It expires in 3 minutes.`],
  ['a line of its own', (code) => `Your code:\n${code}\n10 minutes left`],
  ['twice', (code) => `Your code is ${code}. Again: ${code}`],
  ['a name with digits', (code) => `Channel4 web24: ${code}`],
  ['a year', (code) => `Acme since 1998: your code is ${code}`],
  ['a copyright', (code) => `${code} is your code. © 2026 Acme`],
  ['a link', (code) => `${code} is your code. https://acme.example/v/884422?c=7788#5566`],
  ['a bare link', (code) => `${code} is your code, see acme.example/help/99887`],
  ['a phone number', (code) => `Your code: ${code}. Not you? Call +1 (202) 555-0123`],
  ['a phone number first', (code) => `+12025550123: ${code} is your code`],
  ['a phone number at the end of a sentence', (code) => `Call +44 20 7946 0958. ${code} is it`],
  ['a national phone number', (code) => `${code} is your code. Help: 0800 123 4567`],
  ['a phone number with dashes', (code) => `${code} is your code. Help: 800-555-0199`],
  ['a mail address', (code) => `${code} is your code. help2025@acme4711.example`],
  ['an amount', (code) => `Confirm $1,250.00 or 1250 EUR with ${code}`],
  ['an amount in euro', (code) => `Bestätigen Sie 1500 € mit ${code}`],
  ['an amount in rupees', (code) => `Pay Rs. 5000 with ${code}`],
  ['an amount in yen', (code) => `5000円のお支払いの確認コードは${code}です`],
  ['a date', (code) => `27.10.2025 12:30: ${code}`],
  ['a date with dashes', (code) => `2025-10-27: ${code}`],
  ['an autofill line', (code) => `${code} is it, not 555666.\n\n@acme.example #${code}`],
  ['German', (code) => `Ihr Acme-Code lautet ${code}. Er gilt 3 Minuten.`],
  ['French', (code) => `Votre code : ${code}\u00A0! Valable 5 minutes.`],
  ['Spanish', (code) => `¡Hola! Tu código es ${code}`],
  ['Turkish', (code) => `Doğrulama kodunuz ${code}'dır`],
  ['Hungarian', (code) => `A kódja ${code}-os`],
  ['Finnish', (code) => `Koodisi on ${code}, voimassa 3 min`],
  ['Russian', (code) => `Ваш код${code}`],
  ['Greek', (code) => `Ο κωδικός σας είναι ${code}`],
  ['Chinese', (code) => `【Acme】您的验证码是${code}，3分钟内有效。`],
  ['Japanese', (code) => `認証コードは${code}です`],
  ['Korean', (code) => `[Acme] 인증번호 ${code}를 입력하세요`],
  ['Arabic', (code) => `رمز التحقق الخاص بك هو ${code}`],
  ['Hebrew', (code) => `\u200Fקוד האימות שלך: ${code}`],
  ['Hindi', (code) => `आपका कोड ${code} है।`],
  ['Thai', (code) => `รหัสของคุณคือ${code}ใช้ได้3นาที`],
];

test.each(TEMPLATES)('A code is found in a text with %s', (_, template) => {
  for (const code of ['0042', '12345', '493821', '00000000', '1234567890'])
    expect(findCode(template(code))).toBe(code);
});

test.each(TEMPLATES)('What Auth0 named is the code in a text with %s', (_, template) => {
  for (const code of ['2026', '493821', 'K7-PX9', '0123456789012345'])
    expect(findCode(template(code), code)).toBe(code);
});

test.each([
  ['no digits', 'Your account was blocked.'],
  ['nothing', ''],
  ['too few digits', 'Your code is 123'],
  ['too many digits', 'Your number is 12345678901'],
  ['two candidates', 'Order 88123: your code is 493821'],
  ['two years', 'From 1998 to 2026'],
  ['a link alone', 'Sign in: https://acme.example/otp/493821'],
  ['a phone number alone', 'Blocked? Call +12025550123'],
  ['an amount alone', 'You spent 5000 EUR'],
  ['digits within a word', 'Reference AB493821X'],
  ['grouped digits', 'Reference 1234 5678 9012'],
  ['a decimal number', 'About 3.1415 of it'],
])('No code is found in a text with %s', (_, text) => {
  expect(findCode(text)).toBeUndefined();
});

test('What looks like a year is the code if nothing else can be', () => {
  expect(findCode('Your code is 2024')).toBe('2024');
  expect(findCode('2024: your code is 4711')).toBe('4711');
});

test.each([
  ['it is spelled apart', 'Your code is 4 9 3, 8-2-1', '493821', '493821'],
  ['it has spaces around it', 'Your code is 493821', ' 493821 ', '493821'],
  ['it has signs that patterns use', 'Use a.b*c(1)', 'a.b*c(1)', 'a.b*c(1)'],
  [
    'it is longer than a code found by itself',
    `Code ${'7'.repeat(40)}`,
    '7'.repeat(40),
    '7'.repeat(40),
  ],
  ['it is part of a longer number', 'Reference 14938210', '493821', undefined],
  ['it is part of a word', 'Your codeword', 'word', undefined],
  // Digits that are not what Auth0 named are something else.
  ['it is not there', 'Order 88123 arrived', '493821', undefined],
  ['it is empty', 'Your code is 493821', '', '493821'],
])('The code that Auth0 named, when %s', (_, text, hint, code) => {
  expect(findCode(text, hint)).toBe(code);
});

test('A code that is found stands in the text; any text and hint will do', () => {
  const unit = fc.oneof(
    fc.constantFrom(
      ...Array.from('0123456789 .-+@/#\n$€:()'),
      'https://',
      '\n@a.example #',
      ' EUR',
      '（',
    ),
    anyText({ maxLength: 3 }),
  );
  const text = fc.array(unit, { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.option(anyText(), { nil: undefined }), (body, hint) => {
      const code = findCode(body);
      if (code !== undefined) expect(body).toContain(code);
      expect([undefined, hint?.trim() || code]).toContain(findCode(body, hint));
    }),
    { numRuns: howOften({ exhaustively: 5_000, otherwise: 300 }) },
  );
});

test('A text made to be slow is not', () =>
  inTime(500, () => {
    for (const text of [
      'a.'.repeat(8_000),
      '1-'.repeat(8_000),
      '1 '.repeat(8_000),
      '+1('.repeat(5_000),
    ])
      findCode(text);
  }));
