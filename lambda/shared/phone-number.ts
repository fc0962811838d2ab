import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A possible E.164 number with its plus sign, e.g. `+12025550123`. Made by {@link parsePhoneNumber} only. */
export type PhoneNumber = string & { readonly __brand: 'E.164' };

/** Country of a number that belongs to none: satellite and international networks. */
export const UNKNOWN_COUNTRY = 'ZZ';

export interface PhoneNumberDetails {
  readonly number: PhoneNumber;
  /** ISO 3166-1 alpha-2 code, or {@link UNKNOWN_COUNTRY}. */
  readonly country: string;
  /** The digits after the country's calling code. */
  readonly nationalNumber: string;
  /** One telephone, one text: without a zero after the calling code, which networks overlook. */
  readonly canonical: string;
}

/**
 * Reads a phone number as people and Auth0 write it: spaces, dashes, dots and brackets are dropped.
 * Returns `undefined` unless what remains is `+` and a number whose length is possible in its
 * country. Auth0 itself checks no more than `^\+[0-9]{1,15}$`.
 *
 * A number in a range that the metadata does not know yet counts for the main country of its calling
 * code: a carrier's new range must not lock its people out.
 */
export const readPhoneNumber = (text: string): PhoneNumberDetails | undefined => {
  const digits = text.replaceAll(/[\s\-.()\u00A0\u2010-\u2015]/g, '');
  if (!/^\+[1-9]\d{3,14}$/.test(digits)) return undefined;
  const parsed = parsePhoneNumberFromString(digits);
  if (!parsed?.isPossible()) return undefined;
  const country = parsed.country ?? parsed.getPossibleCountries()[0] ?? UNKNOWN_COUNTRY;
  const { nationalNumber, number: canonical } = parsed;
  return { number: digits as PhoneNumber, country, nationalNumber, canonical };
};

/** The number alone of {@link readPhoneNumber}. */
export const parsePhoneNumber = (text: string): PhoneNumber | undefined =>
  readPhoneNumber(text)?.number;

/** All that a log may know of a number: its country and its last two digits, e.g. `US…23`. */
export const maskPhoneNumber = ({ number, country }: PhoneNumberDetails): string =>
  `${country}…${number.slice(-2)}`;

/** The digits without the plus sign, as several providers want them. */
export const digitsOf = (number: PhoneNumber): string => number.slice(1);
