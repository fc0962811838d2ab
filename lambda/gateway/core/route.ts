import type { RouteConfig } from '../../contract';

/**
 * Provider names for a country, in the order to try them: the first route that names the country
 * or `*`. `undefined` when no route does, and then nothing is sent there.
 */
export const providersFor = (
  country: string,
  routes: readonly RouteConfig[],
): readonly string[] | undefined =>
  routes.find(({ countries }) => countries === '*' || countries.includes(country))?.providers;
