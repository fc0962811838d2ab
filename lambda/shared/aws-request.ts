import { SignatureV4 } from '@smithy/signature-v4';
import { awsEndpoint } from './aws-endpoint';
import type { HttpClient, HttpFault, HttpResponse } from './http';
import { fail, type Result } from './result';
import { Sha256 } from './sha256';

/** What a service of AWS is called by. */
export interface AwsRequestOptions {
  readonly http: HttpClient;
  readonly region: string;
  /** Where Lambda puts its credentials, and tests their endpoint. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name in the signature and in the host, e.g. `secretsmanager`. */
  readonly service: string;
  /** Replaces the endpoint. @default - what the environment says, else the service's own in the region */
  readonly endpoint?: string | undefined;
  /** Environment variable that replaces the endpoint, beside `AWS_ENDPOINT_URL`. */
  readonly endpointVariable: string;
}

export interface AwsRequest {
  /** Beside `host` and what the signature adds. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** `no-credentials`: Lambda's are not there, and nothing was sent. */
export type AwsRequestFault =
  HttpFault | { readonly reason: 'no-credentials'; readonly sent: 'no' };

export type SendAwsRequest = (
  request: AwsRequest,
) => Promise<Result<HttpResponse, AwsRequestFault>>;

/**
 * Calls AWS by one signed POST on the gateway's own HTTP client, instead of the SDK's client for a
 * service: that one takes longer to load than everything else in the gateway together
 * (docs/adr/0005-aws-without-the-sdk-clients.md). Any status but a redirect is an answer.
 */
export const createAwsRequest = (options: AwsRequestOptions): SendAwsRequest => {
  const { http, region, env, service, endpointVariable } = options;
  const endpoint = new URL(
    options.endpoint ??
      env[endpointVariable] ??
      env['AWS_ENDPOINT_URL'] ??
      awsEndpoint(service, region),
  );
  // Lambda sets them once per instance and never changes them.
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey)
    return () => Promise.resolve(fail({ reason: 'no-credentials', sent: 'no' }));
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256,
  });

  return async ({ headers, body, timeoutMs }) => {
    const signed = await signer.sign({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: endpoint.pathname,
      headers: { host: endpoint.host, ...headers },
      body,
    });
    return http.request({
      method: 'POST',
      url: endpoint.href,
      headers: signed.headers,
      body,
      timeoutMs,
    });
  };
};
