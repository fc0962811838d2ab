import type { GatewayConfig, RouteConfig, TestNumber } from '../lambda/contract';
import type { Environment, Route } from './environment';
import { endOf } from './environment/days';

/** What of an environment the gateway function needs to know; it travels in its bundle. */
export const gatewayConfig = ({
  name,
  providers,
  routes,
  delivery,
  testNumbers,
  text,
}: Environment): GatewayConfig => ({
  environment: name,
  providers,
  routes: routes.map(routeConfig),
  delivery,
  ...(testNumbers.length > 0 && { testNumbers: testNumbers.map(testNumber) }),
  text,
});

const testNumber = ({ number, expires }: Environment['testNumbers'][number]): TestNumber => ({
  number,
  untilMs: endOf(expires),
});

/** Acknowledgements are between the operator and `cdk synth`. */
const routeConfig = (route: Route): RouteConfig => {
  const { registered: _, ...config } = route;
  return config;
};
