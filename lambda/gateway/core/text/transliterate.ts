import { AUTOFILL_LINES } from './autofill';
import { encodingOf, isGsm7 } from './encoding';

/**
 * Writes a text in GSM-7 by look-alikes when that saves a part of the message: one typographic
 * apostrophe more than doubles the parts of a long text. All or nothing: if a single character has no
 * look-alike, or nothing is saved, the text comes back as it was.
 *
 * Never touched: the protected parts (the one-time code), digits at all, autofill lines, and what
 * GSM-7 has (é, ü, ñ, €). Cyrillic, Greek and CJK letters have no look-alike here.
 */
export const transliterate = (text: string, protectedParts: readonly string[]): string => {
  const before = encodingOf(text);
  if (before.encoding === 'GSM-7' || before.segments === 1) return text;
  const written = inGsm7(text, protectedRanges(text, protectedParts));
  return written !== undefined && isGsm7(written) && encodingOf(written).segments < before.segments
    ? written
    : text;
};

type Range = readonly [start: number, end: number];

const protectedRanges = (text: string, parts: readonly string[]): Range[] => {
  const ranges: Range[] = [];
  // Digits are protected even without a known code: one of their runs is likely to be it.
  for (const pattern of [AUTOFILL_LINES, /\d+/g])
    for (const { 0: match, index } of text.matchAll(pattern))
      ranges.push([index, index + match.length]);
  for (const part of parts.filter((candidate) => candidate !== ''))
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1))
      ranges.push([at, at + part.length]);
  return ranges.sort(([a], [b]) => a - b);
};

const inGsm7 = (text: string, ranges: readonly Range[]): string | undefined => {
  let result = '';
  let done = 0;
  for (const [start, end] of [...ranges, [text.length, text.length] as const]) {
    if (start > done) {
      const original = text.slice(done, start);
      const written = lookAlike(original);
      if (written === undefined) return undefined;
      // The edges of what is protected must stay edges: no letter may newly lean on the code.
      if (done > 0 && closesIn(original.at(0), written.at(0))) return undefined;
      if (start < text.length && closesIn(original.at(-1), written.at(-1))) return undefined;
      if (written === '' && done > 0 && start < text.length) return undefined;
      result += written;
    }
    if (end > done) {
      result += text.slice(Math.max(done, start), end);
      done = end;
    }
  }
  return result;
};

const closesIn = (original = '', written = ''): boolean =>
  PART_OF_WORD.test(written) && !PART_OF_WORD.test(original);

const PART_OF_WORD = /[\p{L}\p{N}\p{M}]/u;

const lookAlike = (text: string): string | undefined => {
  let result = '';
  // Composed first, so that an é written as e and accent is the é of GSM-7.
  for (const character of text.normalize('NFC').replaceAll(/(?<=[A-Za-z])[\u0300-\u036F]+/g, '')) {
    const written = isGsm7(character) ? character : replacementOf(character);
    if (written === undefined) return undefined;
    result += written;
  }
  return result;
};

const replacementOf = (character: string): string | undefined => {
  // Full-width ASCII, as Chinese and Japanese keyboards write it.
  const narrow = /[\uFF01-\uFF5E]/.test(character) ? character.normalize('NFKC') : character;
  const listed = LOOK_ALIKES.get(narrow);
  if (listed !== undefined) return listed;
  if (narrow !== character) return narrow;
  const base = character.normalize('NFD').replaceAll(/\p{M}/gu, '');
  // Latin letters only: ≠ is no =, and Greek capitals, which GSM-7 has, are no look-alikes of others.
  return /^[A-Za-zÆØæø]$/.test(base) ? base : undefined;
};

/** What looks the same to a reader. Accented letters are not listed: Unicode knows their base. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  (
    [
      ["'", '‘’‚‛‹›′`´ʼʻˈ'],
      ['"', '“”„‟«»″〝〞'],
      ['-', '‐‑‒–—―−﹣'],
      ['.', '·∙⋅'],
      ['...', '…'],
      ['*', '•‣▪●◦∗'],
      ['/', '⁄∕'],
      ['|', '¦'],
      ['x', '×'],
      // Tab, no-break and typographic spaces.
      [' ', '\t\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A'],
      [' ', '\u202F\u205F\u3000'],
      ['\n', '\v\u0085\u2028\u2029'],
      // Nothing to see: soft hyphen, zero-width and direction marks.
      ['', '\u00AD\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E'],
      ['', '\u2060\u2066\u2067\u2068\u2069\uFEFF'],
      // Letters whose stroke or dot is no accent to Unicode.
      ['a', 'ª'],
      ['d', 'đ'],
      ['D', 'Đ'],
      ['h', 'ħ'],
      ['H', 'Ħ'],
      ['i', 'ı'],
      ['l', 'ł'],
      ['L', 'Ł'],
      ['o', 'º'],
      ['t', 'ŧ'],
      ['T', 'Ŧ'],
      ['s', 'ſ'],
      ['ß', 'ẞ'],
      ['oe', 'œ'],
      ['OE', 'Œ'],
      ['ij', 'ĳ'],
      ['IJ', 'Ĳ'],
      ['fi', 'ﬁ'],
      ['fl', 'ﬂ'],
      ['ff', 'ﬀ'],
    ] as const
  ).flatMap(([written, characters]) =>
    Array.from(characters, (character) => [character, written] as const),
  ),
);
