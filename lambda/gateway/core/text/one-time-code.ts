import { AUTOFILL_LINES, codeOfAutofillLine } from './autofill';

/**
 * Web addresses: with a scheme, with `www.`, or a host with a path. ASCII alone, because Chinese and
 * Japanese write on without a space. The bounds keep the search linear in the length of the text.
 */
export const WEB_ADDRESSES =
  /(?<![\w+.-])(?:[a-z][a-z0-9+.-]{0,31}:\/\/[!-~]+|www\.[!-~]+|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\/[!-~]*)/gi;
const MAIL_ADDRESSES = /(?<![\w.+-])[\w.+-]+@[\w.-]+/g;
/** `+1 (202) 555-0123`. Two separators in a row, as at the end of a sentence, end the number. */
const PHONE_NUMBERS = /\+\(?\d+(?:\)?[ \u00A0\u202F./-]?\(?\d+)*/g;

/** Latin letters, as ranges: `\p{Script=Latin}` costs a cold start about a millisecond more. */
const LATIN = String.raw`A-Za-zªº\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u1E00-\u1EFF`;
/** Signs and codes of money, and the per cent sign: beside them, digits are an amount. */
const CURRENCY = String.raw`[$\u00A2-\u00A5\u0E3F\u20A0-\u20C0＄￡￥]|%|円|元|원|Kč|zł|(?<![${LATIN}])(?:EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|HUF|RON|TRY|INR|JPY|CNY|KRW|BRL|MXN|CAD|AUD|NZD|ZAR|AED|SAR|Rs\.?|kr\.?)(?![${LATIN}])`;
/** What joins digits to a longer number: a date, an amount, a phone number. One digit and a space do not. */
const JOIN = String.raw`[-–./,:'’]`;
const SPACE = String.raw`[ \u00A0\u202F]`;

/** What stands before a run of digits that is no code: part of a word, a number, an amount, a © year. */
const BEFORE = new RegExp(
  String.raw`(?:[${LATIN}\d_+@]|\d${JOIN}|\d\)[ -]?|\d{2}${SPACE}|(?:${CURRENCY}|©|\(c\))${SPACE}?)$`,
  'u',
);
const AFTER = new RegExp(
  String.raw`^(?:[${LATIN}\d_]|${JOIN}\d|${SPACE}\d{2}|${SPACE}?(?:${CURRENCY}))`,
  'u',
);
/** Characters on each side of a run that decide about it. */
const REACH = 8;

const YEAR = /^(?:19|20)\d\d$/;

/**
 * The one-time code in a text.
 *
 * `hint` is the code as Auth0 named it, which our Action sends: it is the code if it occurs, spelled
 * apart or not. If it does not occur, nothing else in the text can be the code.
 *
 * Auth0's SMS gateway integration sends the text alone. The code is then what an autofill line
 * names, or else the one run of 4 to 10 digits that stands alone. `undefined` if there is no such
 * run, or several: a wrong code is worse than none.
 */
export const findCode = (text: string, hint?: string): string | undefined => {
  const named = hint?.trim();
  if (named) return spellingsOf(named).test(text) ? named : undefined;
  return codeOfAutofillLine(text) ?? loneRun(text);
};

const loneRun = (text: string): string | undefined => {
  // A line break joins nothing, so what stands left and right of what is left out stays apart.
  const words = text
    .replaceAll(AUTOFILL_LINES, '\n')
    .replaceAll(WEB_ADDRESSES, '\n')
    .replaceAll(MAIL_ADDRESSES, '\n')
    .replaceAll(PHONE_NUMBERS, '\n');
  const runs = new Set<string>();
  for (const { 0: run, index } of words.matchAll(/\d+/g)) {
    const end = index + run.length;
    if (
      run.length >= 4 &&
      run.length <= 10 &&
      !BEFORE.test(words.slice(Math.max(0, index - REACH), index)) &&
      !AFTER.test(words.slice(end, end + REACH))
    )
      runs.add(run);
  }
  const candidates = runs.size === 1 ? [...runs] : [...runs].filter((run) => !YEAR.test(run));
  return candidates.length === 1 ? candidates[0] : undefined;
};

/**
 * Finds a code as templates spell it: `123456`, `123 456`, `1-2-3-4-5-6`, but not within a longer
 * number. Digits may have letters beside them (`X123456`), Latin letters no others of their kind.
 */
export const spellingsOf = (code: string): RegExp => {
  const characters = Array.from(code, (character) =>
    character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`),
  );
  const before = /^\d/.test(code) ? String.raw`\d` : String.raw`${LATIN}\d`;
  const after = /\d$/.test(code) ? String.raw`\d` : String.raw`${LATIN}\d`;
  return new RegExp(
    `(?<![${before}])${characters.join(String.raw`[ \u00A0,.·-]{0,2}`)}(?![${after}])`,
    'gu',
  );
};
