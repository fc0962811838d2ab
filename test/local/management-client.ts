import { at } from '../../lambda/gateway/adapters/providers/answers';
import { localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import { seededRandom } from '../../local/random';
import { CLIENT_CREDENTIALS_GRANT, MANAGEMENT_SCOPES } from '../../local/tenant/model';
import { createTenant, type TenantOptions } from '../../local/tenant/tenant';

export const BASE = 'http://127.0.0.1:9999';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The text at a place in an answer. */
export const textAt = (body: unknown, ...path: readonly (number | string)[]): string => {
  const found = at(body, ...path);
  return typeof found === 'string' ? found : '';
};

/** A tenant at a clock of its own, and somebody with a token for its Management API. */
export const managementTenant = (
  options: Partial<TenantOptions> = {},
  scopes: readonly string[] = MANAGEMENT_SCOPES,
) => {
  const clock = { ms: Date.parse('2026-11-22T12:00:00Z') };
  const tenant = createTenant({
    baseUrl: BASE,
    now: () => clock.ms,
    random: seededRandom('management'),
    ...options,
    applications: [
      {
        clientId: 'm2m',
        clientSecret: 'm2m-secret',
        name: 'Registration',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: scopes,
      },
      ...(options.applications ?? []),
    ],
  });
  const ask = async (
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = (await tenant.handle(
      localRequest(method, target, { body, headers }),
    )) as LocalResponse;
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: parseJson(answer.body ?? ''),
    };
  };
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const { body: token } = await ask('POST', '/oauth/token', {
      grant_type: CLIENT_CREDENTIALS_GRANT,
      client_id: 'm2m',
      client_secret: 'm2m-secret',
      audience: `${BASE}/api/v2/`,
    });
    return ask(method, `/api/v2${path}`, body, {
      authorization: `Bearer ${textAt(token, 'access_token')}`,
    });
  };

  /** Creates, builds, deploys: the id of an Action that runs. */
  const deployAction = async (change: object = {}): Promise<string> => {
    const { body } = await call('POST', '/actions/actions', { ...ACTION, ...change });
    clock.ms += 1000;
    const id = textAt(body, 'id');
    await call('POST', `/actions/actions/${id}/deploy`);
    clock.ms += 1000;
    return id;
  };
  return { tenant, clock, ask, call, deployAction };
};

export const ACTION = {
  name: 'SMS gateway',
  supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
  code: 'exports.onExecuteCustomPhoneProvider = async (event, api) => {};',
  runtime: 'node22',
  dependencies: [],
  secrets: [{ name: 'TOKEN', value: 'the-value-of-the-secret' }],
};

export const PROVIDER = {
  name: 'custom',
  disabled: false,
  configuration: { delivery_methods: ['text'] },
  credentials: {},
};

export const error = (
  statusCode: number,
  reason: string,
  message: unknown,
  errorCode?: string,
) => ({
  statusCode,
  error: reason,
  message,
  ...(errorCode === undefined ? {} : { errorCode }),
});

export const invalidBody = (message: unknown) => error(400, 'Bad Request', message, 'invalid_body');
