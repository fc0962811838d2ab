import { auth0Findings } from './auth0-rules';
import type { Finding, Path } from './faults';
import { outsideProductionFindings } from './outside-production';
import { routeFindings } from './route-rules';
import { DEFAULT_BUDGET_SECONDS, MAX_BUDGET_SECONDS } from './schema';
import { isObject, valueAt } from './values';

/**
 * What one part of an environment file says about another. Every rule reads the raw file and keeps
 * silent about parts of the wrong shape, which are reported elsewhere: so a slip in one section does
 * not hide a slip in the next.
 *
 * @param today as `2027-01-31`
 */
export const ruleFindings = (file: unknown, today: string): readonly Finding[] => [
  ...routeFindings(valueAt(file, 'routes'), valueAt(file, 'providers')),
  ...auth0Findings(file),
  ...deliveryFindings(valueAt(file, 'delivery'), valueAt(file, 'providers')),
  ...outsideProductionFindings(file, today),
];

const deliveryFindings = (delivery: unknown, providers: unknown): readonly Finding[] => {
  const budget = valueAt(delivery, 'budgetSeconds') ?? DEFAULT_BUDGET_SECONDS;
  if (typeof budget !== 'number') return [];
  const attempts: readonly (readonly [Path, unknown])[] = [
    [['delivery'], delivery],
    ...Object.entries(isObject(providers) ? providers : {}).map(
      ([name, provider]) => [['providers', name], provider] as const,
    ),
  ];
  return attempts.flatMap(([path, owner]) => {
    const attempt = valueAt(owner, 'attemptTimeoutSeconds');
    if (typeof attempt !== 'number' || attempt <= budget || attempt > MAX_BUDGET_SECONDS) return [];
    return {
      path: [...path, 'attemptTimeoutSeconds'],
      problem: `is ${attempt}, and the budget of all attempts together is ${budget}`,
      allowed: `a whole number from 1 to ${budget}`,
    };
  });
};
