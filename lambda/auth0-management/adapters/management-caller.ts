import * as v from 'valibot';
import type { HttpRequest } from '../../shared/http';
import { tenantBaseUrl } from '../core/tenant';
import type { Answer, createPersistentSender } from './persistent-sender';
import { refusal, type RefusalContext } from './refusals';

export interface ManagementCallerOptions {
  readonly sender: ReturnType<typeof createPersistentSender>;
  readonly accessToken: () => Promise<string>;
  readonly context: RefusalContext;
}

/** One call of the Management API. */
export interface ManagementCall {
  readonly method: HttpRequest['method'];
  /** As the documentation writes it, below `/api/v2`, with `{id}` for an id. */
  readonly path: `/${string}`;
  readonly id?: string;
  /** For `{versionId}`, of an Action. */
  readonly versionId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the application must have been granted; a refusal names them. */
  readonly scopes: readonly string[];
  /** Whether doing it twice is the same as doing it once. @default true */
  readonly repeatable?: boolean;
}

export interface ManagementCaller {
  /** `unknown`: a call that must not be repeated may have been carried out. */
  readonly send: (call: ManagementCall) => Promise<Answer | 'unknown'>;
  /** For calls that may be repeated: there always is an answer, or an exception. */
  readonly ask: (call: ManagementCall) => Promise<Answer>;
  /** The same where nothing of the answer matters but that it is a success. */
  readonly expectDone: (call: ManagementCall) => Promise<void>;
  /** The exception for an answer that nobody hoped for. */
  readonly refused: (answer: Answer, call: ManagementCall) => Error;
}

/**
 * The Management API over plain HTTPS, one call at a time: a Free tenant allows two a second.
 * Source: auth0.com/docs/api/management/v2; docs/registration.md has the table.
 */
export const createManagementCaller = ({
  sender,
  accessToken,
  context,
}: ManagementCallerOptions): ManagementCaller => {
  const send = async (call: ManagementCall) => {
    const { method, path, id = '', versionId = '', query, body, repeatable = true } = call;
    const token = await accessToken();
    context.scrubber.hideValuesOf(body);
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const resource = path
      .replace('{id}', encodeURIComponent(id))
      .replace('{versionId}', encodeURIComponent(versionId));
    return sender.send({
      label: labelOf(call),
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

  const refused = (answer: Answer, call: ManagementCall) =>
    refusal(answer, { label: labelOf(call), scopes: call.scopes }, context);

  const ask = async (call: ManagementCall): Promise<Answer> => {
    const answer = await send(call);
    if (answer === 'unknown') throw new Error('a repeatable request has no unknown outcome');
    return answer;
  };

  const expectDone = async (call: ManagementCall): Promise<void> => {
    const answer = await ask(call);
    if (answer.status >= 300) throw refused(answer, call);
  };

  return { send, ask, expectDone, refused };
};

const labelOf = ({ method, path }: Pick<ManagementCall, 'method' | 'path'>): string =>
  `${method} /api/v2${path}`;

/** A 404 that speaks of the resource; any other may come from a wrong address. */
export const isGone = ({ status, json }: Answer): boolean =>
  status === 404 && v.is(v.object({ statusCode: v.literal(404) }), json);
