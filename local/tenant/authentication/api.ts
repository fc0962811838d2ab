import { jsonResponse, type LocalHandler } from '../../http/message';
import { createRouter } from '../../http/router';
import { discoveryRoutes } from '../discovery';
import { oauthToken } from './oauth-token';
import { passwordlessStart } from './passwordless-start';
import { userinfo } from './userinfo';
import type { AuthenticationWorld } from './world';

/** Everything that is not the Management API. */
export const createAuthenticationApi = (world: AuthenticationWorld): LocalHandler =>
  createRouter(
    [
      {
        method: 'POST',
        path: '/passwordless/start',
        handle: (request) => passwordlessStart(world, request),
      },
      { method: 'POST', path: '/oauth/token', handle: (request) => oauthToken(world, request) },
      { method: 'GET', path: '/userinfo', handle: (request) => userinfo(world, request) },
      ...discoveryRoutes(world.issuer),
    ],
    () => jsonResponse(404, { error: 'not_found', error_description: 'Not Found' }),
  );
