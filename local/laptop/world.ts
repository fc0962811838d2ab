import {
  gatewayTokenClaims,
  PHONE_ACTION_SECRETS,
  secretNames,
  type LimitMode,
} from '../../lambda/contract';
import { createHttpClient, type HttpClient } from '../../lambda/shared/http';
import { bundlePhoneAction } from '../../lib/bundle';
import { createLocalApi } from '../api-gateway';
import type { LocalHandler } from '../http/message';
import type { Inbox } from '../inbox';
import { createProviders, type Providers } from '../providers/providers';
import { createProvidersHandler } from '../providers/routes';
import { LETTERS_AND_DIGITS, randomText, seededRandom, systemRandom } from '../random';
import {
  CLIENT_CREDENTIALS_GRANT,
  PASSWORDLESS_GRANT,
  REGISTRATION_SCOPES,
  type Application,
} from '../tenant/model';
import type { Integration } from '../tenant/phone/integration';
import { createTenant, type Tenant } from '../tenant/tenant';
import { APP_NAME, CLIENT_ID, CONNECTION } from './app';
import { ENVIRONMENT, providerSecrets } from './gateway';
import { INTEGRATIONS, type IntegrationState } from './integration-state';
import { createLimitedGateway, type LimitsSwitch } from './limited-gateway';
import { refusingWhereDown } from './refusing-http';
import { registerGateway } from './registration';
import { createLocalSecrets } from './secrets';

/** A tenant, a gateway and providers that know one another, as they are at the start. */
export interface World {
  readonly tenant: Tenant;
  readonly providers: Providers;
  /** What is below `/gateway` and `/providers`. */
  readonly gatewayApi: LocalHandler;
  readonly providersApi: LocalHandler;
  readonly limits: LimitsSwitch;
  /** Registers the gateway in the tenant. The world must be reachable at its URL by then. */
  readonly register: () => Promise<void>;
  /** Lets the tenant send by its connection's gateway, or by our Action, which calls the same one. */
  readonly integrate: (integration: Integration) => void;
  readonly integrationState: () => IntegrationState;
}

export interface WorldOptions {
  readonly url: string;
  readonly seed: string | undefined;
  readonly startsPerHour: number | undefined;
  /** Of the send limits, at the start. */
  readonly limitMode: LimitMode;
  /** The gateway's clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly inbox: Inbox;
  readonly writeLine: (line: string) => void;
  readonly onProviderChange: () => void;
  readonly onLimitModeChange: () => void;
  readonly onIntegrationChange: () => void;
}

export const createWorld = ({
  url,
  seed,
  startsPerHour,
  limitMode,
  now,
  inbox,
  writeLine,
  onProviderChange,
  onLimitModeChange,
  onIntegrationChange,
}: WorldOptions): World => {
  const randomFor = (part: string) =>
    seed === undefined ? systemRandom : seededRandom(`${seed}:${part}`);
  const http = createHttpClient();
  const providers = announcing(
    createProviders({ inbox, random: randomFor('providers') }),
    onProviderChange,
  );
  const registrar = createRegistrar();
  const tenant = createTenant({
    baseUrl: url,
    applications: [APP, registrar],
    random: randomFor('tenant'),
    http,
    startsPerHour,
    allowLoopbackGateway: true,
  });
  const gatewayToken = randomText(systemRandom, LETTERS_AND_DIGITS, 64);
  const secrets = createLocalSecrets({
    ...providerSecrets(),
    [secretNames(ENVIRONMENT).gatewayToken]: gatewayToken,
    // With a seed, its log has the same pseudonyms at every start.
    [secretNames(ENVIRONMENT).sendLimitsKey]: randomText(
      randomFor('send-limits'),
      LETTERS_AND_DIGITS,
      64,
    ),
    [secretNames(ENVIRONMENT).auth0Management]: JSON.stringify({
      clientId: registrar.clientId,
      clientSecret: registrar.clientSecret,
    }),
  });
  const providersUrl = `${url}/providers`;
  const gateway = createLimitedGateway({
    providersUrl,
    secrets: secrets.store,
    http: refusingWhereDown(http, providersUrl, providers),
    writeLine,
    now,
    mode: limitMode,
    onModeChange: onLimitModeChange,
  });
  return {
    tenant,
    providers,
    gatewayApi: createLocalApi(gateway.handler, { random: randomFor('requests') }),
    providersApi: createProvidersHandler(providers),
    limits: gateway.limits,
    register: () => register(url, secrets.vault, http),
    integrate: (integration) => {
      tenant.setIntegration(
        integration,
        integration === 'phone-provider' ? phoneAction(url, gatewayToken) : undefined,
      );
      onIntegrationChange();
    },
    integrationState: () => ({ integration: tenant.integration(), offers: INTEGRATIONS }),
  };
};

const register = (
  url: string,
  vault: ReturnType<typeof createLocalSecrets>['vault'],
  http: HttpClient,
): Promise<void> =>
  registerGateway({
    tenantUrl: url,
    gatewayUrl: gatewayUrl(url),
    connection: CONNECTION,
    enabledClient: CLIENT_ID,
    vault,
    http,
  });

/** What a tenant's custom phone provider is: our Action, and the secrets it calls the gateway with. */
const phoneAction = (url: string, gatewayToken: string) => {
  const { audience, subject } = gatewayTokenClaims(ENVIRONMENT);
  return {
    code: bundlePhoneAction(ENVIRONMENT),
    secrets: {
      [PHONE_ACTION_SECRETS.gatewayUrl]: gatewayUrl(url),
      [PHONE_ACTION_SECRETS.gatewayTokenKey]: gatewayToken,
      [PHONE_ACTION_SECRETS.audience]: audience,
      [PHONE_ACTION_SECRETS.subject]: subject,
    },
  };
};

const gatewayUrl = (url: string): string => `${url}/gateway/sms`;

/** The page shows the providers' states, whoever changes them. */
const announcing = (providers: Providers, onChange: () => void): Providers => ({
  ...providers,
  setState: (name, state) => {
    providers.setState(name, state);
    onChange();
  },
});

const APP: Application = {
  clientId: CLIENT_ID,
  name: APP_NAME,
  grants: [PASSWORDLESS_GRANT],
};

const createRegistrar = () =>
  ({
    clientId: 'laptop-registration',
    clientSecret: randomText(systemRandom, LETTERS_AND_DIGITS, 64),
    name: 'Registration of the SMS gateway',
    grants: [CLIENT_CREDENTIALS_GRANT],
    managementScopes: REGISTRATION_SCOPES,
  }) satisfies Application;
