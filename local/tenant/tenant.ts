import { createHttpClient, type HttpClient } from '../../lambda/shared/http';
import {
  jsonResponse,
  type LocalAnswer,
  type LocalHandler,
  type LocalRequest,
} from '../http/message';
import { createRouter } from '../http/router';
import { systemRandom, type RandomInt } from '../random';
import { createCodeStore } from './authentication/codes';
import { oauthToken } from './authentication/oauth-token';
import { passwordlessStart } from './authentication/passwordless-start';
import { userinfo } from './authentication/userinfo';
import type { AuthenticationWorld } from './authentication/world';
import { createConnectionStore } from './connection-store';
import { discoveryRoutes } from './discovery';
import { createManagementApi, type ManagementLimit } from './management/api';
import { clientRoutes } from './management/clients';
import { connectionRoutes } from './management/connections';
import type { Application, Connection, ConnectionSeed } from './model';
import { createTokenBuckets } from './token-bucket';
import { createTokenIssuer } from './token-issuer';
import { createUserStore } from './user-store';

export interface TenantOptions {
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
  /** Auth0 waits 30 s for a gateway (facts §1.4). @default 30000 */
  readonly gatewayTimeoutMs?: number;
  /** Takes a `gateway_url` of `http://127.0.0.1…`, which Auth0 refuses. @default false */
  readonly allowLoopbackGateway?: boolean;
  /** Starts of a sign-in per hour and address (facts §5.3). @default 50 */
  readonly startsPerHour?: number;
  /** Rate limit of the Management API. @default none */
  readonly managementLimit?: ManagementLimit;
  /** Asked first; what it answers is the tenant's answer. For faults in tests. */
  readonly intercept?: (request: LocalRequest) => LocalAnswer | undefined;
}

/** A stand-in Auth0 tenant. It keeps its state in memory and touches no network but the gateway. */
export interface Tenant {
  readonly handle: LocalHandler;
  /** The connections as they stand, secrets included. */
  readonly connections: () => readonly Connection[];
}

export const createTenant = ({
  baseUrl,
  applications = [],
  connections: seeds,
  now = Date.now,
  random = systemRandom,
  http = createHttpClient(),
  gatewayTimeoutMs = 30_000,
  allowLoopbackGateway = false,
  startsPerHour = 50,
  managementLimit,
  intercept = () => undefined,
}: TenantOptions): Tenant => {
  const connections = createConnectionStore(random, seeds);
  const issuer = createTokenIssuer(baseUrl, now);
  const starts = createTokenBuckets({ burst: startsPerHour, perSecond: startsPerHour / 3600, now });
  const world: AuthenticationWorld = {
    application: (clientId) => applications.find((known) => known.clientId === clientId),
    connections,
    users: createUserStore(random, now),
    codes: createCodeStore(now),
    issuer,
    takeStart: starts.take,
    http,
    gatewayTimeoutMs,
    random,
    now,
  };
  const connectionsWorld = { connections, now, allowLoopbackGateway };
  const management = createManagementApi({
    routes: [...connectionRoutes(connectionsWorld), ...clientRoutes(connectionsWorld)],
    issuer,
    limit: managementLimit,
    now,
  });
  const authentication = createRouter(
    [
      {
        method: 'POST',
        path: '/passwordless/start',
        handle: (request) => passwordlessStart(world, request),
      },
      { method: 'POST', path: '/oauth/token', handle: (request) => oauthToken(world, request) },
      { method: 'GET', path: '/userinfo', handle: (request) => userinfo(world, request) },
      ...discoveryRoutes(issuer),
    ],
    () => jsonResponse(404, { error: 'not_found', error_description: 'Not Found' }),
  );
  return {
    connections: connections.all,
    handle: (request) =>
      intercept(request) ??
      (request.path.startsWith('/api/v2/') ? management(request) : authentication(request)),
  };
};
