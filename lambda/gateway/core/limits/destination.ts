import type { ExceptionsConfig, SendLimitsConfig } from '../../../contract';
import type { PhoneNumberDetails } from '../../../shared/phone-number';
import { liesIn, readAddress } from './address';

/** What is known without counting. `exempt`: the operator has named it; nothing stops it. */
export type Standing =
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'exempt' }
  | { readonly kind: 'blocked'; readonly reason: StandingReason };

export type StandingReason = 'country_not_allowed' | 'number_blocked' | 'number_type_not_allowed';

export interface StandingQuestion {
  readonly recipient: PhoneNumberDetails;
  /** Of the person who asks for the code, where Auth0 passes it on. */
  readonly ip?: string | undefined;
}

/** Lists first, and the one that blocks before the one that allows: it is used in a hurry. */
export const standingOf = (
  { recipient, ip }: StandingQuestion,
  { alwaysAllow, alwaysBlock, countries, dearNumbers }: SendLimitsConfig,
): Standing => {
  if (isAmong(alwaysBlock, recipient, ip)) return { kind: 'blocked', reason: 'number_blocked' };
  if (isAmong(alwaysAllow, recipient, ip)) return { kind: 'exempt' };
  if (countries && !countries.includes(recipient.country))
    return { kind: 'blocked', reason: 'country_not_allowed' };
  const dear = dearNumbers[recipient.country];
  if (dear !== undefined && patternOf(dear).test(recipient.nationalNumber))
    return { kind: 'blocked', reason: 'number_type_not_allowed' };
  return { kind: 'ordinary' };
};

const isAmong = (
  { numbers, prefixes, cidrs }: ExceptionsConfig,
  { number }: PhoneNumberDetails,
  ip: string | undefined,
): boolean => {
  if (numbers.includes(number) || prefixes.some((prefix) => number.startsWith(prefix))) return true;
  if (cidrs.length === 0 || ip === undefined) return false;
  const address = readAddress(ip);
  return address !== undefined && cidrs.some((cidr) => liesIn(address, cidr));
};

const patterns = new Map<string, RegExp>();

const patternOf = (pattern: string): RegExp => {
  const known = patterns.get(pattern);
  if (known) return known;
  const made = new RegExp(`^(?:${pattern})$`);
  patterns.set(pattern, made);
  return made;
};
