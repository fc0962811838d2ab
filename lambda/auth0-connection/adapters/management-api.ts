import * as v from 'valibot';
import type { HttpRequest } from '../../shared/http';
import type { Connection, ConnectionsApi } from '../core/ports';
import { tenantBaseUrl } from '../core/tenant';
import type { Answer, createPersistentSender } from './persistent-sender';
import { refusal, type RefusalContext } from './refusals';

/** Most that Auth0 gives in one page of clients; without `take` it is 50. */
const CLIENTS_PER_PAGE = 1000;

const connectionSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^con_\w+$/)),
    name: v.optional(v.string()),
    strategy: v.optional(v.string()),
    options: v.nullish(v.record(v.string(), v.unknown())),
    display_name: v.nullish(v.string()),
  }),
  v.transform(({ id, name, strategy, options, display_name }) => ({
    name,
    strategy,
    connection: {
      id,
      // An application without read:connections_options gets no options, or an empty object.
      options: options && Object.keys(options).length > 0 ? options : undefined,
      displayName: display_name ?? undefined,
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

export interface ManagementApiOptions {
  readonly sender: ReturnType<typeof createPersistentSender>;
  readonly accessToken: () => Promise<string>;
  readonly context: RefusalContext;
}

interface Call {
  readonly method: HttpRequest['method'];
  /** As the documentation writes it, with `{id}` for the connection's id. */
  readonly path: '/connections' | '/connections/{id}' | '/connections/{id}/clients';
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly scopes: readonly string[];
  readonly repeatable?: boolean;
}

/**
 * The Management API over plain HTTPS, one call at a time: a Free tenant allows two a second.
 * Source: auth0.com/docs/api/management/v2/connections; docs/registration.md has the table.
 */
export const createManagementApi = ({
  sender,
  accessToken,
  context,
}: ManagementApiOptions): ConnectionsApi => {
  const send = async ({ method, path, id = '', query, body, repeatable = true }: Call) => {
    const token = await accessToken();
    context.scrubber.hideValuesOf(body);
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const resource = path.replace('{id}', encodeURIComponent(id));
    return sender.send({
      label: labelOf({ method, path }),
      repeatable,
      method,
      url: `${tenantBaseUrl(context.domain)}/api/v2${resource}${search}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };

  const refused = (answer: Answer, call: Call) =>
    refusal(answer, { label: labelOf(call), scopes: call.scopes }, context);

  /** For calls that may be repeated: there always is an answer, or an exception. */
  const ask = async (call: Call): Promise<Answer> => {
    const answer = await send(call);
    if (answer === 'unknown') throw new Error('a repeatable request has no unknown outcome');
    return answer;
  };

  const expectDone = async (call: Call): Promise<void> => {
    const answer = await ask(call);
    if (answer.status >= 300) throw refused(answer, call);
  };

  const findByName = async (name: string) => {
    const call: Call = {
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
      const call: Call = { method: 'GET', path: '/connections/{id}', id, scopes: READ_SCOPES };
      const answer = await ask(call);
      if (isGone(answer)) return undefined;
      const parsed = v.safeParse(connectionSchema, answer.json);
      if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
      return parsed.output.connection;
    },

    create: async (name, options) => {
      const call: Call = {
        method: 'POST',
        path: '/connections',
        body: { name, strategy: 'sms', options },
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

    write: (id, { options, displayName }) =>
      expectDone({
        method: 'PATCH',
        path: '/connections/{id}',
        id,
        body: { options, ...(displayName !== undefined && { display_name: displayName }) },
        scopes: ['update:connections', 'update:connections_options'],
      }),

    remove: async (id) => {
      const call: Call = {
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
        const call: Call = {
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

const labelOf = ({ method, path }: Pick<Call, 'method' | 'path'>): string =>
  `${method} /api/v2${path}`;

/** A 404 that speaks of the connection; any other may come from a wrong address. */
const isGone = ({ status, json }: Answer): boolean =>
  status === 404 && v.is(v.object({ statusCode: v.literal(404) }), json);
