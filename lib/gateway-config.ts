import type { GatewayConfig, RouteConfig, TestNumber } from '../lambda/contract';
import type { Environment, Route } from './environment';
import { endOf } from './environment/days';
import { sendLimitsConfig } from './send-limits-config';

/** What of an environment the gateway function needs to know; it travels in its bundle. */
export const gatewayConfig = ({
  name,
  providers,
  routes,
  delivery,
  testNumbers,
  text,
  sendLimits,
}: Environment): GatewayConfig => {
  const shortRoutes = routes.map(routeConfig);
  return {
    environment: name,
    providers,
    routes: shortRoutes,
    delivery,
    ...(testNumbers.length > 0 && { testNumbers: testNumbers.map(testNumber) }),
    text,
    sendLimits: sendLimitsConfig(sendLimits, shortRoutes),
  };
};

const testNumber = ({ number, expires }: Environment['testNumbers'][number]): TestNumber => ({
  number,
  untilMs: endOf(expires),
});

/** Acknowledgements are between the operator and `cdk synth`. */
const routeConfig = (route: Route): RouteConfig => {
  const { registered: _, ...config } = route;
  return config;
};
