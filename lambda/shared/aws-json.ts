import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpClient } from './http';
import { fail, ok, type Result } from './result';

export interface AwsJsonOptions {
  readonly http: HttpClient;
  readonly region: string;
  /** Where Lambda puts its credentials, and tests their endpoint. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name in the signature and in the host, e.g. `secretsmanager`. */
  readonly service: string;
  /** Before the operation in `X-Amz-Target`, e.g. `DynamoDB_20120810`. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  /** Environment variable that replaces the endpoint, beside `AWS_ENDPOINT_URL`. */
  readonly endpointVariable: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
}

/** `refused` carries the name of AWS's error, without its namespace. */
export type AwsFault =
  { readonly kind: 'refused'; readonly error: string } | { readonly kind: 'unavailable' };

export type AwsJsonCall = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Result<Readonly<Record<string, unknown>>, AwsFault>>;

/**
 * Calls an AWS service that speaks JSON by one signed request on the gateway's own HTTP client,
 * instead of the SDK's client for it: that one takes longer to load than everything else in the
 * gateway together (docs/adr/0005-secrets-without-the-sdk-client.md).
 * Protocol: smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export const createAwsJsonCall = (options: AwsJsonOptions): AwsJsonCall => {
  const { http, region, env, service, target, jsonVersion, endpointVariable, timeoutMs } = options;
  const endpoint = new URL(
    env[endpointVariable] ??
      env['AWS_ENDPOINT_URL'] ??
      `https://${service}.${region}.amazonaws.com`,
  );
  const signer = new SignatureV4({
    service,
    region,
    // Lambda sets them once per instance and never changes them.
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
    },
    sha256: Sha256,
  });

  return async (operation, input) => {
    const body = JSON.stringify(input);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: '/',
      headers: {
        host: endpoint.host,
        'content-type': `application/x-amz-json-${jsonVersion}`,
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    });
    const url = endpoint.href;
    const answer = await http.request({ method: 'POST', url, headers, body, timeoutMs });
    if (!answer.ok) return fail({ kind: 'unavailable' });
    const json = readObject(answer.value.body);
    if (json === undefined) return fail({ kind: 'unavailable' });
    if (answer.value.status === 200) return ok(json);
    const error = typeof json['__type'] === 'string' ? json['__type'].replace(/^.*#/, '') : '';
    return fail({ kind: 'refused', error });
  };
};

const readObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
};

/** SHA-256 and HMAC-SHA-256 in the shape that the signer asks for. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(chunk));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error('a signature needs each hash once');
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
