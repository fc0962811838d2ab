/**
 * How an SMS is written over the air, which decides how many parts it takes and what it costs.
 * Source: 3GPP TS 23.038, 6.2.1 (default alphabet and extension table) and 6.2.3 (UCS-2);
 * 3GPP TS 23.040, 9.2.3.24.1: a message in parts gives 6 of its 140 bytes to the part's header.
 */
export type Encoding = 'GSM-7' | 'UCS-2';

export interface EncodedSize {
  readonly encoding: Encoding;
  /** Septets in GSM-7, where characters of the extension table take two; 16-bit units in UCS-2. */
  readonly units: number;
  /** Parts that the message goes out in, each of which is paid for. At least 1: an empty SMS is one. */
  readonly segments: number;
}

/** Units that a message holds in one part, and that each part holds if there are several. */
const CAPACITY = {
  'GSM-7': { alone: 160, inParts: 153 },
  'UCS-2': { alone: 70, inParts: 67 },
} as const;

const GSM_7 =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/;
const EXTENSION = /[\f^{}\\[~\]|€]/;
const EVERY_EXTENSION = new RegExp(EXTENSION, 'g');

/** Whether GSM-7 can write the whole text. */
export const isGsm7 = (text: string): boolean => GSM_7.test(text);

/** The encoding a text needs, and its size in it. */
export const encodingOf = (text: string): EncodedSize => {
  const encoding = isGsm7(text) ? 'GSM-7' : 'UCS-2';
  const units =
    encoding === 'GSM-7' ? text.length + (text.match(EVERY_EXTENSION)?.length ?? 0) : text.length;
  const { alone, inParts } = CAPACITY[encoding];
  return { encoding, units, segments: units <= alone ? 1 : countParts(text, encoding, inParts) };
};

/**
 * Not `units / capacity`: neither the two septets of an extension character nor the two halves of a
 * surrogate pair may come apart, so a part can end one unit short.
 */
const countParts = (text: string, encoding: Encoding, capacity: number): number => {
  let parts = 1;
  let filled = 0;
  for (const character of text) {
    const size = encoding === 'GSM-7' && EXTENSION.test(character) ? 2 : character.length;
    if (filled + size > capacity) {
      parts += 1;
      filled = 0;
    }
    filled += size;
  }
  return parts;
};
