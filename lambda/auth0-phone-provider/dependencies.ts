import {
  type ConnectionDependencies,
  runtimeDependencies as registrationDependencies,
} from '../auth0-connection/dependencies';
import { createManagementApi } from '../auth0-connection/adapters/management-api';
import { readGatewayKeys } from '../auth0-management/adapters/credentials';
import { createSession, type SessionOptions } from '../auth0-management/adapters/session';
import { hmacSha256Hex, sha256Hex } from '../shared/sha256';
import { createActionCode } from './adapters/action-code';
import { createPhoneApis } from './adapters/phone-apis';
import type { PhoneWorld } from './core/ports';

/** The world as the registration sees it; tests bring their own. */
export interface PhoneDependencies extends ConnectionDependencies {
  readonly readCode: PhoneWorld['readCode'];
}

/**
 * The real world, inside Lambda.
 *
 * @param folder where the function's code lies, and that of the Actions beside it
 */
export const runtimeDependencies = (
  env: Readonly<Record<string, string | undefined>>,
  folder: URL,
): PhoneDependencies => ({
  ...registrationDependencies(env),
  readCode: createActionCode(folder),
});

/** Puts together what one event needs. Nothing is read or called yet. */
export const createRegistration = (
  dependencies: PhoneDependencies,
  setup: Omit<SessionOptions, 'secretName'>,
): { readonly world: PhoneWorld; readonly calls: () => number } => {
  const { secretNames, vault, readCode } = dependencies;
  const names = secretNames();
  const { caller, patience, scrubber, requireScopes, calls } = createSession(dependencies, {
    ...setup,
    secretName: names.management,
  });
  const world: PhoneWorld = {
    ...createPhoneApis(caller),
    findConnection: createManagementApi(caller).findByName,
    backup: {
      name: names.backup,
      load: () => vault.read(names.backup),
      save: (value) => vault.write(names.backup, value),
    },
    readGatewayKeys: async () => {
      const keys = await readGatewayKeys(vault, names.gatewayToken);
      scrubber.hide(keys.current);
      if (keys.next !== undefined) scrubber.hide(keys.next);
      return keys;
    },
    readCode,
    hashes: { sha256: sha256Hex, hmac: hmacSha256Hex },
    requireScopes,
    patience,
  };
  return { world, calls };
};
