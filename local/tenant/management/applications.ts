import { jsonResponse } from '../../http/message';
import { managementError } from '../errors';
import type { ApplicationStore } from '../application-store';
import type { ManagementRoute } from './api';

/**
 * `/api/v2/clients/{id}`: what an application may do. Never its secret, which is another scope's: that
 * of `rotate-secret`, whose answer is the only place where the new one is ever shown.
 * Source: auth0.com/docs/api/management/v2/clients, get-clients-by-id and post-rotate-secret
 */
export const applicationRoutes = (applications: ApplicationStore): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/clients/:id',
    scope: 'read:clients',
    handle: (_, { id }) => {
      const found = applications.byId(id);
      return found === undefined
        ? noSuchClient()
        : jsonResponse(200, {
            client_id: found.clientId,
            name: found.name,
            grant_types: found.grants,
          });
    },
  },
  {
    method: 'POST',
    path: '/api/v2/clients/:id/rotate-secret',
    scope: 'update:client_keys',
    handle: (_, { id = '' }) => {
      const found = applications.rotateSecret(id);
      return found === undefined
        ? noSuchClient()
        : jsonResponse(200, {
            client_id: found.clientId,
            name: found.name,
            grant_types: found.grants,
            client_secret: found.clientSecret,
          });
    },
  },
];

const noSuchClient = () => managementError(404, 'The client does not exist', 'inexistent_client');
