import type { ExceptionsConfig, SendLimitsConfig } from '../../../contract';
import { digitsOf, UNKNOWN_COUNTRY, type PhoneNumberDetails } from '../../../shared/phone-number';
import { liesIn, readAddress } from './address';

/** Rules that need no counter. */
export type RuleName = 'always-block' | 'countries' | 'premium-numbers';

/** A rule that a message breaks. In shadow mode that is told, and stops nothing. */
export interface BrokenRule {
  readonly rule: RuleName;
  readonly mode: SendLimitsConfig['mode'];
}

/** What is known without counting. `exempt`: the operator has named it; nothing stops it. */
export type Standing = { readonly broken: readonly BrokenRule[] } & (
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'exempt' }
  | { readonly kind: 'blocked'; readonly reason: StandingReason }
);

export type StandingReason = 'country_not_allowed' | 'number_blocked' | 'number_type_not_allowed';

export interface StandingQuestion {
  readonly recipient: PhoneNumberDetails;
  /** Of the person who asks for the code, where Auth0 passes it on. */
  readonly ip?: string | undefined;
}

const REASONS: Readonly<Record<RuleName, StandingReason>> = {
  'always-block': 'number_blocked',
  countries: 'country_not_allowed',
  'premium-numbers': 'number_type_not_allowed',
};

/** Lists first, and the one that blocks before the one that allows: it is used in a hurry. */
export const standingOf = (
  { recipient, ip }: StandingQuestion,
  { mode, alwaysAllow, alwaysBlock, countries, dearNumbers }: SendLimitsConfig,
): Standing => {
  const isOnBlockList = isAmong(alwaysBlock, recipient, ip);
  const isExempt = isAmong(alwaysAllow, recipient, ip);
  const rules: readonly (readonly [RuleName, boolean])[] = [
    ['always-block', isOnBlockList],
    ['countries', !isExempt && countries !== undefined && !countries.includes(recipient.country)],
    ['premium-numbers', !isExempt && isDear(recipient, dearNumbers)],
  ];
  const broken = rules.flatMap(([rule, isBroken]) => (isBroken ? [{ rule, mode }] : []));
  const [first] = broken;
  if (first && mode === 'enforce') return { kind: 'blocked', reason: REASONS[first.rule], broken };
  return { kind: isExempt ? 'exempt' : 'ordinary', broken };
};

const isAmong = (
  { numbers, prefixes, cidrs }: ExceptionsConfig,
  { number, canonical }: PhoneNumberDetails,
  ip: string | undefined,
): boolean => {
  // However it is written: a list must not be passed by a zero that networks overlook.
  const isNamed = [number, canonical].some(
    (written) => numbers.includes(written) || prefixes.some((prefix) => written.startsWith(prefix)),
  );
  if (isNamed) return true;
  if (cidrs.length === 0 || ip === undefined) return false;
  const address = readAddress(ip);
  return address !== undefined && cidrs.some((cidr) => liesIn(address, cidr));
};

const isDear = (
  { number, nationalNumber, country }: PhoneNumberDetails,
  dearNumbers: SendLimitsConfig['dearNumbers'],
): boolean => {
  const pattern = dearNumbers[country];
  const digits = country === UNKNOWN_COUNTRY ? digitsOf(number) : nationalNumber;
  return pattern !== undefined && patternOf(pattern).test(digits);
};

/** They are long and a message needs one, so each is compiled when its country is first seen. */
const patterns = new Map<string, RegExp>();

const patternOf = (pattern: string): RegExp => {
  const known = patterns.get(pattern);
  if (known) return known;
  const made = new RegExp(`^(?:${pattern})$`);
  patterns.set(pattern, made);
  return made;
};
