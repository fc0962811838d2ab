import type { HttpClient, HttpFault, HttpRequest } from '../../lambda/shared/http';
import { fail, ok } from '../../lambda/shared/result';
import { isRecord, localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { createTenant, type TenantOptions } from '../../local/tenant/tenant';

export const BASE = 'http://127.0.0.1:9999';
export const NUMBER = '+12025550123';
export const GATEWAY_SECRET = 'the-secret-of-the-gateway-0123456789';

export const OPTIONS = {
  provider: 'sms_gateway',
  gateway_url: 'https://gateway.example/prod/sms',
  gateway_authentication: {
    method: 'bearer',
    audience: 'urn:sms-gateway:test',
    subject: 'auth0:test',
    secret: GATEWAY_SECRET,
    secret_base64_encoded: false,
  },
  from: '+12025550100',
  template: 'Code: {{ code }}',
  syntax: 'liquid',
};

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A tenant whose gateway is a fake that remembers what it was sent. */
export const signInTenant = ({
  options = {},
  ...tenantOptions
}: Partial<TenantOptions> & { readonly options?: Readonly<Record<string, unknown>> } = {}) => {
  const sent: HttpRequest[] = [];
  const gateway: { answer: number | HttpFault } = { answer: 200 };
  const http: HttpClient = {
    request: (request) => {
      sent.push(request);
      const { answer } = gateway;
      return Promise.resolve(
        typeof answer === 'number'
          ? // Auth0 does not read the body; our Action does.
            ok({ status: answer, headers: {}, body: answer === 200 ? '{"status":"accepted"}' : '' })
          : fail(answer),
      );
    },
  };
  const clock = { ms: Date.parse('2026-11-22T12:00:00Z') };
  const tenant = createTenant({
    baseUrl: BASE,
    http,
    now: () => clock.ms,
    applications: [
      { clientId: 'app', name: 'The App', grants: [PASSWORDLESS_GRANT] },
      { clientId: 'other-app', name: 'Another', grants: [PASSWORDLESS_GRANT] },
      { clientId: 'no-grant', name: 'No grant', grants: [] },
      {
        clientId: 'backend',
        clientSecret: 'backend-secret',
        name: 'Backend',
        grants: [PASSWORDLESS_GRANT],
        trustsForwardedFor: true,
      },
    ],
    connections: [
      {
        name: 'sms',
        options: { ...OPTIONS, ...options },
        clients: ['app', 'backend', 'no-grant'],
      },
      { name: 'email', strategy: 'email', clients: ['app'] },
    ],
    ...tenantOptions,
  });
  const post = async (
    path: string,
    body: unknown,
    extra: Parameters<typeof localRequest>[2] = {},
  ): Promise<Answer> => {
    const answer = (await tenant.handle(
      localRequest('POST', path, { ...extra, body }),
    )) as LocalResponse;
    const parsed = parseJson(answer.body ?? '');
    return { status: answer.status, body: isRecord(parsed) ? parsed : {} };
  };
  const message = (at = -1) => JSON.parse(sent.at(at)?.body ?? '{}') as Record<string, unknown>;
  return {
    tenant,
    clock,
    gateway,
    sent,
    message,
    start: (change: object = {}, extra?: Parameters<typeof localRequest>[2]) =>
      post(
        '/passwordless/start',
        { client_id: 'app', connection: 'sms', phone_number: NUMBER, send: 'code', ...change },
        extra,
      ),
    /** The digits of the newest message. */
    code: (at = -1) => /\d+$/.exec(String(message(at)['body']))?.[0] ?? '',
    exchange: (otp: string, change: object = {}) =>
      post('/oauth/token', {
        grant_type: PASSWORDLESS_GRANT,
        client_id: 'app',
        username: NUMBER,
        otp,
        realm: 'sms',
        scope: 'openid profile phone',
        ...change,
      }),
  };
};

/** A code that is not the right one. */
export const wrong = (code: string): string => (code.startsWith('0') ? '1' : '0') + code.slice(1);
