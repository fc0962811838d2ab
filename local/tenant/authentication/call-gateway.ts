import { SignJWT } from 'jose';
import type { HttpClient } from '../../../lambda/shared/http';
import { isRecord } from '../../http/message';
import type { ConnectionOptions } from '../model';

/** The POST that Auth0 makes to a custom SMS gateway (docs/sources.md §1.2): these fields and no others. */
export interface GatewayMessage {
  readonly recipient: string;
  readonly body: string;
  readonly sender?: string;
  readonly req?: { readonly ip: string; readonly 'user-agent': string };
}

/** Why the app gets `sms_provider_error`, in Auth0's words; `undefined` when the gateway said 200. */
export const callGateway = async (
  http: HttpClient,
  options: ConnectionOptions,
  message: GatewayMessage,
  timeoutMs: number,
): Promise<string | undefined> => {
  const { gateway_url: url, gateway_authentication: authentication, provider } = options;
  if (provider !== 'sms_gateway' || typeof url !== 'string')
    return 'The stand-in tenant sends through the provider sms_gateway and a gateway_url only';
  const answer = await http.request({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      // Seen in Auth0's own migration sample; unverified (docs/sources.md §1.2).
      'user-agent': 'Auth0',
      ...(isRecord(authentication)
        ? { authorization: `Bearer ${await signGatewayToken(authentication)}` }
        : {}),
    },
    body: JSON.stringify(message),
    timeoutMs,
  });
  // Exactly 200 counts; body and content type are ignored; there is no second try (docs/sources.md §1.4).
  if (!answer.ok)
    return answer.error.reason === 'timeout'
      ? 'Timeout while calling the SMS gateway: ETIMEDOUT'
      : `Unexpected response while calling the SMS gateway: ${answer.error.reason}`;
  const { status } = answer.value;
  if (status === 200) return undefined;
  return status === 401
    ? `Authentication failed while calling the SMS gateway: ${status}`
    : `Unexpected response while calling the SMS gateway: ${status}`;
};

/**
 * HS256 with `aud` and `sub`, which is all that is documented (docs/sources.md §1.3): a gateway that insists
 * on `exp`, `iat` or `iss` would fail here, as it may fail with Auth0.
 */
const signGatewayToken = async (authentication: Record<string, unknown>): Promise<string> => {
  const { audience, subject, secret, secret_base64_encoded: encoded } = authentication;
  const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'JWT' });
  token.setAudience(String(audience));
  if (typeof subject === 'string') token.setSubject(subject);
  return token.sign(Buffer.from(String(secret), encoded === true ? 'base64url' : 'utf8'));
};
