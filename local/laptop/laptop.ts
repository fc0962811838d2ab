import { secretNames } from '../../lambda/contract';
import { createHttpClient } from '../../lambda/shared/http';
import { createLocalApi } from '../api-gateway';
import type { LocalHandler } from '../http/message';
import { serve, type RunningServer } from '../http/serve';
import { createInbox, type Inbox } from '../inbox';
import { createProviders, type Providers } from '../providers/providers';
import { createProvidersHandler } from '../providers/routes';
import { LETTERS_AND_DIGITS, randomText, seededRandom, systemRandom } from '../random';
import {
  CLIENT_CREDENTIALS_GRANT,
  PASSWORDLESS_GRANT,
  REGISTRATION_SCOPES,
  type Application,
} from '../tenant/model';
import { createTenant, type Tenant } from '../tenant/tenant';
import { createLocalGateway, ENVIRONMENT, providerSecrets } from './gateway';
import { registerGateway } from './registration';
import { createLocalSecrets } from './secrets';
import { createSite } from './site';
import { walkthrough } from './walkthrough';

/** The app that people sign in to: public, so that a sign-in needs no secret. */
export const CLIENT_ID = 'laptop-app';

export interface LaptopOptions {
  /** @default 0 — any free port */
  readonly port?: number;
  /** The same seed gives the same codes and ids in the same order. @default random ones */
  readonly seed?: string;
  /** Takes the lines of the gateway's log. */
  readonly writeLine: (line: string) => void;
  /** Auth0's limit per address. @default 50 */
  readonly startsPerHour?: number;
}

export interface Laptop extends RunningServer {
  readonly tenant: Tenant;
  readonly providers: Providers;
  readonly inbox: Inbox;
}

/** The whole product on one port: tenant, gateway, providers and phones. */
export const startLaptop = async ({
  port,
  seed,
  writeLine,
  startsPerHour,
}: LaptopOptions): Promise<Laptop> => {
  let handler: LocalHandler | undefined;
  const server = await serve((request) => handler?.(request) ?? { status: 503 }, { port });
  const { url } = server;
  const randomFor = (part: string) =>
    seed === undefined ? systemRandom : seededRandom(`${seed}:${part}`);

  const http = createHttpClient();
  const inbox = createInbox();
  const providers = createProviders({ inbox, random: randomFor('providers') });
  const registrar = createRegistrar();
  const tenant = createTenant({
    baseUrl: url,
    applications: [APP, registrar],
    random: randomFor('tenant'),
    http,
    startsPerHour,
    allowLoopbackGateway: true,
  });
  const secrets = createLocalSecrets({
    ...providerSecrets(),
    [secretNames(ENVIRONMENT).gatewayToken]: randomText(systemRandom, LETTERS_AND_DIGITS, 64),
    [secretNames(ENVIRONMENT).auth0Management]: JSON.stringify({
      clientId: registrar.clientId,
      clientSecret: registrar.clientSecret,
    }),
  });
  const gateway = createLocalGateway({
    providersUrl: `${url}/providers`,
    secrets: secrets.store,
    http,
    writeLine,
  });

  handler = createSite({
    gateway: createLocalApi(gateway),
    providers: createProvidersHandler(providers),
    inbox,
    tenant: tenant.handle,
    text: walkthrough(url, CLIENT_ID),
  });
  try {
    await registerGateway({
      tenantUrl: url,
      gatewayUrl: `${url}/gateway/sms`,
      enabledClient: CLIENT_ID,
      vault: secrets.vault,
      http,
    });
  } catch (error) {
    await server.close();
    throw error;
  }
  return { ...server, tenant, providers, inbox };
};

const APP: Application = {
  clientId: CLIENT_ID,
  name: 'Laptop App',
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
