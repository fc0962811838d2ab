import { createHttpClient, type HttpClient } from '../../lambda/shared/http';
import type { LocalAnswer, LocalHandler, LocalRequest } from '../http/message';
import { systemRandom, type RandomInt } from '../random';
import type { ActionVersion } from './actions/model';
import { createApplicationStore } from './application-store';
import { createAuthenticationApi } from './authentication/api';
import { createBruteForce } from './authentication/brute-force';
import { createCodeStore } from './authentication/codes';
import { createConnectionStore } from './connection-store';
import { createLogStore, type LogEntry } from './log-store';
import { createManagementApi, type ManagementLimit } from './management/api';
import { managementRoutes } from './management/routes';
import type { Application, Connection, ConnectionSeed } from './model';
import { installPhoneAction, type PhoneActionSeed } from './phone/install-action';
import type { Integration } from './phone/integration';
import { switchIntegration } from './phone/switch-integration';
import { createPhoneSystem, type PhoneOptions } from './phone/phone-system';
import { createSettingsStore, freshSettings } from './settings-store';
import { createTokenBuckets } from './token-bucket';
import { createTokenIssuer } from './token-issuer';
import { createUserStore } from './user-store';

export interface TenantOptions extends PhoneOptions {
  /** Where the tenant is reached, without a trailing slash; tokens carry it as their issuer. */
  readonly baseUrl: string;
  readonly applications?: readonly Application[];
  /** Connections that stand in the tenant before anyone calls. */
  readonly connections?: readonly ConnectionSeed[];
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Makes codes and ids. @default the system's randomness */
  readonly random?: RandomInt;
  /** How the tenant calls the gateway. @default a real HTTP client */
  readonly http?: HttpClient;
  /** Auth0 waits 30 s for a gateway (docs/sources.md §1.4). @default 30000 */
  readonly gatewayTimeoutMs?: number;
  /** Takes a `gateway_url` of `http://127.0.0.1…`, which Auth0 refuses. @default false */
  readonly allowLoopbackGateway?: boolean;
  /** Starts of a sign-in per hour and address (docs/sources.md §5.3). @default 50 */
  readonly startsPerHour?: number;
  /** Rate limit of the Management API. @default none */
  readonly managementLimit?: ManagementLimit;
  /** The tenant's name, in events and answers. @default laptop */
  readonly tenantName?: string;
  /** Asked first; what it answers is the tenant's answer. For faults in tests. */
  readonly intercept?: (request: LocalRequest) => LocalAnswer | undefined;
}

/** A stand-in Auth0 tenant. It keeps its state in memory and touches no network but the gateway. */
export interface Tenant {
  readonly handle: LocalHandler;
  /** The connections as they stand, secrets included. */
  readonly connections: () => readonly Connection[];
  /** The version of an Action that runs at a trigger, secrets included. */
  readonly runningAction: (triggerId: string) => ActionVersion | undefined;
  /** The tenant's log, newest first; no codes. */
  readonly logs: () => readonly LogEntry[];
  /** How a connection's codes leave the tenant. `undefined` when there is no such connection. */
  readonly integration: (connection?: string) => Integration | undefined;
  /**
   * Switches all sms connections over, as an operator would by the Management API. With
   * `phoneAction` that Action is created or replaced, deployed and made the phone provider.
   * A tenant of after March 2025 has no way back to the gateway: it throws.
   */
  readonly setIntegration: (integration: Integration, phoneAction?: PhoneActionSeed) => void;
  /** A blocked user gets no code. The user comes to be, if need be. */
  readonly setBlocked: (phoneNumber: string, blocked: boolean, connection?: string) => void;
  /** Resolves when no Action runs and none is to be run again. */
  readonly actionsIdle: () => Promise<void>;
  /** Calls off repeats and ends the threads of Actions. */
  readonly stopActions: () => Promise<void>;
}

export const createTenant = ({
  baseUrl,
  applications: applicationSeeds = [],
  connections: seeds,
  now = Date.now,
  random = systemRandom,
  http = createHttpClient(),
  gatewayTimeoutMs = 30_000,
  allowLoopbackGateway = false,
  startsPerHour = 50,
  managementLimit,
  tenantName = 'laptop',
  intercept = () => undefined,
  ...phoneOptions
}: TenantOptions): Tenant => {
  const { createdBefore2025March = true } = phoneOptions;
  const applications = createApplicationStore(random, applicationSeeds);
  const connections = createConnectionStore(random, seeds);
  const users = createUserStore(random, now);
  const issuer = createTokenIssuer(baseUrl, now);
  const logs = createLogStore(now);
  const settings = createSettingsStore(freshSettings(tenantName, !createdBefore2025March));
  const surroundings = { name: tenantName, settings, logs, http, random, now };
  const phone = createPhoneSystem(phoneOptions, surroundings);
  const starts = createTokenBuckets({ burst: startsPerHour, perSecond: startsPerHour / 3600, now });

  const authentication = createAuthenticationApi({
    application: applications.byId,
    connections,
    users,
    issuer,
    phone,
    logs,
    http,
    gatewayTimeoutMs,
    random,
    now,
    codes: createCodeStore(now),
    bruteForce: createBruteForce(),
    takeStart: starts.take,
  });
  const management = createManagementApi({
    routes: managementRoutes({
      applications,
      connections,
      phone,
      logs,
      random,
      now,
      allowLoopbackGateway,
    }),
    issuer,
    limit: managementLimit,
    now,
  });

  const named = (name: string) => connections.byName(name);
  return {
    connections: connections.all,
    runningAction: (triggerId) => phone.actions.runningAt(triggerId)?.version,
    logs: logs.all,
    integration: (name = 'sms') => {
      const connection = named(name);
      return connection && phone.integrationOf(connection);
    },
    setIntegration: (integration, phoneAction) => {
      if (phoneAction) installPhoneAction(phone, phoneAction, random, now);
      switchIntegration(phone, connections, integration);
    },
    setBlocked: (number, blocked, name = 'sms') => {
      const connection = named(name);
      if (!connection) throw new Error(`The tenant has no connection ${name}`);
      const user = users.find(connection.id, number) ?? users.add(connection.id, number);
      users.setBlocked(user, blocked);
    },
    actionsIdle: phone.notifier.idle,
    stopActions: phone.stop,
    handle: (request) =>
      intercept(request) ??
      (request.path.startsWith('/api/v2/') ? management(request) : authentication(request)),
  };
};
