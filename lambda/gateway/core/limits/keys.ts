import type { DeliveryMethod } from '../../../contract';
import { UNKNOWN_COUNTRY, type PhoneNumberDetails } from '../../../shared/phone-number';
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
  recipient: PhoneNumberDetails,
  ip: string | undefined,
  hash: Hash,
): LimitKeys => {
  const requester = requesterOf(ip);
  const subscriber = subscriberOf(recipient);
  return {
    recipient: hash(`recipient:${subscriber}`),
    range: hash(`range:${subscriber.slice(0, -RANGE_DIGITS)}`),
    ...(requester !== undefined && { ip: hash(`ip:${requester}`) }),
  };
};

/** One telephone, however it is written: networks overlook the zero of `+49 0 151 …`. */
const subscriberOf = ({ number, country, nationalNumber }: PhoneNumberDetails): string =>
  country === UNKNOWN_COUNTRY ? number : `${country}:${nationalNumber}`;

/**
 * Which message it is. Repeats by our Action carry the same correlation id as the first try. The text is
 * part of it all the same: Auth0's id is one of a whole sign-in, and who asks again gets a new code, and
 * so another message.
 */
export const messageKeyOf = ({ text, method, correlationId }: MessageParts, hash: Hash): string =>
  hash(`message:${method}:${correlationId ?? ''}:${text}`);

interface MessageParts {
  readonly text: string;
  readonly method: DeliveryMethod;
  readonly correlationId?: string | undefined;
}
