import * as v from 'valibot';
import {
  isGone,
  type ManagementCall,
  type ManagementCaller,
} from '../../auth0-management/adapters/management-caller';
import type { Connection, ConnectionsApi } from '../core/ports';

/** Most that Auth0 gives in one page of clients; without `take` it is 50. */
const CLIENTS_PER_PAGE = 1000;

const connectionSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^con_\w+$/)),
    name: v.optional(v.string()),
    strategy: v.optional(v.string()),
    options: v.nullish(v.record(v.string(), v.unknown())),
    display_name: v.nullish(v.string()),
    metadata: v.fallback(v.nullish(v.record(v.string(), v.nullable(v.string()))), undefined),
  }),
  v.transform(({ id, name, strategy, options, display_name, metadata }) => ({
    name,
    strategy,
    connection: {
      id,
      // An application without read:connections_options gets no options, or an empty object.
      options: options && Object.keys(options).length > 0 ? options : undefined,
      displayName: display_name ?? undefined,
      metadata: metadata ?? undefined,
    } satisfies Connection,
  })),
);

/** An array, or an object around it when the answer is paged. */
const connectionsSchema = v.union([
  v.array(connectionSchema),
  v.pipe(
    v.object({ connections: v.array(connectionSchema) }),
    v.transform(({ connections }) => connections),
  ),
]);

const clientsSchema = v.object({
  clients: v.array(v.object({ client_id: v.string() })),
  next: v.nullish(v.string()),
});

/**
 * The calls about connections.
 * Source: auth0.com/docs/api/management/v2/connections; docs/registration.md has the table.
 */
export const createManagementApi = ({
  send,
  ask,
  expectDone,
  refused,
}: ManagementCaller): ConnectionsApi => {
  const findByName = async (name: string) => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/connections',
      query: { name, strategy: 'sms' },
      scopes: READ_SCOPES,
    };
    const answer = await ask(call);
    const parsed = v.safeParse(connectionsSchema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return parsed.output.find((found) => found.name === name && found.strategy === 'sms')
      ?.connection;
  };

  return {
    findByName,

    read: async (id) => {
      const call: ManagementCall = {
        method: 'GET',
        path: '/connections/{id}',
        id,
        scopes: READ_SCOPES,
      };
      const answer = await ask(call);
      if (isGone(answer)) return undefined;
      const parsed = v.safeParse(connectionSchema, answer.json);
      if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
      return parsed.output.connection;
    },

    create: async (name, options, metadata) => {
      const call: ManagementCall = {
        method: 'POST',
        path: '/connections',
        body: { name, strategy: 'sms', options, ...(metadata && { metadata }) },
        scopes: ['create:connections'],
        repeatable: false,
      };
      const answer = await send(call);
      if (answer === 'unknown') return { kind: 'unknown' };
      if (answer.status === 409) return { kind: 'conflict' };
      if (answer.status >= 300) throw refused(answer, call);
      const parsed = v.safeParse(connectionSchema, answer.json);
      // Created, but under which id? The caller looks.
      return parsed.success
        ? { kind: 'created', id: parsed.output.connection.id }
        : { kind: 'unknown' };
    },

    write: (id, { options, displayName, metadata }) =>
      expectDone({
        method: 'PATCH',
        path: '/connections/{id}',
        id,
        body: {
          ...(options && { options }),
          ...(displayName !== undefined && { display_name: displayName }),
          ...(metadata && { metadata }),
        },
        scopes: ['update:connections', ...(options ? ['update:connections_options'] : [])],
      }),

    remove: async (id) => {
      const call: ManagementCall = {
        method: 'DELETE',
        path: '/connections/{id}',
        id,
        scopes: ['delete:connections'],
      };
      const answer = await ask(call);
      if (answer.status >= 300 && !isGone(answer)) throw refused(answer, call);
    },

    listClients: async (id) => {
      const clients: string[] = [];
      let from: string | undefined;
      do {
        const call: ManagementCall = {
          method: 'GET',
          path: '/connections/{id}/clients',
          id,
          query: { take: String(CLIENTS_PER_PAGE), ...(from !== undefined && { from }) },
          scopes: ['read:connections'],
        };
        const answer = await ask(call);
        const parsed = v.safeParse(clientsSchema, answer.json);
        if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
        clients.push(...parsed.output.clients.map((client) => client.client_id));
        from = parsed.output.next ?? undefined;
      } while (from !== undefined);
      return clients;
    },

    changeClients: (id, changes) =>
      expectDone({
        method: 'PATCH',
        path: '/connections/{id}/clients',
        id,
        body: changes.map(({ clientId, enabled }) => ({ client_id: clientId, status: enabled })),
        scopes: ['update:connections'],
      }),
  };
};

const READ_SCOPES = ['read:connections', 'read:connections_options'];
