import { isIP } from 'node:net';
import { getCountries } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { matching } from './wording';

/** Values that several sections of an environment file hold. */

/** Countries that the gateway can tell from a number; a route for any other is never taken. */
export const ROUTABLE_COUNTRIES: readonly string[] = getCountries().sort();

const COUNTRY = 'an ISO 3166-1 alpha-2 country code such as "DE"';
export const countrySchema = v.picklist(ROUTABLE_COUNTRIES, COUNTRY);

/** The same as a key, of which a JSON Schema takes no list of values. */
export const countryKeySchema = v.pipe(
  matching(/^[A-Z]{2}$/, COUNTRY),
  v.check((key) => ROUTABLE_COUNTRIES.includes(key), COUNTRY),
);

const isCidr = (value: string): boolean => {
  const [address = '', bits = ''] = value.split('/');
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
};

const CIDR = 'an IPv4 or IPv6 range such as "203.0.113.0/24"';
export const cidrSchema = v.pipe(
  matching(/^[0-9A-Fa-f:.]+\/\d{1,3}$/, CIDR),
  // A mistyped range would shut Auth0 out, or let everyone in, only once it is deployed.
  v.check(isCidr, CIDR),
);
