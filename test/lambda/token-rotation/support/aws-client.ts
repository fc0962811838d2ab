import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Readable } from 'node:stream';
import { Refusal, type SecretsManager } from './secrets-manager';

/** Comes between a call and its answer. */
export type Around = <T>(call: string, work: () => T | Promise<T>) => Promise<T>;

/** The real SDK client; what it would send over HTTP goes to a Secrets Manager in memory. */
export const createAwsClient = (
  secretsManager: SecretsManager,
  around: Around,
): SecretsManagerClient =>
  new SecretsManagerClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: {
        readonly headers: Readonly<Record<string, string>>;
        readonly body?: Uint8Array;
      }) => {
        const operation = (request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
        const input = JSON.parse(new TextDecoder().decode(request.body)) as Record<string, unknown>;
        const { status, json } = await around(operation, () => {
          try {
            return { status: 200, json: secretsManager.operate(operation, input) };
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            return { status: 400, json: { __type: error.code, message: error.message } };
          }
        });
        return {
          response: {
            statusCode: status,
            headers: { 'content-type': 'application/x-amz-json-1.1' },
            body: Readable.from([Buffer.from(JSON.stringify(json))]),
          },
        };
      },
    },
  });
