import type { GatewayConfig, RouteConfig } from '../lambda/contract';
import type { Environment, Route } from './environment';

/** What of an environment the gateway function needs to know; it travels in its bundle. */
export const gatewayConfig = ({
  name,
  providers,
  routes,
  delivery,
  text,
}: Environment): GatewayConfig => ({
  environment: name,
  providers,
  routes: routes.map(routeConfig),
  delivery,
  text,
});

/** Acknowledgements are between the operator and `cdk synth`. */
const routeConfig = (route: Route): RouteConfig => {
  const { registered: _, ...config } = route;
  return config;
};
