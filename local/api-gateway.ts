import type { APIGatewayProxyEvent } from 'aws-lambda';
import { SMS_PATH } from '../lambda/contract';
import type { GatewayHandler } from '../lambda/gateway/handler';
import { jsonResponse, type LocalHandler, type LocalRequest } from './http/message';
import { randomUuid, systemRandom, type RandomInt } from './random';

const STAGE = 'laptop';

export interface LocalApiOptions {
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Of the requests' ids. @default - no seed */
  readonly random?: RandomInt;
}

/**
 * API Gateway's REST API as `lib/constructs/gateway-api.ts` sets it up: one route, everything else
 * 404 in the gateway's own shape. A request too big for API Gateway ends in `http/serve.ts`.
 */
export const createLocalApi =
  (
    handler: GatewayHandler,
    { now = Date.now, random = systemRandom }: LocalApiOptions = {},
  ): LocalHandler =>
  async (request) => {
    if (request.method !== 'POST' || request.path !== `/${SMS_PATH}`)
      return jsonResponse(404, { error: 'not_found' });
    try {
      const result = await handler(toProxyEvent(request, now(), random));
      return {
        status: result.statusCode,
        headers: Object.fromEntries(
          Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
        ),
        body: result.body,
      };
    } catch (error) {
      // API Gateway's INTEGRATION_FAILURE, shaped by lib/constructs/gateway-responses.ts.
      console.error(error);
      return jsonResponse(503, { error: 'unavailable' });
    }
  };

/**
 * The proxy event of a REST API, format 1.0:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 * Absent parameters are `null` there, and a repeated header counts with its last value.
 */
export const toProxyEvent = (
  request: LocalRequest,
  nowMs: number,
  random: RandomInt = systemRandom,
): APIGatewayProxyEvent => {
  const headers = [
    ...request.rawHeaders,
    ['X-Forwarded-For', request.remoteAddress],
    ['X-Forwarded-Proto', 'http'],
  ] as const;
  const query = [...request.query];
  const path = request.path;
  return {
    resource: path,
    path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? grouped(query) : null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'laptop',
      authorizer: null,
      extendedRequestId: randomUuid(random),
      httpMethod: request.method,
      identity: {
        ...NO_IDENTITY,
        sourceIp: request.remoteAddress,
        userAgent: request.headers['user-agent'] ?? null,
      },
      path: `/${STAGE}${path}`,
      protocol: 'HTTP/1.1',
      requestId: randomUuid(random),
      requestTimeEpoch: nowMs,
      resourceId: 'laptop',
      resourcePath: path,
      stage: STAGE,
    },
    body: request.body === '' ? null : request.body,
    // No binary media type is registered with the API, so bodies come as text.
    isBase64Encoded: false,
  };
};

const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

const grouped = (
  entries: readonly (readonly [name: string, value: string])[],
): Record<string, string[]> => {
  const groups: Record<string, string[]> = {};
  for (const [name, value] of entries) groups[name] = [...(groups[name] ?? []), value];
  return groups;
};
