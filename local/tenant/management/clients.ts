import { jsonResponse, parseJson } from '../../http/message';
import { payloadError } from '../errors';
import { findPayloadFault } from '../payload';
import type { ManagementRoute } from './api';
import { clientsRule } from './connection-payload';
import { noSuchConnection, type ConnectionsWorld } from './connections';
import { takePage } from './paging';

/** `/api/v2/connections/{id}/clients`: who may use a connection, changed bit by bit (docs/sources.md §4.5). */
export const clientRoutes = ({ connections }: ConnectionsWorld): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/connections/:id/clients',
    scope: 'read:connections',
    handle: ({ query }, { id = '' }) => {
      const connection = connections.byId(id);
      if (!connection) return noSuchConnection();
      const page = takePage(connection.clients, query, { most: 1000, usual: 50 });
      if ('status' in page) return page;
      const clients = page.items.map((clientId) => ({ client_id: clientId }));
      return jsonResponse(200, { clients, ...(page.next ? { next: page.next } : {}) });
    },
  },
  {
    method: 'PATCH',
    path: '/api/v2/connections/:id/clients',
    scope: 'update:connections',
    handle: ({ body }, { id = '' }) => {
      const connection = connections.byId(id);
      if (!connection) return noSuchConnection();
      const payload = parseJson(body);
      const fault = findPayloadFault(clientsRule, payload);
      if (fault !== undefined) return payloadError(fault);
      const clients = new Set(connection.clients);
      for (const { client_id: clientId, status } of payload as readonly ClientChange[]) {
        if (status) clients.add(clientId);
        else clients.delete(clientId);
      }
      connections.replace({ ...connection, clients: [...clients] });
      return { status: 204 };
    },
  },
];

interface ClientChange {
  readonly client_id: string;
  readonly status: boolean;
}
