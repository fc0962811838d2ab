import { ok, type Result } from '../../lambda/shared/result';
import { isObject } from '../../lib/environment/values';
import type { AwsFault } from '../shared/aws-faults';
import type { SecretDesk } from '../shared/secret-desk';

/**
 * Credentials that came before their secrets did. CloudFormation refuses to create a secret that is
 * there already, and adopts none (docs/adr/0009-credentials-before-the-first-deployment.md), so
 * until the Gateway stack is deployed they wait together in a secret of their own.
 */
export interface PendingCredentials {
  /** By key, e.g. `providers/twilio-us`. */
  readonly load: () => Promise<Result<Readonly<Record<string, unknown>>, AwsFault>>;
  /** Writes what is to wait; nothing at all removes the secret. */
  readonly save: (waiting: Readonly<Record<string, unknown>>) => Promise<Result<void, AwsFault>>;
}

export const pendingSecretName = (environment: string): string =>
  `sms-gateway/${environment}/pending-credentials`;

export const createPendingCredentials = (
  desk: SecretDesk,
  environment: string,
): PendingCredentials => {
  const name = pendingSecretName(environment);
  return {
    load: async () => {
      const looked = await desk.look(name);
      if (!looked.ok) return looked;
      return ok(looked.value.kind === 'filled' ? readObject(looked.value.value) : {});
    },
    save: async (waiting) => {
      if (Object.keys(waiting).length === 0) return desk.remove(name);
      const value = JSON.stringify(waiting);
      const put = await desk.put(name, value);
      if (!put.ok) return put;
      return put.value === 'stored'
        ? ok(undefined)
        : desk.create(
            name,
            value,
            `Credentials of the SMS gateway, environment ${environment}, until it is deployed`,
          );
    },
  };
};

const readObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
};
