import type { SecretVault } from '../../lambda/auth0-management/adapters/secrets';
import { register } from '../../lambda/auth0-phone-provider/core/register';
import { createRegistration } from '../../lambda/auth0-phone-provider/dependencies';
import { actionFile, type Auth0PhoneProviderProperties } from '../../lambda/contract';
import { createHttpClient } from '../../lambda/shared/http';
import { ok } from '../../lambda/shared/result';
import { DEFAULT_BUILD, type BuildSettings } from '../../local/tenant/actions/build';
import { phoneActions } from '../../lib/bundle';
import { OPERATOR } from './operator';

/** For tenants by the clock on the wall: nobody waits for a build. */
export const INSTANT_BUILD: BuildSettings = {
  ...DEFAULT_BUILD,
  pendingMs: 0,
  buildMs: 0,
  installMs: 0,
  deployMs: 0,
};

/**
 * Registers for real what a deployment would beside the connection.
 *
 * @param properties of a tenant that has {@link OPERATOR} among its applications, and builds at once
 * @param key the HMAC key of the gateway's token
 */
export const registerPhone = async (
  properties: Auth0PhoneProviderProperties,
  key: string,
): Promise<void> => {
  const { clientId, clientSecret } = OPERATOR;
  const actions = phoneActions(properties.owner);
  const { world } = createRegistration(
    {
      secretNames: () => ({ backup: 'backup', management: 'management', gatewayToken: 'token' }),
      vault: vaultOf({ management: JSON.stringify({ clientId, clientSecret }), token: key }),
      http: createHttpClient(),
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
      writeLine: () => undefined,
      readCode: (trigger) => actions[actionFile(trigger)] ?? '',
    },
    { domain: properties.domain, retry: 'deploy again', remainingMs: () => 60_000 },
  );
  await register(world, properties);
};

const vaultOf = (values: Readonly<Record<string, string>>): SecretVault => {
  const secrets = new Map(Object.entries(values));
  return {
    read: (name) => Promise.resolve(ok(secrets.get(name))),
    write: (name, value) => {
      secrets.set(name, value);
      return Promise.resolve(ok(undefined));
    },
  };
};
