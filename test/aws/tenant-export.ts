import type { Tenant } from '../../local/tenant/tenant';
import { isRecord, localRequest } from '../../local/http/message';

/** Somebody who may see and do everything in a tenant. */
export type Operator = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** @param origin of the tenant */
export const signInAsOperator = async (
  tenant: Pick<Tenant, 'handle'>,
  origin: string,
  credentials: { readonly clientId: string; readonly clientSecret: string },
): Promise<Operator> => {
  const ask = async (method: string, path: string, body: unknown, token?: string) => {
    const answer = await tenant.handle(
      localRequest(method, path, {
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (!('status' in answer)) throw new Error(`${method} ${path} was not answered`);
    const text = typeof answer.body === 'string' ? answer.body : '';
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const { access_token: token } = (await ask('POST', '/oauth/token', {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    audience: `${origin}/api/v2/`,
  })) as { access_token: string };
  return (method, path, body) => ask(method, `/api/v2${path}`, body, token);
};

const TRIGGERS = ['custom-phone-provider', 'send-phone-message'];

/** Everything about phone messages that a tenant tells an operator, as text, part by part. */
export const exportTenant = async (
  operator: Operator,
): Promise<Readonly<Record<string, string>>> => {
  const connections = (await operator('GET', '/connections')) as readonly { id: string }[];
  const paths = [
    '/connections',
    ...connections.map(({ id }) => `/connections/${id}/clients`),
    ...TRIGGERS.flatMap((trigger) => [
      `/actions/actions?triggerId=${trigger}`,
      `/actions/triggers/${trigger}/bindings`,
    ]),
    '/branding/phone/providers',
    '/branding/phone/templates',
    '/tenants/settings',
    '/guardian/factors',
    '/guardian/factors/phone/message-types',
    '/guardian/factors/phone/selected-provider',
    '/guardian/policies',
  ];
  const parts: Record<string, string> = {};
  for (const path of paths) {
    // A tenant that sends through its phone provider shows no other choice of one.
    const found = await operator('GET', path).catch((error: unknown) => String(error));
    parts[path] = JSON.stringify(found, withoutHistory, 2);
  }
  return parts;
};

/** When something was written, and the how manieth version that is, only ever grows. */
const withoutHistory = (key: string, value: unknown): unknown => {
  if (['updated_at', 'built_at', 'build_time', 'number'].includes(key)) return undefined;
  if (['current_version', 'deployed_version'].includes(key)) return sorted(withoutId(value));
  // A binding is made anew.
  return key === 'bindings' && Array.isArray(value) ? value.map(withoutId) : sorted(value);
};

/** The order of keys means nothing in JSON. */
const sorted = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const withoutId = (value: unknown): unknown => {
  const { id: _, created_at: __, ...others } = value as Readonly<Record<string, unknown>>;
  return others;
};
