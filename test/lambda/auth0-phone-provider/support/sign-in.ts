import { compactVerify } from 'jose';
import { gatewayTokenClaims } from '../../../../lambda/contract';
import { jsonResponse, localRequest, type LocalRequest } from '../../../../local/http/message';
import { serve, type RunningServer } from '../../../../local/http/serve';
import { PASSWORDLESS_GRANT } from '../../../../local/tenant/model';
import type { Tenant } from '../../../../local/tenant/tenant';
import { CANARIES } from '../../auth0-connection/support/canaries';
import { APP } from './world';

/** A gateway as far as Auth0 can tell: it insists on the token, and remembers what it was to send. */
export interface TestGateway extends RunningServer {
  readonly smsUrl: string;
  /** The text of the latest message to a number. */
  readonly latest: (number: string) => string | undefined;
}

export const startTestGateway = async (): Promise<TestGateway> => {
  const messages = new Map<string, string>();
  const server = await serve(async (request) => {
    if (!(await isSigned(request))) return jsonResponse(401, { error: 'unauthorized' });
    const { recipient, body } = JSON.parse(request.body) as { recipient: string; body: string };
    messages.set(recipient, body);
    return jsonResponse(200, { status: 'accepted' });
  });
  return { ...server, smsUrl: `${server.url}/sms`, latest: (number) => messages.get(number) };
};

const isSigned = async ({ headers }: LocalRequest): Promise<boolean> => {
  const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const { audience, subject } = gatewayTokenClaims('test');
  try {
    const { payload } = await compactVerify(token, Buffer.from(CANARIES.gatewayKey));
    const claims = JSON.parse(Buffer.from(payload).toString()) as { aud: string; sub: string };
    return claims.aud === audience && claims.sub === subject;
  } catch {
    return false;
  }
};

/** What a person does. Resolves to what went wrong, or `undefined`. */
export const signIn = async (
  tenant: Tenant,
  gateway: TestGateway,
  number: string,
): Promise<string | undefined> => {
  const post = async (path: string, body: object) => {
    const answer = await tenant.handle(
      localRequest('POST', path, { body: { client_id: APP, ...body } }),
    );
    return 'status' in answer ? answer : { status: 0, body: '' };
  };
  const started = await post('/passwordless/start', {
    connection: 'sms',
    phone_number: number,
    send: 'code',
  });
  if (started.status !== 200) return `the start was answered ${started.status}: ${started.body}`;
  await tenant.actionsIdle();
  const code = /\b\d{6}\b/.exec(gateway.latest(number) ?? '')?.[0];
  if (code === undefined) return 'no code reached the gateway';
  const exchanged = await post('/oauth/token', {
    grant_type: PASSWORDLESS_GRANT,
    username: number,
    otp: code,
    realm: 'sms',
    scope: 'openid',
  });
  return exchanged.status === 200 ? undefined : `the code was answered ${exchanged.status}`;
};
