import { AUTOFILL_LINES } from './autofill';
import { spellingsOf, WEB_ADDRESSES } from './one-time-code';

/**
 * A text as it is to be spoken. The code comes character by character, and twice, because nobody
 * can scroll back in a call: the sentence with the code, then the code once more. No word is added,
 * so that it holds in any language; commas and full stops make the pauses. What only eyes can use
 * (web addresses, autofill lines) is left out. No XML: escaping is for the provider that needs it.
 *
 * Without a known code the whole text is said twice, unchanged.
 */
export const spokenText = (text: string, code: string | undefined): string => {
  if (code === undefined) return [closed(text), closed(text)].join(' ');

  const digits = Array.from(code).join(', ');
  let said = 0;
  const sentence = readable(text).replaceAll(spellingsOf(code), () => {
    said += 1;
    return digits;
  });
  // A template made for voice may say it twice by itself; one made for text may hold it in a link only.
  const again = Array.from({ length: Math.max(0, 2 - said) }, () => digits);
  return [sentence, ...again]
    .filter((part) => part !== '')
    .map(closed)
    .join(' ');
};

const readable = (text: string): string =>
  text
    .replaceAll(AUTOFILL_LINES, '')
    // The full stop after an address ends the sentence.
    .replaceAll(WEB_ADDRESSES, (address) => /(?<![.,;:!?)])[.,;:!?)]+$/.exec(address)?.[0] ?? '')
    .trim()
    .replaceAll(/(?<![\s.,;:!?。、！？：])\s*\n\s*/g, '. ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;!)])/g, '');

/** Ends in a full stop, for the pause it makes, unless the sentence ends already. */
const closed = (sentence: string): string => {
  const trimmed = sentence.trim();
  return /[.!?。！？…।؟]$/.test(trimmed) ? trimmed : `${trimmed}.`;
};
