import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';

/** A country that people sign in from. */
export interface Market {
  readonly country: string;
  /** Of all people, in percent. */
  readonly share: number;
  /** Hours that its clocks are ahead of UTC. */
  readonly utcOffsetHours: number;
}

/** Twenty, from a home market to places with a handful of people. */
export const MARKETS: readonly Market[] = [
  { country: 'US', share: 38, utcOffsetHours: -5 },
  { country: 'GB', share: 14, utcOffsetHours: 0 },
  { country: 'DE', share: 10, utcOffsetHours: 1 },
  { country: 'FR', share: 7, utcOffsetHours: 1 },
  { country: 'CA', share: 6, utcOffsetHours: -5 },
  { country: 'AU', share: 4, utcOffsetHours: 10 },
  { country: 'NL', share: 3, utcOffsetHours: 1 },
  { country: 'ES', share: 3, utcOffsetHours: 1 },
  { country: 'IT', share: 3, utcOffsetHours: 1 },
  { country: 'SE', share: 2, utcOffsetHours: 1 },
  { country: 'PL', share: 2, utcOffsetHours: 1 },
  { country: 'BR', share: 2, utcOffsetHours: -3 },
  { country: 'MX', share: 1.5, utcOffsetHours: -6 },
  { country: 'IE', share: 1, utcOffsetHours: 0 },
  { country: 'JP', share: 1, utcOffsetHours: 9 },
  { country: 'IN', share: 1, utcOffsetHours: 5.5 },
  { country: 'ZA', share: 0.5, utcOffsetHours: 2 },
  { country: 'SG', share: 0.4, utcOffsetHours: 8 },
  { country: 'AE', share: 0.3, utcOffsetHours: 4 },
  { country: 'NG', share: 0.3, utcOffsetHours: 1 },
];

/** Nobody signs in there before it opens. */
export const OPENING_MARKET: Market = { country: 'PT', share: 0, utcOffsetHours: 0 };

export const HOME_MARKET = 'US';
export const COUNTRIES_SERVED: readonly string[] = MARKETS.map(({ country }) => country);
export const EVERY_COUNTRY: readonly string[] = getCountries();
export const CALLING_CODES: ReadonlyMap<string, string> = new Map(
  getCountries().map((country) => [country, getCountryCallingCode(country)]),
);
