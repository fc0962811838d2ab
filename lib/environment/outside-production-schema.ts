import * as v from 'valibot';
import { phoneNumberOrPrefixSchema, phoneNumberSchema } from './phone-numbers';
import { isDay } from './days';
import { distinctList, flag, matching, section } from './wording';

/** Keys by which an environment is production or is kept from texting strangers. */

export const productionSchema = v.pipe(
  v.optional(flag(), false),
  v.description(
    'Whether people sign in through it. `delivery.onlyTo` and `testNumbers` are then refused (docs/outside-production.md).',
  ),
);

export const onlyToSchema = v.pipe(
  v.optional(
    distinctList(phoneNumberOrPrefixSchema, 1, 'phone numbers, or starts of them such as "+4477*"'),
  ),
  v.metadata({ whenAbsent: 'everybody' }),
  v.description(
    'The only numbers that may be texted or called: `+12025550123`, or all that start alike as `+4477*`. Any other is answered 403. Not in production.',
  ),
);

const DAY = 'a day such as "2027-01-31"';

const testNumberSchema = section({
  number: v.pipe(phoneNumberSchema, v.description('A phone number, from `+` on.')),
  expires: v.pipe(
    matching(/^\d{4}-\d{2}-\d{2}$/, DAY),
    v.check(isDay, DAY),
    v.description(
      'The last day (UTC) on which it is a test number, at most a year ahead. Afterwards it is like any other.',
    ),
  ),
});

const TEST_NUMBERS = 'a list of {"number": "+12025550123", "expires": "2027-01-31"}, at least one';

export const testNumbersSchema = v.pipe(
  v.optional(v.pipe(v.array(testNumberSchema, TEST_NUMBERS), v.minLength(1, TEST_NUMBERS))),
  v.metadata({ whenAbsent: 'none' }),
  v.description(
    'Numbers that are answered as accepted, and that nothing is sent to. Not in production.',
  ),
);
