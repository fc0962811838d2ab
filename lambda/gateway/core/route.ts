import type { DeliveryMethod, RouteConfig, RouteProvider } from '../../contract';

/** What a route can be chosen by. */
export interface Destination {
  /** ISO 3166-1 alpha-2 code of the number. */
  readonly country: string;
  readonly method: DeliveryMethod;
  /** Auth0's client id, where it is known. */
  readonly clientId?: string;
  /** Auth0's organization id, where there is one. */
  readonly organizationId?: string;
}

export type RouteChoice =
  | { readonly kind: 'found'; readonly providers: readonly RouteProvider[] }
  /** No route leads to that country, whatever the method. */
  | { readonly kind: 'country_not_allowed' }
  /** Routes lead to the country, but not by this method or not for this application. */
  | { readonly kind: 'delivery_method_not_allowed' };

/** The first route that fits. A route that names clients or organizations serves nobody else. */
export const chooseRoute = (
  destination: Destination,
  routes: readonly RouteConfig[],
): RouteChoice => {
  const { country, method, clientId, organizationId } = destination;
  const thither = routes.filter(
    (route) =>
      (route.countries === '*' || route.countries.includes(country)) &&
      serves(route.clients, clientId) &&
      serves(route.organizations, organizationId),
  );
  if (thither.length === 0) return { kind: 'country_not_allowed' };
  const route = thither.find(({ methods = ['text'] }) => methods.includes(method));
  return route === undefined
    ? { kind: 'delivery_method_not_allowed' }
    : { kind: 'found', providers: route.providers };
};

const serves = (named: readonly string[] | undefined, id: string | undefined): boolean =>
  named === undefined || (id !== undefined && named.includes(id));

/**
 * Names in the order to try them. `random` is from 0 up to, and without, 1: where providers have
 * weights it draws the first one; the others follow as they stand.
 */
export const orderOf = (providers: readonly RouteProvider[], random: number): readonly string[] => {
  const names = providers.map((provider) =>
    typeof provider === 'string' ? provider : provider.name,
  );
  const weights = providers.map((provider) => (typeof provider === 'string' ? 0 : provider.weight));
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => {
    left -= weight;
    return weight > 0 && left < 0;
  });
  const first = names[drawn];
  return first === undefined ? names : [first, ...names.filter((name) => name !== first)];
};
