import { type Finding, didYouMean } from './faults';
import { DEFAULT_BUDGET_SECONDS, DEFAULT_SYNTAX, DEFAULT_TEMPLATE } from './schema';
import { isObject, show, valueAt } from './values';

/**
 * What one part of an environment file says about another. Every rule reads the raw file and keeps
 * silent about parts of the wrong shape, which are reported elsewhere: so a slip in one section does
 * not hide a slip in the next.
 */
export const ruleFindings = (file: unknown): readonly Finding[] => [
  ...routeFindings(valueAt(file, 'routes'), valueAt(file, 'providers')),
  ...templateFindings(valueAt(file, 'auth0', 'connection')),
  ...deliveryFindings(valueAt(file, 'delivery')),
];

const routeFindings = (routes: unknown, providers: unknown): readonly Finding[] => {
  if (!Array.isArray(routes) || routes.length === 0 || !isObject(providers)) return [];
  const known = Object.keys(providers);
  const unknown = unknownProviders(routes, known);
  return [
    ...unknown,
    // A misspelled name leaves its provider unused: one slip is one fault.
    ...(unknown.length > 0 ? [] : unusedProviders(routes, known)),
    ...unreachableCountries(routes),
  ];
};

const unknownProviders = (routes: readonly unknown[], known: readonly string[]): Finding[] =>
  routes.flatMap((route, index) =>
    textsOf(valueAt(route, 'providers')).flatMap(({ text: name, position }) =>
      known.includes(name)
        ? []
        : {
            path: ['routes', index, 'providers', position],
            problem: `is ${show(name)}, which is no provider of this file${didYouMean(name, known)}`,
            allowed: known.join(', '),
          },
    ),
  );

const unusedProviders = (routes: readonly unknown[], known: readonly string[]): Finding[] => {
  const used = new Set(
    routes.flatMap((route) => textsOf(valueAt(route, 'providers')).map(({ text }) => text)),
  );
  return known
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: ['providers', name],
      problem: 'is on no route, so it would never send anything',
      allowed: 'add it to a route, or remove it',
    }));
};

/** The first route that holds a country is taken: what a later one says of it is never read. */
const unreachableCountries = (routes: readonly unknown[]): Finding[] => {
  const routeOf = new Map<string, number>();
  return routes.flatMap((route, index) => {
    const allowed = 'each country on one route, and "*" on the last';
    const everyCountry = routeOf.get('*');
    if (everyCountry !== undefined) {
      const problem = `is never reached, because routes[${everyCountry}] takes every country`;
      return { path: ['routes', index], problem, allowed };
    }
    const countries = valueAt(route, 'countries');
    if (countries === '*') routeOf.set('*', index);
    return textsOf(countries).flatMap(({ text: country, position }) => {
      const earlier = routeOf.get(country) ?? index;
      routeOf.set(country, earlier);
      const path = ['routes', index, 'countries', position];
      const problem = `is never reached, because routes[${earlier}] takes ${show(country)}`;
      // Twice on the same route is a fault of the list, and reported as one.
      return earlier === index ? [] : { path, problem, allowed };
    });
  });
};

/** A placeholder of the other syntax would be sent as it stands, without a code. */
const templateFindings = (connection: unknown): readonly Finding[] => {
  const template = valueAt(connection, 'template') ?? DEFAULT_TEMPLATE;
  const syntax = valueAt(connection, 'syntax') ?? DEFAULT_SYNTAX;
  if (typeof template !== 'string') return [];
  const [mine, other, otherSyntax] =
    syntax === 'md_with_macros'
      ? ['@@password@@', '{{', 'liquid']
      : ['{{', '@@password@@', 'md_with_macros'];
  if (template.includes(mine) || !template.includes(other)) return [];
  return [
    {
      path: ['auth0', 'connection', 'template'],
      problem: `is written for the syntax "${otherSyntax}", so the message would hold no code`,
      allowed: `a template for the syntax ${show(syntax)}, or "syntax": "${otherSyntax}"`,
    },
  ];
};

const deliveryFindings = (delivery: unknown): readonly Finding[] => {
  const budget = valueAt(delivery, 'budgetSeconds') ?? DEFAULT_BUDGET_SECONDS;
  const attempt = valueAt(delivery, 'attemptTimeoutSeconds');
  if (typeof budget !== 'number' || typeof attempt !== 'number' || attempt <= budget) return [];
  return [
    {
      path: ['delivery', 'attemptTimeoutSeconds'],
      problem: `is ${attempt}, and the budget of all attempts together is ${budget}`,
      allowed: `a whole number from 1 to ${budget}`,
    },
  ];
};

/** The texts of a list with their positions; nothing when it is no list. */
const textsOf = (value: unknown): readonly { text: string; position: number }[] =>
  Array.isArray(value)
    ? value.flatMap((text: unknown, position) =>
        typeof text === 'string' ? { text, position } : [],
      )
    : [];
