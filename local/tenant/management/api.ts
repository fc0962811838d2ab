import type { LocalAnswer, LocalHandler, LocalRequest } from '../../http/message';
import { createRouter } from '../../http/router';
import { managementError } from '../errors';
import { createTokenBuckets, type Take } from '../token-bucket';
import type { TokenIssuer } from '../token-issuer';

/** A call of the Management API whose token was found good. */
export interface ManagementRequest extends LocalRequest {
  readonly scopes: ReadonlySet<string>;
  /** The 403 to answer with when the token lacks a further scope. */
  readonly requireScope: (scope: string) => LocalAnswer | undefined;
}

export interface ManagementRoute {
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  readonly handle: (
    request: ManagementRequest,
    parameters: Readonly<Record<string, string>>,
  ) => LocalAnswer;
}

export interface ManagementLimit {
  readonly burst: number;
  readonly perSecond: number;
}

export interface ManagementApiOptions {
  readonly routes: readonly ManagementRoute[];
  readonly issuer: TokenIssuer;
  /** @default none; Auth0's Free plan is burst 2, 2 per second (docs/sources.md §4.3) */
  readonly limit?: ManagementLimit;
  readonly now: () => number;
}

/** Everything under `/api/v2/`: rate limit, then path, then token, then scope. */
export const createManagementApi = ({
  routes,
  issuer,
  limit,
  now,
}: ManagementApiOptions): LocalHandler => {
  const buckets = limit && createTokenBuckets({ ...limit, now });
  const router = createRouter(
    routes.map((route) => ({
      ...route,
      handle: async (request, parameters) => {
        const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
        // The sentence for a missing token is unverified; "Invalid token." is the OpenAPI's.
        if (token === undefined) return managementError(401, 'Missing authentication');
        const scopes = await issuer.readManagementToken(token);
        if (!scopes) return managementError(401, 'Invalid token.', 'invalid_token');
        const requireScope = (scope: string) =>
          scopes.has(scope)
            ? undefined
            : managementError(
                403,
                `Insufficient scope, expected any of: ${scope}`,
                'insufficient_scope',
              );
        return (
          requireScope(route.scope) ??
          route.handle({ ...request, scopes, requireScope }, parameters)
        );
      },
    })),
    () => managementError(404, 'Not Found'),
  );

  return async (request) => {
    if (!buckets) return router(request);
    const take = buckets.take('tenant');
    const headers = limitHeaders(take);
    // Body seen in third-party text only; the headers are documented (docs/sources.md §4.3).
    if (!take.allowed)
      return managementError(429, 'Global limit has been reached', 'too_many_requests', headers);
    const answer = await router(request);
    return 'status' in answer ? { ...answer, headers: { ...answer.headers, ...headers } } : answer;
  };
};

const limitHeaders = ({ limit, remaining, resetAt }: Take): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(resetAt),
});
