import { isRecord, jsonResponse, parseJson, type LocalResponse } from '../../http/message';
import type { ConnectionStore } from '../connection-store';
import { managementError, payloadError } from '../errors';
import type { Connection, ConnectionOptions } from '../model';
import { findPayloadFault } from '../payload';
import type { ManagementRoute } from './api';
import { createRule, updateRule } from './connection-payload';
import { pickFields, viewConnection } from './connection-view';
import { offsetPage, takePage } from './paging';

export interface ConnectionsWorld {
  readonly connections: ConnectionStore;
  readonly now: () => number;
  readonly allowLoopbackGateway: boolean;
}

/** Body text unverified for the connection case; the shape and the code are recorded. */
export const noSuchConnection = (): LocalResponse =>
  managementError(404, 'The connection does not exist', 'inexistent_connection');

/** `/api/v2/connections` and below, except the clients (docs/sources.md §4.2, §4.5). */
export const connectionRoutes = ({
  connections,
  now,
  allowLoopbackGateway,
}: ConnectionsWorld): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/connections',
    scope: 'read:connections',
    handle: ({ query, scopes }) => {
      const strategies = query.getAll('strategy');
      const found = connections
        .all()
        .filter(
          ({ name, strategy }) =>
            (query.get('name') ?? name) === name &&
            (strategies.length === 0 || strategies.includes(strategy)),
        )
        .map((connection) => pickFields(view(connection, scopes), query));
      return query.has('take') || query.has('from')
        ? checkpointList(found, query)
        : offsetList(found, query);
    },
  },
  {
    method: 'POST',
    path: '/api/v2/connections',
    scope: 'create:connections',
    handle: ({ body, scopes }) => {
      const payload = parseJson(body) as ConnectionPayload;
      const fault = findPayloadFault(createRule(payload?.strategy, allowLoopbackGateway), payload);
      if (fault !== undefined) return payloadError(fault);
      const { name, strategy, options = {}, display_name: displayName, ...rest } = payload;
      const settings = withMetadata({}, rest);
      if (connections.byName(name))
        return managementError(409, 'A connection with the same name already exists', 'conflict');
      const added = connections.add({ name, strategy, displayName, options, settings });
      return jsonResponse(201, view(added, scopes));
    },
  },
  {
    method: 'GET',
    path: '/api/v2/connections/:id',
    scope: 'read:connections',
    handle: ({ query, scopes }, { id = '' }) => {
      const connection = connections.byId(id);
      if (!connection) return noSuchConnection();
      return jsonResponse(200, pickFields(view(connection, scopes), query));
    },
  },
  {
    method: 'PATCH',
    path: '/api/v2/connections/:id',
    scope: 'update:connections',
    handle: ({ body, scopes, requireScope }, { id = '' }) => {
      const connection = connections.byId(id);
      if (!connection) return noSuchConnection();
      const payload = parseJson(body) as ConnectionPayload;
      const fault = findPayloadFault(
        updateRule(connection.strategy, allowLoopbackGateway),
        payload,
      );
      if (fault !== undefined) return payloadError(fault);
      // Enforced since 2025-07-08 (docs/sources.md §4.2); the wording of this refusal is unverified.
      if (payload.options !== undefined) {
        const refusal = requireScope('update:connections_options');
        if (refusal) return refusal;
      }
      const { options, display_name: displayName, ...rest } = payload;
      const updated: Connection = {
        ...connection,
        // The whole object is replaced: what the caller left out is gone (docs/sources.md §4.5, recorded).
        options: options ?? connection.options,
        // Left out, it is overwritten with the name (docs/sources.md §4.5).
        displayName: displayName ?? connection.name,
        settings: withMetadata(connection.settings, rest),
      };
      connections.replace(updated);
      return jsonResponse(200, view(updated, scopes));
    },
  },
  {
    method: 'DELETE',
    path: '/api/v2/connections/:id',
    scope: 'delete:connections',
    handle: (_request, { id = '' }) => {
      // A connection that does not exist is deleted already: 204, not 404 (docs/sources.md §4.5).
      if (!connections.byId(id)) return { status: 204 };
      connections.remove(id);
      return jsonResponse(202, { deleted_at: new Date(now()).toISOString() });
    },
  },
];

/** A payload that its rule has passed. */
interface ConnectionPayload {
  readonly name: string;
  readonly strategy: string;
  readonly options?: ConnectionOptions;
  readonly display_name?: string;
}

/**
 * `null` takes a key of the metadata out (auth0/node-auth0, `ConnectionsMetadata`); whether the rest is
 * merged or replaced is unverified, so it is replaced: whoever sends all of it fares well with either.
 */
const withMetadata = (
  before: Connection['settings'],
  { metadata, ...rest }: Readonly<Record<string, unknown>>,
): Connection['settings'] => {
  if (!isRecord(metadata)) return { ...before, ...rest };
  const { metadata: _, ...others } = { ...before, ...rest } as Record<string, unknown>;
  const kept = Object.entries(metadata).filter(([, value]) => value !== null);
  return { ...others, ...(kept.length > 0 && { metadata: Object.fromEntries(kept) }) };
};

const view = (connection: Connection, scopes: ReadonlySet<string>) =>
  viewConnection(connection, scopes.has('read:connections_options'));

const checkpointList = (found: readonly unknown[], query: URLSearchParams): LocalResponse => {
  const page = takePage(found, query, { most: 100, usual: 50 });
  return 'status' in page
    ? page
    : jsonResponse(200, { connections: page.items, ...(page.next ? { next: page.next } : {}) });
};

const offsetList = (found: readonly unknown[], query: URLSearchParams): LocalResponse => {
  const page = offsetPage(found, query);
  if ('status' in page) return page;
  const { items, start, limit } = page;
  return jsonResponse(
    200,
    query.get('include_totals') === 'true'
      ? { start, limit, total: found.length, connections: items }
      : items,
  );
};
