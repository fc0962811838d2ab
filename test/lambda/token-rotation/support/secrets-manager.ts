import { randomBytes } from 'node:crypto';

/** One version of a secret. Without a value it is what Secrets Manager makes before it calls a rotation. */
interface Version {
  readonly value?: string;
  readonly createdMs: number;
}

/** A secret with its versions and labels, as Secrets Manager keeps them. */
export interface StoredSecret {
  readonly versions: Map<string, Version>;
  /** Version ids by label. */
  readonly labels: Map<string, string>;
}

/** An error of Secrets Manager's, by its name. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`canary of the text of ${code}`);
    this.code = code;
  }
}

export interface SecretsManager {
  readonly secrets: Map<string, StoredSecret>;
  /** The value under a label. */
  readonly valueOf: (name: string, label?: string) => string | undefined;
  /** Puts a value into use, as an operator does. */
  readonly fill: (name: string, value: string) => void;
  /** Plays one operation of the API; throws a {@link Refusal}. */
  readonly operate: (operation: string, input: Input) => object;
}

type Input = Readonly<Record<string, unknown>>;

/**
 * Secrets Manager in memory: labels move as AWS documents it.
 * Source: docs.aws.amazon.com/secretsmanager/latest/apireference, PutSecretValue, UpdateSecretVersionStage.
 */
export const createSecretsManager = (now: () => number): SecretsManager => {
  const secrets = new Map<string, StoredSecret>();
  let made = 0;

  const secretOf = (input: Input): StoredSecret => {
    const secret = secrets.get(String(input['SecretId']));
    if (secret === undefined) throw new Refusal('ResourceNotFoundException');
    return secret;
  };
  const moveLabel = ({ labels }: StoredSecret, label: string, id: string) => {
    const from = labels.get(label);
    labels.set(label, id);
    if (label === 'AWSCURRENT' && from !== undefined && from !== id)
      labels.set('AWSPREVIOUS', from);
  };

  const operations: Readonly<Record<string, (input: Input) => object>> = {
    DescribeSecret: (input) => {
      const stages: Record<string, string[]> = {};
      for (const [label, id] of secretOf(input).labels) (stages[id] ??= []).push(label);
      return { VersionIdsToStages: stages };
    },
    GetSecretValue: (input) => {
      const { labels, versions } = secretOf(input);
      const { VersionId, VersionStage = 'AWSCURRENT' } = input as Partial<Record<string, string>>;
      const id = VersionId ?? labels.get(VersionStage) ?? '';
      const version = versions.get(id);
      if (version?.value === undefined) throw new Refusal('ResourceNotFoundException');
      return {
        VersionId: id,
        SecretString: version.value,
        CreatedDate: version.createdMs / 1000,
      };
    },
    PutSecretValue: (input) => {
      const secret = secretOf(input);
      const id = String(input['ClientRequestToken']);
      const value = String(input['SecretString']);
      const known = secret.versions.get(id)?.value;
      if (known !== undefined && known !== value) throw new Refusal('ResourceExistsException');
      if (known === undefined) secret.versions.set(id, { value, createdMs: now() });
      for (const label of (input['VersionStages'] as string[] | undefined) ?? ['AWSCURRENT'])
        moveLabel(secret, label, id);
      return { VersionId: id };
    },
    UpdateSecretVersionStage: (input) => {
      const secret = secretOf(input);
      const label = String(input['VersionStage']);
      if (secret.labels.get(label) !== input['RemoveFromVersionId'])
        throw new Refusal('InvalidParameterException');
      if (typeof input['MoveToVersionId'] === 'string')
        moveLabel(secret, label, input['MoveToVersionId']);
      else secret.labels.delete(label);
      return {};
    },
    GetRandomPassword: (input) => {
      made += 1;
      const letters = randomBytes(Number(input['PasswordLength'])).toString('hex');
      return {
        RandomPassword: `Canary${made}x${letters}`.slice(0, Number(input['PasswordLength'])),
      };
    },
  };

  return {
    secrets,
    valueOf: (name, label = 'AWSCURRENT') => {
      const secret = secrets.get(name);
      return secret?.versions.get(secret.labels.get(label) ?? '')?.value;
    },
    fill: (name, value) => {
      if (!secrets.has(name)) secrets.set(name, { versions: new Map(), labels: new Map() });
      made += 1;
      const id = `filled-in-by-hand-0000000000000-${made}`;
      operations['PutSecretValue']?.({
        SecretId: name,
        ClientRequestToken: id,
        SecretString: value,
      });
    },
    operate: (operation, input) => {
      const found = operations[operation];
      if (found === undefined) throw new Refusal('UnknownOperationException');
      return found(input);
    },
  };
};
