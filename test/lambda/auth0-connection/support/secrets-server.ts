import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { jsonResponse, type LocalRequest } from '../../../../local/http/message';
import { serve } from '../../../../local/http/serve';

export interface SecretsServer {
  readonly url: string;
  /** Values by name; a name without an entry is a secret that does not exist. */
  readonly values: Map<string, string>;
  /** Values under AWSPENDING by name: a rotation is under way. */
  readonly pending: Map<string, string>;
  /** Names whose reading or writing is refused with this error code. */
  readonly refusals: Map<string, { readonly on: 'read' | 'write'; readonly code: string }>;
  /** Every value that was ever written, by name. */
  readonly written: Map<string, string[]>;
  readonly client: SecretsManagerClient;
  readonly close: () => Promise<void>;
}

/** Secrets Manager's JSON protocol over real HTTP, for the real SDK client. */
export const startSecretsServer = async (): Promise<SecretsServer> => {
  const values = new Map<string, string>();
  const pending = new Map<string, string>();
  const refusals: SecretsServer['refusals'] = new Map();
  const written = new Map<string, string[]>();

  const answer = (request: LocalRequest) => {
    const {
      SecretId: name,
      SecretString: value,
      VersionStage: stage,
    } = JSON.parse(request.body) as {
      SecretId: string;
      SecretString?: string;
      VersionStage?: string;
    };
    const writes = request.headers['x-amz-target'] === 'secretsmanager.PutSecretValue';
    const refusal = refusals.get(name);
    if (refusal?.on === (writes ? 'write' : 'read')) {
      // The real message quotes the caller and the resource; a canary stands for both.
      return jsonResponse(400, { __type: refusal.code, Message: 'canary of an SDK message' });
    }
    if (writes) {
      values.set(name, value ?? '');
      written.set(name, [...(written.get(name) ?? []), value ?? '']);
      return jsonResponse(200, { Name: name, VersionId: 'v' });
    }
    const stored = (stage === 'AWSPENDING' ? pending : values).get(name);
    return stored === undefined
      ? jsonResponse(400, { __type: 'ResourceNotFoundException', Message: 'no such secret' })
      : jsonResponse(200, { Name: name, SecretString: stored });
  };

  const server = await serve(answer);
  const client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    url: server.url,
    values,
    pending,
    refusals,
    written,
    client,
    close: () => {
      client.destroy();
      return server.close();
    },
  };
};
