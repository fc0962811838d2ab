import type { Finding, Path } from './faults';
import { didYouMean } from './faults';
import { countriesWithoutSenderIds, usesSenderId } from './registration';
import { ROUTABLE_COUNTRIES } from './common-schema';
import { providerDefinitions } from './schema';
import { isObject, show, textsOf, valueAt } from './values';

/** What routes say of providers, of countries and of one another. */
export const routeFindings = (routes: unknown, providers: unknown): readonly Finding[] => {
  if (!Array.isArray(routes) || routes.length === 0 || !isObject(providers)) return [];
  const known = Object.keys(providers);
  const read = routes.map((route: unknown, index) => readRoute(route, index));
  const unknown = read.flatMap((route) => unknownProviders(route, known));
  return [
    ...unknown,
    // A misspelled name leaves its provider unused: one slip is one fault.
    ...(unknown.length > 0 ? [] : unusedProviders(read, known)),
    ...read.flatMap(repeatedProviders),
    ...read.flatMap(mixedWeights),
    ...read.flatMap((route) => unspokenRoutes(route, providers)),
    ...read.flatMap((route) => unusableSenders(route, providers)),
    ...read.flatMap(foreignRegistrations),
    ...unusedOverrides(read, providers),
    ...unreachable(read),
  ];
};

interface Route {
  readonly index: number;
  readonly countries: '*' | readonly Text[];
  readonly methods: readonly Text[];
  /** Absent: anybody. */
  readonly clients?: readonly string[];
  readonly organizations?: readonly string[];
  readonly providers: readonly RouteProvider[];
  readonly registered: readonly Text[];
}

interface Text {
  readonly text: string;
  readonly position: number;
}

interface RouteProvider {
  readonly name: string;
  /** From the route to the name. */
  readonly path: Path;
  readonly isWeighted: boolean;
}

const readRoute = (route: unknown, index: number): Route => {
  const countries = valueAt(route, 'countries');
  const methods = valueAt(route, 'methods');
  const clients = valueAt(route, 'clients');
  const organizations = valueAt(route, 'organizations');
  const plain = (list: unknown) => textsOf(list).map(({ text }) => text);
  return {
    index,
    countries: countries === '*' ? '*' : textsOf(countries),
    methods: methods === undefined ? [{ text: 'text', position: 0 }] : textsOf(methods),
    ...(clients === undefined ? {} : { clients: plain(clients) }),
    ...(organizations === undefined ? {} : { organizations: plain(organizations) }),
    providers: providersOf(valueAt(route, 'providers')),
    registered: textsOf(valueAt(route, 'registered')),
  };
};

const providersOf = (providers: unknown): readonly RouteProvider[] =>
  Array.isArray(providers)
    ? providers.flatMap((provider: unknown, position) => {
        const path = ['providers', position];
        if (typeof provider === 'string') return { name: provider, path, isWeighted: false };
        const name = valueAt(provider, 'name');
        return typeof name === 'string' ? { name, path: [...path, 'name'], isWeighted: true } : [];
      })
    : [];

const at = ({ index }: Route, ...path: Path): Path => ['routes', index, ...path];

const unknownProviders = (route: Route, known: readonly string[]): readonly Finding[] =>
  route.providers
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path }) => ({
      path: at(route, ...path),
      problem: `is ${show(name)}, which is no provider of this file${didYouMean(name, known)}`,
      allowed: known.join(', '),
    }));

const unusedProviders = (
  routes: readonly Route[],
  known: readonly string[],
): readonly Finding[] => {
  const used = new Set(routes.flatMap(({ providers }) => providers.map(({ name }) => name)));
  return known
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: ['providers', name],
      problem: 'is on no route, so it would never send anything',
      allowed: 'add it to a route, or remove it',
    }));
};

const repeatedProviders = (route: Route): readonly Finding[] =>
  route.providers
    .filter(({ name }, n) => route.providers.findIndex((other) => other.name === name) < n)
    .map(({ path }) => ({
      path: at(route, ...path),
      problem: 'is in the list twice',
      allowed: 'a list of provider names, at least one, each once',
    }));

/** Without a weight a provider would never be first, which nobody means who leaves one out. */
const mixedWeights = (route: Route): readonly Finding[] => {
  const weighted = route.providers.filter(({ isWeighted }) => isWeighted).length;
  return weighted === 0 || weighted === route.providers.length
    ? []
    : [
        {
          path: at(route, 'providers'),
          problem: 'has a weight for some providers and none for others',
          allowed: 'names alone, or {"name": "…", "weight": 1 to 1000} for each',
        },
      ];
};

const CALLING_TYPES = [...providerDefinitions.values()]
  .filter(({ connectVoice }) => connectVoice !== undefined)
  .map(({ type }) => type);

const unspokenRoutes = (
  route: Route,
  providers: Readonly<Record<string, unknown>>,
): readonly Finding[] => {
  const types = route.providers.map(({ name }) => valueAt(providers, name, 'type'));
  const canCall = types.some(
    (type) =>
      typeof type !== 'string' || !providerDefinitions.has(type) || CALLING_TYPES.includes(type),
  );
  if (canCall || types.length === 0) return [];
  return route.methods
    .filter(({ text }) => text === 'voice')
    .map(({ position }) => ({
      path: at(route, 'methods', position),
      problem: 'is "voice", and no provider of this route can call',
      allowed: `a provider of a type that can: ${CALLING_TYPES.join(', ')}`,
    }));
};

/** Networks that carry no sender IDs refuse or replace them: a route that has nothing else is none. */
const unusableSenders = (
  route: Route,
  providers: Readonly<Record<string, unknown>>,
): readonly Finding[] => {
  const isText = route.methods.some(({ text }) => text === 'text');
  const settings = route.providers.map(({ name }) => providers[name]).filter(isObject);
  if (!isText || route.countries === '*' || settings.length < route.providers.length) return [];
  return route.countries
    .filter(
      ({ text: country }) =>
        countriesWithoutSenderIds.includes(country) &&
        settings.length > 0 &&
        settings.every((provider) => usesSenderId(provider, country)),
    )
    .map(({ text: country, position }) => ({
      path: at(route, 'countries', position),
      problem: `is ${show(country)}, where networks carry no sender IDs, and every provider of this route sends from one`,
      allowed: `a number as the sender of at least one provider, for instance in its perCountry.${country}`,
    }));
};

const foreignRegistrations = (route: Route): readonly Finding[] => {
  const named = route.countries === '*' ? [] : route.countries.map(({ text }) => text);
  return route.registered
    .filter(({ text }) => ROUTABLE_COUNTRIES.includes(text) && !named.includes(text))
    .map(({ text, position }) => ({
      path: at(route, 'registered', position),
      problem: `is ${show(text)}, which this route does not name`,
      allowed: 'countries that the route names',
    }));
};

/** Settings for a country that the provider is never asked to reach. */
const unusedOverrides = (
  routes: readonly Route[],
  providers: Readonly<Record<string, unknown>>,
): readonly Finding[] =>
  Object.entries(providers).flatMap(([name, provider]) => {
    const own = routes.filter((route) => route.providers.some((it) => it.name === name));
    const perCountry = valueAt(provider, 'perCountry');
    if (own.length === 0 || !isObject(perCountry)) return [];
    const leadTo = (country: string) =>
      own.some(
        ({ countries }) => countries === '*' || countries.some(({ text }) => text === country),
      );
    return Object.keys(perCountry)
      .filter((country) => ROUTABLE_COUNTRIES.includes(country) && !leadTo(country))
      .map((country) => ({
        path: ['providers', name, 'perCountry', country],
        problem: 'is never read, because no route of this provider leads there',
        allowed: 'countries of its routes',
      }));
  });

/** One kind of message: who asks for it, and how. */
interface Ask {
  readonly method: string;
  readonly client: string | undefined;
  readonly organization: string | undefined;
}

/** The first route that fits is taken: what a later one says of the same messages is never read. */
const unreachable = (routes: readonly Route[]): readonly Finding[] =>
  routes.flatMap((route) => {
    const asks = asksOf(route);
    const earlier = routes.slice(0, route.index);
    /** The route that takes them all away, or the first of several that do it together. */
    const takerOf = (country: string): Route | undefined => {
      const takers = asks.map((ask) => earlier.find((other) => takes(other, country, ask)));
      return takers.every((taker) => taker !== undefined) ? takers[0] : undefined;
    };
    const whole = (taker: Route) => [
      {
        path: at(route),
        problem: `is never reached, because routes[${taker.index}] takes every country`,
        allowed: REACHED,
      },
    ];
    if (route.countries === '*') {
      const taker = takerOf('*');
      return taker === undefined ? [] : whole(taker);
    }
    const taken = route.countries.flatMap((country) => {
      const taker = takerOf(country.text);
      return taker === undefined ? [] : { country, taker };
    });
    const [first] = taken;
    const everyCountry = taken.filter(({ taker }) => taker.countries === '*');
    if (first !== undefined && everyCountry.length === route.countries.length) {
      return whole(first.taker);
    }
    return taken.map(({ country, taker }) => ({
      path: at(route, 'countries', country.position),
      problem: `is never reached, because routes[${taker.index}] takes ${show(country.text)}`,
      allowed: REACHED,
    }));
  });

const REACHED =
  'a country that no earlier route takes, or one for other methods, clients or organizations than that';

const asksOf = ({ methods, clients, organizations }: Route): readonly Ask[] =>
  methods.flatMap(({ text: method }) =>
    (clients ?? [undefined]).flatMap((client) =>
      (organizations ?? [undefined]).map((organization) => ({ method, client, organization })),
    ),
  );

const takes = (route: Route, country: string, { method, client, organization }: Ask): boolean =>
  (route.countries === '*' || route.countries.some(({ text }) => text === country)) &&
  route.methods.some(({ text }) => text === method) &&
  serves(route.clients, client) &&
  serves(route.organizations, organization);

const serves = (named: readonly string[] | undefined, id: string | undefined): boolean =>
  named === undefined || (id !== undefined && named.includes(id));
