import { getCountries } from 'libphonenumber-js/min';
import { secretNames, type GatewayConfig, type SendLimitsConfig } from '../../lambda/contract';
import { providerRegistry } from '../../lambda/gateway/adapters/providers/registry';
import type { LimitStore } from '../../lambda/gateway/core/limits/store';
import type { BreakerStore } from '../../lambda/gateway/core/provider-health';
import { createHandler, type GatewayHandler } from '../../lambda/gateway/handler';
import type { HttpClient } from '../../lambda/shared/http';
import type { SecretStore } from '../../lambda/shared/secrets';
import { STAND_IN_ACCOUNTS } from '../providers/accounts';

export const ENVIRONMENT = 'laptop';

const { sns, clickatell, twilio, plivo } = STAND_IN_ACCOUNTS;

/** Instead of the process's environment: a developer's own account must not be used here. */
const STAND_IN_AWS_ACCOUNT = {
  AWS_ACCESS_KEY_ID: sns?.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sns?.secretAccessKey,
};

/** On no route, so that there is a country to see blocked. It keeps numbers for fiction, too. */
const BLOCKED_COUNTRY = 'AU';

/** SNS last: it says yes to almost everything, so nothing fails over from it. */
export const PROVIDERS_IN_ORDER = ['twilio', 'clickatell', 'plivo', 'sns'] as const;

const COUNTRIES: readonly string[] = getCountries().filter(
  (country) => country !== BLOCKED_COUNTRY,
);

/** The providers that the gateway tries for a country, in order. */
export const routeOf = (country: string): readonly string[] | undefined =>
  COUNTRIES.includes(country) ? PROVIDERS_IN_ORDER : undefined;

export const ROUTES: GatewayConfig['routes'] = [
  { countries: COUNTRIES, providers: PROVIDERS_IN_ORDER },
];

/** What an environment file would say, with every provider at home. */
const gatewayConfig = (
  providersUrl: string,
  sendLimits: SendLimitsConfig | undefined,
): GatewayConfig => ({
  environment: ENVIRONMENT,
  providers: {
    twilio: {
      type: 'twilio',
      baseUrl: `${providersUrl}/twilio`,
      accountSid: twilio.accountSid,
      from: '+12025550100',
    },
    clickatell: { type: 'clickatell', baseUrl: `${providersUrl}/clickatell` },
    plivo: {
      type: 'plivo',
      baseUrl: `${providersUrl}/plivo`,
      authId: plivo.authId,
      src: '+12025550100',
    },
    sns: { type: 'sns', baseUrl: `${providersUrl}/sns`, senderId: 'Laptop' },
  },
  routes: ROUTES,
  delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
  ...(sendLimits && { sendLimits }),
});

/** The providers' secrets, by their names in Secrets Manager. */
export const providerSecrets = (): Record<string, string> => {
  const { provider } = secretNames(ENVIRONMENT);
  return {
    [provider('twilio')]: JSON.stringify({ authToken: twilio.authToken }),
    [provider('clickatell')]: JSON.stringify({ apiKey: clickatell.apiKey }),
    [provider('plivo')]: JSON.stringify({ authToken: plivo.authToken }),
  };
};

export interface LocalGatewayOptions {
  /** Where the stand-in providers are, each below its name. */
  readonly providersUrl: string;
  readonly secrets: SecretStore;
  readonly http: HttpClient;
  readonly writeLine: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly breakers: BreakerStore;
  /** Where the send limits count. */
  readonly limits: LimitStore;
  /** `undefined`: there are none. */
  readonly sendLimits: SendLimitsConfig | undefined;
}

/** The real gateway handler in the laptop's world. */
export const createLocalGateway = ({
  providersUrl,
  sendLimits,
  ...world
}: LocalGatewayOptions): GatewayHandler =>
  createHandler({
    ...world,
    config: gatewayConfig(providersUrl, sendLimits),
    providers: providerRegistry,
    region: 'us-east-1',
    env: STAND_IN_AWS_ACCOUNT,
  });
