import type { ExceptionsConfig, SendLimitsConfig } from '../../../contract';
import { digitsOf, UNKNOWN_COUNTRY, type PhoneNumberDetails } from '../../../shared/phone-number';
import { liesIn, readAddress } from './address';

/** Rules about whom a message goes to. */
export type StandingRule = 'always-block' | 'countries' | 'premium-numbers';

/** Rules that need no counter. */
export type RuleName = StandingRule | 'duplicate';

/** A rule that a message breaks. In shadow mode that is told, and stops nothing. */
export interface BrokenRule {
  readonly rule: RuleName;
  readonly mode: SendLimitsConfig['mode'];
}

/**
 * What the operator has named in `alwaysAllow`. A number goes free of everything but money; an address only
 * of the limits of an address, since whoever sits behind it may ask for any number.
 */
export type Exemption = 'number' | 'address';

/** What is known without counting. */
export type Standing = { readonly broken: readonly BrokenRule[] } & (
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'exempt'; readonly by: Exemption }
  | { readonly kind: 'blocked'; readonly reason: StandingReason }
);

export type StandingReason = 'country_not_allowed' | 'number_blocked' | 'number_type_not_allowed';

export interface StandingQuestion {
  readonly recipient: PhoneNumberDetails;
  /** Of the person who asks for the code, where Auth0 passes it on. */
  readonly ip?: string | undefined;
}

const REASONS: Readonly<Record<StandingRule, StandingReason>> = {
  'always-block': 'number_blocked',
  countries: 'country_not_allowed',
  'premium-numbers': 'number_type_not_allowed',
};

/** Lists first, and the one that blocks before the one that allows: it is used in a hurry. */
export const standingOf = (
  { recipient, ip }: StandingQuestion,
  { mode, alwaysAllow, alwaysBlock, countries, dearNumbers }: SendLimitsConfig,
): Standing => {
  const isOnBlockList = namesNumber(alwaysBlock, recipient) || namesAddress(alwaysBlock, ip);
  const isNumberAllowed = namesNumber(alwaysAllow, recipient);
  const rules: readonly (readonly [StandingRule, boolean])[] = [
    ['always-block', isOnBlockList],
    [
      'countries',
      !isNumberAllowed && countries !== undefined && !countries.includes(recipient.country),
    ],
    ['premium-numbers', !isNumberAllowed && isDear(recipient, dearNumbers)],
  ];
  const broken = rules.flatMap(([rule, isBroken]) => (isBroken ? [{ rule, mode }] : []));
  const [first] = broken;
  if (first && mode === 'enforce') return { kind: 'blocked', reason: REASONS[first.rule], broken };
  if (isNumberAllowed) return { kind: 'exempt', by: 'number', broken };
  if (namesAddress(alwaysAllow, ip)) return { kind: 'exempt', by: 'address', broken };
  return { kind: 'ordinary', broken };
};

/** However it is written: a list must not be passed by a zero that networks overlook. */
const namesNumber = (
  { numbers, prefixes }: ExceptionsConfig,
  { number, canonical }: PhoneNumberDetails,
): boolean =>
  [number, canonical].some(
    (written) => numbers.includes(written) || prefixes.some((prefix) => written.startsWith(prefix)),
  );

const namesAddress = ({ cidrs }: ExceptionsConfig, ip: string | undefined): boolean => {
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
