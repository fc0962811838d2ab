import * as fc from 'fast-check';
import { encodingOf } from '../../../../../lambda/gateway/core/text/encoding';
import { transliterate } from '../../../../../lambda/gateway/core/text/transliterate';
import { anyText } from '../../../../support/any-text';
import { howOften } from '../../../../support/how-often';

const CODE = '493821';
/** Long enough for two parts in UCS-2, and for one in GSM-7. */
const PADDING = 'Do not give this code to anybody, not even to somebody who says they are Acme.';

/** What a piece of text becomes within a message where that saves a part. */
const rewritten = (piece: string): string => {
  const text = `${PADDING} ${piece} ${CODE}`;
  const result = transliterate(text, [CODE]);
  return result.slice(PADDING.length + 1, -CODE.length - 1);
};

test.each([
  ['typographic apostrophes', 'Don’t ‘share’ it', "Don't 'share' it"],
  ['typographic quotes', '“Acme” „Acme“ «Acme»', '"Acme" "Acme" "Acme"'],
  ['dashes', 'a–b — c‑d −1', 'a-b - c-d -1'],
  ['an ellipsis', 'wait…', 'wait...'],
  ['typographic spaces', 'a\u00A0b\u202Fc\u2009d\u3000e', 'a b c d e'],
  ['a tab', 'a\tb', 'a b'],
  ['a line separator', 'a\u2028b', 'a\nb'],
  ['bullets', '• one ● two', '* one * two'],
  ['a middle dot', 'Acme · code', 'Acme . code'],
  ['a backtick', '`code`', "'code'"],
  ['full-width ASCII', 'Ａｃｍｅ！：（１）', 'Acme!:(1)'],
  ['Czech', 'Váš přihlašovací kód je', 'Vas prihlasovaci kod je'],
  ['Polish', 'Twój kod to: łąćęńśźż Ł', 'Twoj kod to: lacenszz L'],
  ['Hungarian', 'őűŐŰ', 'ouOU'],
  ['Turkish', 'şğıİ', 'sgiI'],
  ['a Turkish İ in lower case', 'giri\u0307s\u0327', 'giris'],
  ['Romanian', 'șțăâî', 'staai'],
  ['Vietnamese', 'mã đăng nhập được', 'ma dang nhap duoc'],
  ['French', 'œuvre ça où', 'oeuvre ca où'],
  ['accents that GSM-7 has stay', 'éèäöüñà ÄÖÜÑÉ ßøå č', 'éèäöüñà ÄÖÜÑÉ ßøå c'],
  ['accents that GSM-7 has, written apart', 'e\u0301 u\u0308 n\u0303', 'é ü ñ'],
  ['the euro sign stays', '5 € – now', '5 € - now'],
  ['zero-width characters go', 'Ac\u200Bme\uFEFF \u200Ecode\u00AD', 'Acme code'],
])('%s', (_, piece, written) => {
  expect(rewritten(piece)).toBe(written);
});

test.each([
  ['Cyrillic', 'Ваш код'],
  ['Cyrillic with an accent', 'Й'],
  ['Greek', 'ο κωδικός σας'],
  ['Greek capitals with an accent', 'Ώρα'],
  ['Chinese', '您的验证码是'],
  ['Japanese', 'コードは'],
  ['Korean', '인증번호'],
  ['Arabic', 'رمز'],
  ['an emoji', '🔐'],
  ['a keycap, which is a digit to no machine', '1\uFE0F\u20E3'],
  ['a sign whose base means the opposite', '≠'],
  ['one foreign letter among many look-alikes', '“Don’t…” ж'],
  ['half a surrogate pair', '\uD83D'],
])('%s has no look-alike, so the whole text stays', (_, piece) => {
  const text = `“${PADDING}” ${piece} ${CODE}`;
  expect(transliterate(text, [CODE])).toBe(text);
});

test.each([
  ['it is one part already', `Don’t share ${CODE}`],
  ['it is GSM-7 already', `${PADDING}${PADDING}${PADDING} {€} ${CODE}`],
  // Each becomes three: 213 septets are two parts, as 71 units of UCS-2 are.
  ['GSM-7 takes as many parts', '…'.repeat(71)],
  ['nothing is left of it', ''],
])('A text stays as it is when %s', (_, text) => {
  expect(transliterate(text, [CODE])).toBe(text);
});

test('A code that GSM-7 cannot write is not touched', () => {
  const text = `${PADDING} ${PADDING} ４９３８２１ “x”`;
  expect(transliterate(text, ['４９３８２１'])).toBe(text);
});

test('An autofill line is not touched', () => {
  const text = `${PADDING} “code”: ${CODE}\n\n@bücher-č.example #${CODE}`;
  expect(transliterate(text, [CODE])).toBe(text);
  const ascii = `${PADDING} “code”: ${CODE}\n\n@acme.example #${CODE}`;
  expect(transliterate(ascii, [CODE])).toBe(ascii.replaceAll(/[“”]/g, '"'));
});

test.each([
  ['a zero-width space', `${PADDING} 12\u200B${CODE}`],
  ['an invisible mark before a letter', `${PADDING} A\u200B${CODE}`],
])('Nothing comes to lean on the code when %s goes', (_, text) => {
  expect(transliterate(text, [CODE])).toBe(text);
});

describe('any text', () => {
  const lookAlikes = [...Array.from('“”‘’–—…\u00A0•·čłőşßéñ€[]Ａ１：abc 12.\n\u200Bﬁ'), 'e\u0301'];
  const foreign = Array.from('жΩ漢😀≠\u0301');
  const piece = (characters: readonly string[], maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...characters), maxLength, size: 'max' });
  const around = fc.oneof(
    { weight: 4, arbitrary: piece(lookAlikes, 150) },
    { weight: 1, arbitrary: piece([...lookAlikes, ...foreign], 150) },
    { weight: 1, arbitrary: anyText({ maxLength: 150 }) },
  );
  const code = fc.oneof(
    fc.stringMatching(/^\d{4,10}$/),
    fc.stringMatching(/^[A-Z0-9]{6}$/),
    piece(['č', '１', 'a', '’'], 6).filter((value) => value !== ''),
  );

  test('keeps its code, takes no more parts, and comes out the same the second time', () => {
    let changed = 0;
    fc.assert(
      fc.property(around, code, around, (before, secret, after) => {
        const text = `${before}${secret}${after}`;
        const result = transliterate(text, [secret]);
        expect(result.split(secret).length).toBe(text.split(secret).length);
        expect(transliterate(result, [secret])).toBe(result);
        const [was, is] = [encodingOf(text), encodingOf(result)];
        if (result === text) return;
        changed += 1;
        expect(is.encoding).toBe('GSM-7');
        expect(is.segments).toBeLessThan(was.segments);
      }),
      { numRuns: howOften({ exhaustively: 5_000, otherwise: 400 }) },
    );
    // The property would hold for a function that does nothing.
    expect(changed).toBeGreaterThan(20);
  });

  test('keeps every digit in its place, whether a code is known or not', () => {
    fc.assert(
      fc.property(around, (text) => {
        const result = transliterate(text, []);
        const runs = (value: string) => value.normalize('NFKC').match(/[0-9]+/g);
        if (result !== text) expect(runs(result)?.join('')).toBe(runs(text)?.join(''));
      }),
      { numRuns: howOften({ exhaustively: 5_000, otherwise: 200 }) },
    );
  });
});
