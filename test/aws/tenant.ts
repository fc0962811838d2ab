import { isDeepStrictEqual } from 'node:util';
import { type Integration, PHONE_ACTION_SECRETS } from '../../lambda/contract';
import type { HttpClient } from '../../lambda/shared/http';
import {
  CLIENT_CREDENTIALS_GRANT,
  PASSWORDLESS_GRANT,
  PHONE_PROVIDER_SCOPES,
  REGISTRATION_SCOPES,
  type Connection,
  type ConnectionSeed,
} from '../../local/tenant/model';
import { isRecord } from '../../local/http/message';
import { startTenant } from '../../local/tenant/start-tenant';
import type { Closer } from './closer';

/** The application people sign in to. The environment file enables it for the connection. */
export const APP = { clientId: 'appOfTheTest' };
/** An application that uses the connection already, and that no environment file names. */
export const FOREIGN_APP = { clientId: 'appOfSomebodyElse' };
/** What the operator puts into the secret `auth0-management`. */
export const MANAGEMENT = {
  clientId: 'machineToMachine',
  clientSecret: 'client-secret-of-the-machine-to-machine-application',
};

/** The same of the second environment, which comes to a tenant that is taken. */
export const SECOND_MANAGEMENT = {
  clientId: 'machineToMachineOfTheSecond',
  clientSecret: 'client-secret-of-the-second-machine-to-machine-application',
};

/** Options that the gateway knows nothing of; they have to survive it. */
export const FOREIGN_OPTIONS = {
  upstream_params: { screen_hint: { value: 'sms' } },
  authParams: { scope: 'openid profile' },
};

/** The connection as a team has it that still sends through Twilio. */
export const BEFORE: ConnectionSeed = {
  id: 'con_before0000000000',
  name: 'sms',
  displayName: 'Sign in by phone',
  options: {
    name: 'sms',
    provider: 'twilio',
    twilio_sid: 'AC00000000000000000000000000000000',
    twilio_token: 'twilio-token-of-the-connection-that-stood-there',
    messaging_service_sid: 'MG00000000000000000000000000000000',
    from: '+15005550001',
    template: 'Your old code is {{ code }}',
    syntax: 'liquid',
    totp: { length: 8, time_step: 300 },
    disable_signup: true,
    brute_force_protection: false,
    // The move to the phone provider and back decides on it, and the end puts it back.
    use_phone_provider: false,
    ...FOREIGN_OPTIONS,
  },
  settings: { metadata: { team: 'identity' } },
  clients: [FOREIGN_APP.clientId],
};

/** The stand-in tenant, and what of it the checks look at. */
export interface TestTenant {
  readonly url: string;
  /** The sms connection as it stands, secrets included. */
  readonly connection: () => Connection;
  readonly connections: () => readonly Connection[];
  /** Grants the machine-to-machine application what the phone provider takes. */
  readonly grantPhoneProvider: () => void;
  /** The key that the Action of the phone provider signs with. */
  readonly actionKey: () => string | undefined;
  /** How codes leave the tenant. */
  readonly integration: () => Integration | undefined;
  /** Calls of the Management API so far that would change something, of one application or of all. */
  readonly writes: (clientId?: string) => number;
}

/** @param http how the tenant reaches the gateway */
export const startTestTenant = async (http: HttpClient, closer: Closer): Promise<TestTenant> => {
  const writers: string[] = [];
  let scopes: readonly string[] = REGISTRATION_SCOPES;
  const tenant = await startTenant({
    http,
    // The test of the rotation has people sign in all the time.
    startsPerHour: 100_000,
    applications: [
      { ...APP, name: 'The app', grants: [PASSWORDLESS_GRANT] },
      { ...FOREIGN_APP, name: 'Another app', grants: [PASSWORDLESS_GRANT] },
      // May do everything, and is to do nothing.
      {
        ...SECOND_MANAGEMENT,
        name: 'The SMS gateway of somebody else',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: [...REGISTRATION_SCOPES, ...PHONE_PROVIDER_SCOPES],
      },
      {
        ...MANAGEMENT,
        name: 'SMS gateway',
        grants: [CLIENT_CREDENTIALS_GRANT],
        // Looked up with every token.
        get managementScopes() {
          return scopes;
        },
      },
    ],
    connections: [BEFORE],
    intercept: ({ method, path, headers }) => {
      if (method !== 'GET' && path.startsWith('/api/v2/')) writers.push(callerOf(headers));
      return undefined;
    },
  });
  closer.add('the stand-in tenant', tenant.close);
  return {
    url: tenant.url,
    connections: tenant.connections,
    integration: () => tenant.integration(),
    actionKey: () =>
      tenant
        .runningAction('custom-phone-provider')
        ?.secrets.find(({ name }) => name === PHONE_ACTION_SECRETS.gatewayTokenKey)?.value,
    grantPhoneProvider: () => {
      scopes = [...REGISTRATION_SCOPES, ...PHONE_PROVIDER_SCOPES];
    },
    connection: () => {
      const [found, ...others] = tenant.connections();
      if (found === undefined || others.length > 0)
        throw new Error(`the tenant has ${tenant.connections().length} connections, not 1`);
      return found;
    },
    writes: (clientId) => writers.filter((writer) => writer === (clientId ?? writer)).length,
  };
};

/** The application that a token was given to, as it says. */
const callerOf = ({ authorization = '' }: Readonly<Record<string, string>>): string => {
  const [, payload = ''] = authorization.split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}');
  return isRecord(claims) ? String(claims['azp']) : '';
};

/** What of {@link FOREIGN_OPTIONS} is missing or changed. */
export const lostForeignOptions = ({ options }: Connection): readonly string[] =>
  Object.entries(FOREIGN_OPTIONS)
    .filter(([key, value]) => !isDeepStrictEqual(options[key], value))
    .map(([key]) => key);
