import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { GATEWAY_TOKEN_BODY_CLAIM, PROBE_BODY } from '../contract';
import { bodyHash } from './body-hash';
import type { HttpClient, HttpFault } from './http';

export interface GatewayProbe {
  readonly http: HttpClient;
  /** Full URL of the gateway, ending in `/sms`. */
  readonly url: string;
  /** The HMAC key to sign with: any version of the gateway token's secret. */
  readonly key: string;
  readonly audience: string;
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMs: number;
}

/**
 * What a gateway makes of a key. `refused`: it answered with this status; 401 is the key, or claims
 * of another environment. `unreachable`: no answer of a gateway came; `malformed` is a 200 from
 * something that is none.
 */
export type ProbeResult =
  'ready' | { readonly refused: number } | { readonly unreachable: HttpFault['reason'] };

/** A token that a clock a minute off still finds valid, and that is worth nothing soon after. */
const TOKEN_LIFETIME_SECONDS = 60;

/**
 * Asks the gateway whether it accepts a key: the same URL and the same rules as for a message, and
 * nothing is sent, counted or limited. Asks once. A version of the key younger than
 * {@link GATEWAY_TOKEN_REREAD_MS} may still be refused, so whoever has just made one asks again.
 */
export const probeGateway = async ({
  http,
  url,
  key,
  audience,
  subject,
  now,
  timeoutMs,
}: GatewayProbe): Promise<ProbeResult> => {
  const body = JSON.stringify(PROBE_BODY);
  const issuedAt = Math.floor(now() / 1000);
  const token = await new SignJWT({ [GATEWAY_TOKEN_BODY_CLAIM]: bodyHash(body) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_LIFETIME_SECONDS)
    .sign(new TextEncoder().encode(key));
  const answer = await http.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
    timeoutMs,
  });
  if (!answer.ok) return { unreachable: answer.error.reason };
  if (answer.value.status !== 200) return { refused: answer.value.status };
  return isReady(answer.value.body) ? 'ready' : { unreachable: 'malformed' };
};

const isReady = (body: string): boolean => {
  try {
    return (JSON.parse(body) as { status?: unknown } | null)?.status === 'ready';
  } catch {
    return false;
  }
};
