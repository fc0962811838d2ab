import type { PhoneNumber, PhoneNumberDetails } from '../../lambda/shared/phone-number';
import { CALLING_CODES } from './countries';

/** One request for a code, at a moment of virtual time. */
export interface Message {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Of people who want to sign in, or of the attack. */
  readonly of: 'people' | 'attack';
  readonly country: string;
  /** The number without its last three digits: which thousand of the country's. */
  readonly range: number;
  /** The last three digits. */
  readonly line: number;
  /** Absent where Auth0 passes none on. */
  readonly ip?: string;
  /** Somebody who comes in the hours of the launch, or of the opening. */
  readonly rush?: 'launch' | 'opening';
}

/** Numbers have this many digits between the calling code and the last three. */
const RANGE_DIGITS = 6;

/**
 * As the gateway reads it. No such number can be dialled: after the calling code come two zeros.
 */
export const recipientOf = ({ country, range, line }: Message): PhoneNumberDetails => {
  const nationalNumber = `00${String(range).padStart(RANGE_DIGITS, '0')}${String(line).padStart(3, '0')}`;
  const canonical = `+${CALLING_CODES.get(country) ?? '999'}${nationalNumber}`;
  return { number: canonical as PhoneNumber, country, nationalNumber, canonical };
};
