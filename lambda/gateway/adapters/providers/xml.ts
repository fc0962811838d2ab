/**
 * What stands between the first `<name>` and the `</name>` after it, as it was written; `undefined`
 * when there is no such element. Enough for an answer whose form is known and whose values are ids and
 * codes; anything else reads as an answer without them. Takes time in proportion to the text.
 */
export const elementIn = (xml: string | undefined, name: string): string | undefined => {
  const start = `<${name}>`;
  const at = xml?.indexOf(start) ?? -1;
  if (xml === undefined || at < 0) return undefined;
  const end = xml.indexOf(`</${name}>`, at);
  return end < 0 ? undefined : xml.slice(at + start.length, end);
};
