/** Words of the API itself, which an error may well repeat. */
const PUBLIC_WORDS: ReadonlySet<string> = new Set([
  'sms_gateway',
  'twilio',
  'liquid',
  'md_with_macros',
  'bearer',
  'unified',
]);

const SECRET_KEY = /secret|token|password|key|credential/i;
/** So many characters in a row of a secret are too many. */
const WINDOW = 8;
const MIN_VALUE = 6;
const MAX_LENGTH = 300;

/** Keeps what Auth0 says about a request from repeating what was in it. */
export interface Scrubber {
  /** From now on no text may hold a part of this. */
  readonly hide: (secret: string) => void;
  /** The same for every value in a request's body. */
  readonly hideValuesOf: (body: unknown) => void;
  /** One line of at most 300 characters, or `undefined` if it would show something hidden. */
  readonly clean: (text: string) => string | undefined;
}

export const createScrubber = (): Scrubber => {
  const secrets = new Set<string>();
  const values = new Set<string>();

  const collect = (value: unknown, underSecretKey: boolean): void => {
    if (typeof value === 'string') {
      if (underSecretKey) secrets.add(value);
      if (value.length >= MIN_VALUE && !PUBLIC_WORDS.has(value)) values.add(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        collect(item, underSecretKey || SECRET_KEY.test(key));
      }
    }
  };

  return {
    hide: (secret) => void secrets.add(secret),
    hideValuesOf: (body) => collect(body, false),
    clean: (text) => {
      const reveals =
        [...values].some((value) => text.includes(value)) ||
        [...secrets].some((secret) => holdsPartOf(text, secret));
      if (reveals) return undefined;
      return text
        .replaceAll(/[\s\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, MAX_LENGTH);
    },
  };
};

const holdsPartOf = (text: string, secret: string): boolean => {
  if (secret.length <= WINDOW) return secret !== '' && text.includes(secret);
  for (let start = 0; start + WINDOW <= secret.length; start += 1) {
    if (text.includes(secret.slice(start, start + WINDOW))) return true;
  }
  return false;
};
