import * as fc from 'fast-check';
import { encodingOf, isGsm7 } from '../../../../../lambda/gateway/core/text/encoding';

/** 3GPP TS 23.038, 6.2.1, row by row from 0x00. 0x1B escapes to the extension table and is no character. */
const DEFAULT_ALPHABET = [
  '@£$¥èéùìòÇ\nØø\rÅå',
  'Δ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ',
  ' !"#¤%&\'()*+,-./',
  '0123456789:;<=>?',
  '¡ABCDEFGHIJKLMNO',
  'PQRSTUVWXYZÄÖÑÜ§',
  '¿abcdefghijklmno',
  'pqrstuvwxyzäöñüà',
];
/** 6.2.1.1: FF, ^, {, }, \, [, ~, ], |, €. */
const EXTENSION = '\f^{}\\[~]|€';

const alphabet = new Set(DEFAULT_ALPHABET.join('').replace('\u001B', ''));
const extension = new Set(EXTENSION);

test('GSM-7 is the default alphabet with its extension table, and no other character', () => {
  expect(DEFAULT_ALPHABET.map((row) => row.length)).toEqual(Array(8).fill(16));
  const taken: string[] = [];
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    if (isGsm7(character)) taken.push(character);
  }
  expect(new Set(taken)).toEqual(new Set([...alphabet, ...extension]));
});

const x = (times: number, unit = 'x') => unit.repeat(times);

test.each([
  // An empty SMS is still one message on the bill.
  ['nothing', '', 'GSM-7', 0, 1],
  ['a sign-in text', 'Your Acme code is 123456', 'GSM-7', 24, 1],
  ['160 characters', x(160), 'GSM-7', 160, 1],
  ['161 characters', x(161), 'GSM-7', 161, 2],
  ['two full parts', x(306), 'GSM-7', 306, 2],
  ['two full parts and one', x(307), 'GSM-7', 307, 3],
  ['ten full parts', x(1530), 'GSM-7', 1530, 10],
  ['accents of the default alphabet', 'é à ü ñ ß Ç', 'GSM-7', 11, 1],
  ['a euro sign', '€', 'GSM-7', 2, 1],
  ['every extension character', EXTENSION, 'GSM-7', 20, 1],
  ['80 brackets', x(80, '['), 'GSM-7', 160, 1],
  ['80 brackets and a letter', `${x(80, '[')}x`, 'GSM-7', 161, 2],
  ['line breaks of both kinds', 'a\r\nb', 'GSM-7', 4, 1],
  // The escape and its character would stand at 153 and 154: the first part ends at 152.
  ['a euro sign on the border of two parts', `${x(152)}€${x(152)}`, 'GSM-7', 306, 3],
  ['a euro sign that just fits', `${x(151)}€${x(153)}`, 'GSM-7', 306, 2],
  ['brackets only, 76 to a part', x(153, '['), 'GSM-7', 306, 3],
  ['70 units', x(70, 'ж'), 'UCS-2', 70, 1],
  ['71 units', x(71, 'ж'), 'UCS-2', 71, 2],
  ['134 units', x(134, 'ж'), 'UCS-2', 134, 2],
  ['135 units', x(135, 'ж'), 'UCS-2', 135, 3],
  ['a single typographic quote', `${x(70)}’`, 'UCS-2', 71, 2],
  ['a tab', 'a\tb', 'UCS-2', 3, 1],
  ['a backtick', '`', 'UCS-2', 1, 1],
  ['ç, of which GSM-7 has the capital only', 'ç', 'UCS-2', 1, 1],
  ['an extension character in UCS-2 is one unit', 'ж€', 'UCS-2', 2, 1],
  ['35 emoji', x(35, '😀'), 'UCS-2', 70, 1],
  ['36 emoji', x(36, '😀'), 'UCS-2', 72, 2],
  // 67 is odd: 33 pairs to a part.
  ['66 emoji', x(66, '😀'), 'UCS-2', 132, 2],
  ['67 emoji', x(67, '😀'), 'UCS-2', 134, 3],
  ['an emoji on the border of two parts', `${x(66, 'ж')}😀${x(66, 'ж')}`, 'UCS-2', 134, 3],
  ['an emoji that just fits', `${x(65, 'ж')}😀${x(67, 'ж')}`, 'UCS-2', 134, 2],
  ['half a surrogate pair', '\uD83D', 'UCS-2', 1, 1],
])('%s', (_, text, encoding, units, segments) => {
  expect(encodingOf(text)).toEqual({ encoding, units, segments });
});

/** The fewest parts by dynamic programming: which parts can end where, nothing greedy about it. */
const fewestParts = (sizes: readonly number[], alone: number, inParts: number): number => {
  const sum = (from: number, to: number) =>
    sizes.slice(from, to).reduce((total, size) => total + size, 0);
  if (sum(0, sizes.length) <= alone) return 1;
  const best = [0];
  for (let end = 1; end <= sizes.length; end += 1) {
    let fewest = Infinity;
    for (let start = end - 1; start >= 0 && sum(start, end) <= inParts; start -= 1)
      fewest = Math.min(fewest, (best[start] ?? Infinity) + 1);
    best.push(fewest);
  }
  return best.at(-1) ?? 1;
};

const unit = (characters: readonly string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength });

test('the parts are those of an independent packer', () => {
  const gsm = [...alphabet, ...Array.from(x(40, EXTENSION))];
  const mixed = ['a', 'ж', '😀', '€', '漢', '\uD83D'];
  fc.assert(
    fc.property(fc.oneof(unit(gsm, 480), unit(mixed, 240)), (text) => {
      const characters = Array.from(text);
      const gsm7 = characters.every((one) => alphabet.has(one) || extension.has(one));
      const sizes = characters.map((one) => (gsm7 ? (extension.has(one) ? 2 : 1) : one.length));
      expect(encodingOf(text)).toEqual({
        encoding: gsm7 ? 'GSM-7' : 'UCS-2',
        units: sizes.reduce((total, size) => total + size, 0),
        segments: gsm7 ? fewestParts(sizes, 160, 153) : fewestParts(sizes, 70, 67),
      });
    }),
    { numRuns: 300 },
  );
});
