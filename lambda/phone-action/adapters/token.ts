import { createHmac, randomUUID } from 'node:crypto';
import { GATEWAY_TOKEN_BODY_CLAIM } from '../../contract';
import { bodyHash } from '../../shared/body-hash';
import type { ActionSettings } from '../core/settings';

/** The gateway allows clocks to differ by a minute; a call takes less than that. */
const LIFETIME_SECONDS = 60;

/** The token of one call: HS256 by Node.js alone, and good for this body only. */
export const signToken = (
  body: string,
  { gatewayTokenKey, audience, subject }: ActionSettings,
  nowMs: number,
): string => {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = {
    aud: audience,
    sub: subject,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: randomUUID(),
    [GATEWAY_TOKEN_BODY_CLAIM]: bodyHash(body),
  };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', gatewayTokenKey).update(signed).digest('base64url')}`;
};

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
