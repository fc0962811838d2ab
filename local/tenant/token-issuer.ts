import { exportJWK, jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';
import { textOf } from '../http/message';
import { signingKeys } from './signing-keys';

/** Auth0's defaults: a day for access tokens, ten hours for id tokens. */
export const ACCESS_TOKEN_SECONDS = 86_400;
const ID_TOKEN_SECONDS = 36_000;

/** Signs the tenant's tokens (RS256) and reads its own back. */
export interface TokenIssuer {
  /** With a slash at its end, as Auth0's is. */
  readonly issuer: string;
  readonly managementAudience: string;
  readonly userinfoAudience: string;
  readonly jwks: () => Promise<{ readonly keys: readonly JWK[] }>;
  readonly signAccessToken: (claims: JWTPayload) => Promise<string>;
  readonly signIdToken: (claims: JWTPayload) => Promise<string>;
  /** The scopes of a good token for the Management API. */
  readonly readManagementToken: (token: string) => Promise<ReadonlySet<string> | undefined>;
  /** The claims of a good token for `/userinfo`. */
  readonly readUserinfoToken: (token: string) => Promise<JWTPayload | undefined>;
}

export const createTokenIssuer = (baseUrl: string, now: () => number): TokenIssuer => {
  const issuer = `${baseUrl}/`;
  const managementAudience = `${issuer}api/v2/`;
  const userinfoAudience = `${issuer}userinfo`;
  const keyId = 'stand-in-tenant';

  const sign = async (claims: JWTPayload, lifetimeSeconds: number) => {
    const issuedAt = Math.floor(now() / 1000);
    return new SignJWT({ ...claims, iss: issuer, iat: issuedAt, exp: issuedAt + lifetimeSeconds })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
      .sign((await signingKeys()).privateKey);
  };
  const read = async (token: string, audience: string) => {
    try {
      const { payload } = await jwtVerify(token, (await signingKeys()).publicKey, {
        algorithms: ['RS256'],
        issuer,
        audience,
        currentDate: new Date(now()),
      });
      return payload;
    } catch {
      return undefined;
    }
  };

  return {
    issuer,
    managementAudience,
    userinfoAudience,
    jwks: async () => ({
      keys: [
        {
          ...(await exportJWK((await signingKeys()).publicKey)),
          alg: 'RS256',
          use: 'sig',
          kid: keyId,
        },
      ],
    }),
    signAccessToken: (claims) => sign(claims, ACCESS_TOKEN_SECONDS),
    signIdToken: (claims) => sign(claims, ID_TOKEN_SECONDS),
    readManagementToken: async (token) => {
      const claims = await read(token, managementAudience);
      return claims && new Set(textOf(claims['scope']).split(' '));
    },
    readUserinfoToken: (token) => read(token, userinfoAudience),
  };
};
