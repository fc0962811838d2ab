import { type LocalAnswer, localRequest } from '../../local/http/message';
import {
  type Application,
  CLIENT_CREDENTIALS_GRANT,
  MANAGEMENT_SCOPES,
} from '../../local/tenant/model';
import type { Tenant } from '../../local/tenant/tenant';

/** An application that may do everything, whatever scopes the one under test lacks. */
export const OPERATOR: Application & { readonly clientSecret: string } = {
  clientId: 'operator',
  clientSecret: 'OperatorsOwnSecret-0123456789-abcdef',
  name: 'Operator',
  grants: [CLIENT_CREDENTIALS_GRANT],
  managementScopes: MANAGEMENT_SCOPES,
};

/** Calls the Management API as an operator would; resolves to the answer's body. */
export type Manage = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** @param tenant one that has {@link OPERATOR} among its applications */
export const operatorOf = async (
  tenant: Pick<Tenant, 'handle'>,
  baseUrl: string,
): Promise<Manage> => {
  const json = { 'content-type': 'application/json' };
  const authorised = await tenant.handle(
    localRequest('POST', '/oauth/token', {
      headers: json,
      body: JSON.stringify({
        grant_type: CLIENT_CREDENTIALS_GRANT,
        client_id: OPERATOR.clientId,
        client_secret: OPERATOR.clientSecret,
        audience: `${baseUrl}/api/v2/`,
      }),
    }),
  );
  const token = (jsonOf(authorised) as { access_token: string }).access_token;
  return async (method, path, body) =>
    jsonOf(
      await tenant.handle(
        localRequest(method, `/api/v2${path}`, {
          headers: { authorization: `Bearer ${token}`, ...json },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      ),
    );
};

const jsonOf = (answer: LocalAnswer): unknown =>
  'body' in answer && typeof answer.body === 'string' && answer.body !== ''
    ? (JSON.parse(answer.body) as unknown)
    : undefined;
