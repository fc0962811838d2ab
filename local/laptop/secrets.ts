import type { SecretVault } from '../../lambda/auth0-management/adapters/secrets';
import { fail, ok } from '../../lambda/shared/result';
import type { SecretStore } from '../../lambda/shared/secrets';

/** Secrets Manager in memory, as the gateway and the registration see it. */
export interface LocalSecrets {
  readonly store: SecretStore;
  readonly vault: SecretVault;
}

export const createLocalSecrets = (seed: Readonly<Record<string, string>>): LocalSecrets => {
  const values = new Map(Object.entries(seed));
  return {
    store: {
      read: (name, stage = 'AWSCURRENT') => {
        const value = stage === 'AWSCURRENT' ? values.get(name) : undefined;
        return Promise.resolve(value === undefined ? fail('absent') : ok(value));
      },
    },
    vault: {
      read: (name) => Promise.resolve(ok(values.get(name))),
      write: (name, value) => {
        values.set(name, value);
        return Promise.resolve(ok(undefined));
      },
    },
  };
};
