import { jsonResponse } from '../http/message';
import type { Route } from '../http/router';
import type { TokenIssuer } from './token-issuer';

/** What a relying party looks up before it believes an id_token. */
export const discoveryRoutes = (tokens: TokenIssuer): readonly Route[] => [
  {
    method: 'GET',
    path: '/.well-known/jwks.json',
    handle: async () => jsonResponse(200, await tokens.jwks()),
  },
  {
    method: 'GET',
    path: '/.well-known/openid-configuration',
    handle: () =>
      jsonResponse(200, {
        issuer: tokens.issuer,
        token_endpoint: `${tokens.issuer}oauth/token`,
        userinfo_endpoint: tokens.userinfoAudience,
        jwks_uri: `${tokens.issuer}.well-known/jwks.json`,
        scopes_supported: ['openid', 'profile', 'phone'],
        id_token_signing_alg_values_supported: ['RS256'],
        subject_types_supported: ['public'],
      }),
  },
];
