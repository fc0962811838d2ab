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
    mode,
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
    adaptive: { ...adaptive, mode: modeOf(adaptive) },
    ...(spend && { spend }),
    duplicates,
    prices,
  };
};

/** Countries that can be sent to at all; {@link ALL} when a route leads everywhere. */
const reachable = (
  countries: readonly string[] | undefined,
  routes: GatewayConfig['routes'],
): readonly string[] => {
  if (countries === undefined && routes.some((route) => route.countries === '*')) return ALL;
  const routed = routes.flatMap((route) => (route.countries === '*' ? ALL : route.countries));
  const distinct = [...new Set(routed)].toSorted();
  return countries === undefined
    ? distinct
    : distinct.filter((country) => countries.includes(country));
};

const ALL: readonly string[] = getCountries(metadata);

/**
 * Patterns of numbers by country, from the full metadata, which the gateway does not carry: it is twice
 * as large as what it reads numbers with, and a person waits while it is parsed.
 */
const dearNumbersOf = (countries: readonly string[]): Readonly<Record<string, string>> => {
  const own = countries.map((country) => [country, patternsOf(planOf(country))] as const);
  // Numbers of no country are sent to where a route names no countries, and nobody lists them.
  const shared = countries === ALL ? SHARED_CODES.map(wholePatternOf) : [];
  const all = [...own, [UNKNOWN_COUNTRY, alternatives(shared)] as const];
  return Object.fromEntries(all.filter(([, patterns]) => patterns !== ''));
};

/** Of numbers that belong to no country. */
const UNKNOWN_COUNTRY = 'ZZ';

/** Calling codes that belong to no country, such as 979, international premium rate. */
const SHARED_CODES: readonly string[] = Object.keys(metadata.nonGeographic);

/** Kinds of numbers whose owner earns from every call or message. */
const DEAR_TYPES = ['PREMIUM_RATE', 'SHARED_COST'] as const;

/** What the package's own isValid() asks, and its types leave out. */
interface NumberingPlan {
  readonly type: (name: string) => NumberType | undefined;
}

interface NumberType {
  readonly pattern: () => string | undefined;
  readonly possibleLengths: () => readonly number[] | undefined;
}

const planOf = (countryOrCode: string): NumberingPlan => {
  const plans = new Metadata(metadata);
  plans.selectNumberingPlan(countryOrCode as CountryCode);
  return plans.numberingPlan as unknown as NumberingPlan;
};

const patternsOf = (plan: NumberingPlan): string =>
  alternatives(
    DEAR_TYPES.map((type) => {
      const dear = plan.type(type);
      const pattern = dear?.pattern();
      if (!pattern) return '';
      const lengths = dear?.possibleLengths()?.map((length) => `.{${length}}`);
      return lengths ? `(?=(?:${lengths.join('|')})$)(?:${pattern})` : pattern;
    }),
  );

const wholePatternOf = (code: string): string => {
  const patterns = patternsOf(planOf(code));
  return patterns === '' ? '' : `${code}(?:${patterns})`;
};

const alternatives = (patterns: readonly string[]): string =>
  patterns.filter((pattern) => pattern !== '').join('|');
