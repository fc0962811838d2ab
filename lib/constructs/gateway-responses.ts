import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface GatewayResponseRow {
  readonly type: ResponseType;
  /** @default - what API Gateway gives each of them */
  readonly status?: number;
  readonly body: Readonly<Record<string, string>>;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

const NOT_FOUND = { status: 404, body: { error: 'not_found' } };
const RATE_LIMITED = {
  status: 429,
  body: { error: 'rate_limited', limit: 'api' },
  // The throttle refills within a second.
  headers: { 'Retry-After': '1' },
};
const UNAVAILABLE = { status: 503, body: { error: 'unavailable' } };

/**
 * What API Gateway answers when the function is not asked, in the shape of the gateway's own
 * answers. Types that are not listed fall to DEFAULT_4XX and DEFAULT_5XX.
 */
export const GATEWAY_RESPONSES: readonly GatewayResponseRow[] = [
  // The odd name of an unknown path or method …
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, ...NOT_FOUND },
  { type: ResponseType.RESOURCE_NOT_FOUND, ...NOT_FOUND },
  // … and these are the same, asked with an Authorization header that API Gateway takes for a
  // signature of AWS's kind. No method of this API is signed that way.
  { type: ResponseType.INVALID_SIGNATURE, ...NOT_FOUND },
  { type: ResponseType.EXPIRED_TOKEN, ...NOT_FOUND },

  { type: ResponseType.THROTTLED, ...RATE_LIMITED },
  { type: ResponseType.QUOTA_EXCEEDED, ...RATE_LIMITED },
  { type: ResponseType.REQUEST_TOO_LARGE, status: 413, body: { error: 'too_large' } },
  // The resource policy: an address outside network.allowedCidrs.
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    body: { error: 'blocked', reason: 'address_not_allowed' },
  },
  // No firewall comes with this API; an operator may put one in front.
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    body: { error: 'blocked', reason: 'firewall' },
  },
  { type: ResponseType.UNAUTHORIZED, status: 401, body: { error: 'unauthorized' } },
  { type: ResponseType.DEFAULT_4XX, body: { error: 'invalid_request' } },

  { type: ResponseType.INTEGRATION_TIMEOUT, status: 504, body: { error: 'timeout' } },
  { type: ResponseType.INTEGRATION_FAILURE, ...UNAVAILABLE },
  { type: ResponseType.API_CONFIGURATION_ERROR, ...UNAVAILABLE },
  { type: ResponseType.DEFAULT_5XX, ...UNAVAILABLE },
];

/** Gives an API the answers of {@link GATEWAY_RESPONSES}. */
export const addGatewayResponses = (api: RestApi): void => {
  for (const { type, status, body, headers } of GATEWAY_RESPONSES) {
    api.addGatewayResponse(pascalCase(type.responseType), {
      type,
      ...(status !== undefined && { statusCode: String(status) }),
      ...(headers && { responseHeaders: quoted(headers) }),
      templates: { 'application/json': JSON.stringify(body) },
    });
  }
};

/** API Gateway takes a literal in single quotes, else an expression. */
const quoted = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));

const pascalCase = (type: string): string =>
  type
    .split('_')
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join('');
