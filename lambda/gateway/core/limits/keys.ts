import type { PhoneNumberDetails } from '../../../shared/phone-number';
import { requesterOf } from './address';

/** Keyed and one-way: the same text gives the same 22 characters, and nobody gets back from them. */
export type Hash = (text: string) => string;

/** What the counters know people by. None of it can be turned back into a number or an address. */
export interface LimitKeys {
  readonly recipient: string;
  /** The number without its last three digits. */
  readonly range: string;
  /** Absent when Auth0 did not pass on an address, or none that can be read. */
  readonly ip?: string;
}

/** Digits that the numbers of one range differ in: who sells a range, sells at least a thousand. */
const RANGE_DIGITS = 3;

export const keysOf = (
  { number }: Pick<PhoneNumberDetails, 'number'>,
  ip: string | undefined,
  hash: Hash,
): LimitKeys => {
  const requester = requesterOf(ip);
  return {
    recipient: hash(`recipient:${number}`),
    range: hash(`range:${number.slice(0, -RANGE_DIGITS)}`),
    ...(requester !== undefined && { ip: hash(`ip:${requester}`) }),
  };
};

/**
 * Which message it is. A person who asks again gets a new code, and so another message. Repeats by
 * our Action carry the same correlation id as the first try.
 */
export const messageKeyOf = (text: string, correlationId: string | undefined, hash: Hash): string =>
  hash(`message:${correlationId ?? ''}:${text}`);
