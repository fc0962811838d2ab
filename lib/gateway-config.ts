import type { GatewayConfig } from '../lambda/contract';
import type { Environment } from './environment';

/** What of an environment the gateway function needs to know; it travels in its bundle. */
export const gatewayConfig = ({
  name,
  providers,
  routes,
  delivery,
}: Environment): GatewayConfig => ({ environment: name, providers, routes, delivery });
