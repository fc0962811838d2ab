import type { Environment } from '../environment';
import { isDay, oneYearAfter } from './days';
import type { Finding, Path } from './faults';
import { isObject, valueAt } from './values';

/**
 * What an environment file may not say of production, and test numbers for too long a time.
 *
 * @param today as `2027-01-31`. A file that is good today is good on every day after it.
 */
export const outsideProductionFindings = (file: unknown, today: string): readonly Finding[] => [
  ...(valueAt(file, 'production') === true ? productionFindings(file) : []),
  ...testNumberFindings(valueAt(file, 'testNumbers'), today),
];

const productionFindings = (file: unknown): readonly Finding[] => {
  const allowed = 'leave it out, or "production": false';
  const present = (path: readonly string[], problem: string) =>
    valueAt(file, ...path) === undefined ? [] : [{ path, problem, allowed }];
  return [
    ...present(
      ['delivery', 'onlyTo'],
      'keeps codes from everybody else, and this environment is production',
    ),
    ...present(
      ['testNumbers'],
      'are told of a code that is never sent, and this environment is production',
    ),
  ];
};

const testNumberFindings = (testNumbers: unknown, today: string): readonly Finding[] => {
  if (!Array.isArray(testNumbers)) return [];
  const latest = oneYearAfter(today);
  const numbers = testNumbers.map((entry: unknown) =>
    isObject(entry) ? entry['number'] : undefined,
  );
  return testNumbers.flatMap((entry: unknown, index) => {
    const at = (key: string): Path => ['testNumbers', index, key];
    const expires = valueAt(entry, 'expires');
    const number = numbers[index];
    return [
      ...(typeof number === 'string' && numbers.indexOf(number) < index
        ? [{ path: at('number'), problem: 'is in the list twice', allowed: 'each number once' }]
        : []),
      ...(typeof expires === 'string' && isDay(expires) && expires > latest
        ? [
            {
              path: at('expires'),
              problem: `is ${JSON.stringify(expires)}, and a test number lasts for a year at most`,
              allowed: `a day up to "${latest}"`,
            },
          ]
        : []),
    ];
  });
};

/** Test numbers that are none any more, each in a whole sentence. */
export const expiryWarnings = (
  { name, testNumbers }: Environment,
  today: string,
): readonly string[] =>
  testNumbers.flatMap(({ expires }, index) =>
    expires < today
      ? [
          `warning: ${name}: testNumbers[${index}] expired on ${expires}, so its number is texted like any other; remove it, or give it another day (docs/outside-production.md)`,
        ]
      : [],
  );
