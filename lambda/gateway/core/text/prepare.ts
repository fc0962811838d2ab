import { withAutofillLine } from './autofill';
import { encodingOf, type Encoding } from './encoding';
import { findCode } from './one-time-code';
import { spokenText } from './spoken';
import { transliterate } from './transliterate';

export interface TextToPrepare {
  /** As Auth0 rendered it. */
  readonly text: string;
  /** The code as our Action named it; Auth0's SMS gateway integration does not. */
  readonly code?: string | undefined;
  readonly method: 'text' | 'voice';
  readonly options: TextOptions;
}

export interface TextOptions {
  /** Write look-alikes in GSM-7 when that saves a part of the message. Default: no. */
  readonly transliterate?: boolean | undefined;
  /** Domain of the sign-in page, for an autofill line. Default: no such line. */
  readonly autofillDomain?: string | undefined;
}

export interface PreparedText {
  /** What is sent, or spoken. */
  readonly text: string;
  /** The one-time code in it, if it is known. */
  readonly code?: string;
  /** Absent for voice. */
  readonly encoding?: Encoding;
  /** Parts of the SMS; 0 for voice. */
  readonly segments: number;
}

/** Auth0's text as it goes to a provider. */
export const prepareText = ({ text, code: hint, method, options }: TextToPrepare): PreparedText => {
  const code = findCode(text, hint);
  const known = code === undefined ? {} : { code };
  if (method === 'voice') return { text: spokenText(text, code), ...known, segments: 0 };

  // The line first: whether look-alikes save a part depends on the whole message.
  const complete =
    options.autofillDomain === undefined
      ? text
      : withAutofillLine(text, code, options.autofillDomain);
  const written = options.transliterate
    ? transliterate(complete, code === undefined ? [] : [code])
    : complete;
  const { encoding, segments } = encodingOf(written);
  return { text: written, ...known, encoding, segments };
};
