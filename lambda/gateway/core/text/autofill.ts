/**
 * The last line by which Safari and Chrome offer a code for its own site and no other:
 * `@example.com #123456`, after which more may follow.
 * Source: https://wicg.github.io/sms-one-time-codes/#format
 */
const LAST_LINE = /(?:^|[\r\n])@\S+ #([^\s#]+)[^\r\n]*$/;

/** Such lines wherever they stand. Browsers read the last line only; people read them all alike. */
export const AUTOFILL_LINES = /^@\S+ #[^\s#].*$/gm;

/** The code that a text's autofill line names. */
export const codeOfAutofillLine = (text: string): string | undefined =>
  LAST_LINE.exec(text.trimEnd())?.[1];

/**
 * The text with an autofill line for `domain`. One that stands there already stays as it is,
 * whatever its domain: who wrote the template knows best. Without a code, or with one that the
 * format cannot hold, the text stays as it is.
 */
export const withAutofillLine = (
  text: string,
  code: string | undefined,
  domain: string,
): string => {
  if (code === undefined || !/^[^\s#]+$/.test(code)) return text;
  // A line break after the line would make the last line an empty one.
  const body = text.trimEnd();
  if (LAST_LINE.test(body)) return body;
  const line = `@${domain} #${code}`;
  return body === '' ? line : `${body}\n\n${line}`;
};
