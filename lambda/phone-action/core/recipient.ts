/** A number of the North American plan as people there write it: area code, exchange, line. */
const NORTH_AMERICAN = /^1?([2-9]\d{2}[2-9]\d{6})$/;

/** Spaces, dashes, dots, brackets, and what marks the direction of text when a number is pasted. */
const BETWEEN_DIGITS = /[\s\-.()\u00AD\u2010-\u2015\u200B-\u200F\u202A-\u202E\u2060-\u2069]/g;

/**
 * Auth0's reference says E.164; its page on phone templates says that a number of the US may lack its
 * prefix, and a sample of Auth0's strips white space. So what people put between digits goes, and a
 * number that can only be a North American one gets its `+1`. Anything else stays as it is, for the
 * gateway to refuse: a guess could reach a stranger.
 * Source: auth0.com/docs, "Custom Phone Provider: Event Object" and "Customize Phone Templates".
 */
export const normaliseRecipient = (written: string): string => {
  const number = written.replaceAll(BETWEEN_DIGITS, '');
  const [, national] = NORTH_AMERICAN.exec(number) ?? [];
  return national === undefined ? number : `+1${national}`;
};

/** All that the tenant's log is told of a number. */
export const maskRecipient = (number: string): string => `…${/\d\d$/.exec(number)?.[0] ?? ''}`;
