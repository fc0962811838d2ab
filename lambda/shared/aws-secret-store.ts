import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as v from 'valibot';
import type { HttpClient } from './http';
import { fail, ok } from './result';
import type { SecretStore } from './secrets';

/** A read that takes longer is given up; a message has seconds, not minutes. */
const READ_TIMEOUT_MS = 2_000;

export interface AwsSecretStoreOptions {
  readonly http: HttpClient;
  readonly region: string;
  /** Where Lambda puts its credentials, and tests their endpoint. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads Secrets Manager with one signed request on the gateway's own HTTP client, instead of the
 * SDK's client for it: that one takes longer to load than everything else in the gateway together
 * (docs/adr/0005-secrets-without-the-sdk-client.md).
 * Protocol: docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const createAwsSecretStore = ({ http, region, env }: AwsSecretStoreOptions): SecretStore => {
  const endpoint = new URL(
    env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ??
      env['AWS_ENDPOINT_URL'] ??
      `https://secretsmanager.${region}.amazonaws.com`,
  );
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    // Lambda sets them once per instance and never changes them.
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
    },
    sha256: Sha256,
  });

  return {
    read: async (name, stage = 'AWSCURRENT') => {
      const body = JSON.stringify({ SecretId: name, VersionStage: stage });
      const { headers } = await signer.sign({
        method: 'POST',
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        path: '/',
        headers: {
          host: endpoint.host,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'secretsmanager.GetSecretValue',
        },
        body,
      });
      const url = endpoint.href;
      const answer = await http.request({
        method: 'POST',
        url,
        headers,
        body,
        timeoutMs: READ_TIMEOUT_MS,
      });
      if (!answer.ok) return fail('unavailable');
      const parsed = v.safeParse(answerSchema, parseJson(answer.value.body));
      if (!parsed.success) return fail('unavailable');
      const { SecretString, __type } = parsed.output;
      if (answer.value.status === 200) return SecretString ? ok(SecretString) : fail('absent');
      return fail(__type?.endsWith('ResourceNotFoundException') ? 'absent' : 'unavailable');
    },
  };
};

const answerSchema = v.object({
  SecretString: v.optional(v.string()),
  /** Name of the error, with or without a namespace. */
  __type: v.optional(v.string()),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
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
