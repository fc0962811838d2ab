import { jsonResponse } from '../../http/message';
import { managementError } from '../errors';
import type { Application } from '../model';
import type { ManagementRoute } from './api';

/**
 * `/api/v2/clients/{id}`: what an application may do. Never its secret, which is another scope's.
 * Source: auth0.com/docs/api/management/v2/clients/get-clients-by-id
 */
export const applicationRoutes = (
  applications: readonly Application[],
): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/clients/:id',
    scope: 'read:clients',
    handle: (_, { id }) => {
      const found = applications.find(({ clientId }) => clientId === id);
      return found === undefined
        ? managementError(404, 'The client does not exist', 'inexistent_client')
        : jsonResponse(200, {
            client_id: found.clientId,
            name: found.name,
            grant_types: found.grants,
          });
    },
  },
];
