import {
  type ConnectionDependencies,
  runtimeDependencies as registrationDependencies,
} from '../auth0-connection/dependencies';
import { readGatewayKey } from '../auth0-management/adapters/credentials';
import { createSession, type SessionOptions } from '../auth0-management/adapters/session';
import { sha256Hex } from '../shared/sha256';
import { createActionCode } from './adapters/action-code';
import { createActionsApi } from './adapters/actions-api';
import { createGuardianApi } from './adapters/guardian-api';
import { createPhoneProvidersApi } from './adapters/phone-providers-api';
import { createTenantSettingsApi } from './adapters/tenant-settings-api';
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
  const { caller, patience, scrubber, calls } = createSession(dependencies, {
    ...setup,
    secretName: names.management,
  });
  const world: PhoneWorld = {
    actions: createActionsApi(caller),
    providers: createPhoneProvidersApi(caller),
    settings: createTenantSettingsApi(caller),
    guardian: createGuardianApi(caller),
    backup: {
      name: names.backup,
      load: () => vault.read(names.backup),
      save: (value) => vault.write(names.backup, value),
    },
    readGatewayKey: async () => {
      const key = await readGatewayKey(vault, names.gatewayToken);
      scrubber.hide(key);
      return key;
    },
    readCode,
    sha256: sha256Hex,
    patience,
  };
  return { world, calls };
};
