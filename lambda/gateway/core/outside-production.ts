import type { TestNumber } from '../../contract';
import type { PhoneNumber } from '../../shared/phone-number';
import type { Outcome } from './outcome';

export interface OutsideProductionDependencies {
  /** Numbers, and starts of numbers that end in `*`. @default - everybody may get a code */
  readonly onlyTo?: readonly string[];
  /** @default - none */
  readonly testNumbers?: readonly TestNumber[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Whether a number is one that no code goes to, in an environment that must not text strangers: a
 * test number, or one that `delivery.onlyTo` does not name. A test number need not be named there,
 * since nothing is sent to it.
 */
export const createOutsideProduction =
  ({ onlyTo, testNumbers = [], now }: OutsideProductionDependencies) =>
  (number: PhoneNumber): Outcome | undefined => {
    const test = testNumbers.find((candidate) => candidate.number === number);
    if (test !== undefined && now() < test.untilMs) return { kind: 'test_number' };
    return onlyTo === undefined || onlyTo.some((entry) => names(entry, number))
      ? undefined
      : { kind: 'blocked', reason: 'recipient_not_allowed' };
  };

const names = (entry: string, number: PhoneNumber): boolean =>
  entry.endsWith('*') ? number.startsWith(entry.slice(0, -1)) : number === entry;
