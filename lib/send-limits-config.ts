import { getCountries, Metadata, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import type { GatewayConfig, LimitMode, SendLimitsConfig } from '../lambda/contract';
import type { SendLimitsSection } from './environment/send-limits-schema';

/**
 * The send limits of an environment file as the gateway counts by them: each limit with its own mode,
 * and patterns in place of "premium numbers".
 */
export const sendLimitsConfig = (
  section: SendLimitsSection,
  routes: GatewayConfig['routes'],
): SendLimitsConfig => {
  const { mode, countries, premiumNumbers, spend, prices, duplicates, onError } = section;
  const { alwaysAllow, alwaysBlock } = section;
  const modeOf = (limit: { readonly mode?: LimitMode | undefined }): LimitMode =>
    limit.mode ?? mode;
  const { perRecipient, perRange, perIp, countriesPerIp, perCountry, total, adaptive } = section;
  return {
    onError,
    ...(countries && { countries }),
    dearNumbers: premiumNumbers === 'block' ? dearNumbersOf(reachable(countries, routes)) : {},
    alwaysAllow,
    alwaysBlock,
    perRecipient: { ...perRecipient, mode: modeOf(perRecipient) },
    perRange: { ...perRange, mode: modeOf(perRange) },
    perIp: { ...perIp, mode: modeOf(perIp) },
    countriesPerIp: { ...countriesPerIp, mode: modeOf(countriesPerIp) },
    perCountry: { ...perCountry, mode: modeOf(perCountry) },
    total: { ...total, mode: modeOf(total) },
    adaptive,
    ...(spend && { spend }),
    duplicates,
    prices,
  };
};

/** Countries that can be sent to at all; `*` is every one that numbers are known of. */
const reachable = (
  countries: readonly string[] | undefined,
  routes: GatewayConfig['routes'],
): readonly string[] => {
  const routed = routes.flatMap((route) => (route.countries === '*' ? ALL : route.countries));
  const distinct = [...new Set(routed)].toSorted();
  return countries === undefined
    ? distinct
    : distinct.filter((country) => countries.includes(country));
};

const ALL: readonly string[] = getCountries(metadata);

/**
 * Patterns of national numbers by country, from the full metadata, which the gateway does not carry:
 * it is five times as large as what it reads numbers with.
 */
const dearNumbersOf = (countries: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    countries.flatMap((country) => {
      const patterns = patternsOf(country);
      return patterns === '' ? [] : [[country, patterns]];
    }),
  );

/** Kinds of numbers whose owner earns from every call or message. */
const DEAR_TYPES = ['PREMIUM_RATE', 'SHARED_COST'] as const;

/** What the package's own isValid() asks, and its types leave out. */
interface PlanWithTypes {
  readonly type: (name: string) => { readonly pattern: () => string | undefined } | undefined;
}

const patternsOf = (country: string): string => {
  const plans = new Metadata(metadata);
  plans.selectNumberingPlan(country as CountryCode);
  const plan = plans.numberingPlan as unknown as PlanWithTypes;
  return DEAR_TYPES.map((type) => plan.type(type)?.pattern())
    .filter((pattern) => pattern !== undefined)
    .join('|');
};
