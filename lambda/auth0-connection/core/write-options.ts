import { sameJson } from '../../auth0-management/core/json';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { UndoStack } from '../../auth0-management/core/undo';
import { type Auth0SmsConnectionProperties, KEY_WRITE_SETTLES_MS } from '../../contract';
import { keyToRegister, type GatewayKeys } from './key';
import { gatewayOptions, mergeOptions, type Options } from './options';
import type { Connection, RegistrationWorld } from './ports';

/** How often a rotation may take back what we wrote. It writes once or twice. */
const MAX_SETTLING = 3;

/** Writes ours into the options that were read; resolves to whether that changed anything. */
export const writeOptions = async (
  world: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  found: Connection,
  { keys, undo }: { readonly keys: GatewayKeys; readonly undo: UndoStack },
): Promise<boolean> => {
  const { api } = world;
  const { id, displayName } = found;
  const current = requireOptions(found);
  const key = keyToRegister(keys, current);
  const merged = mergeOptions(current, gatewayOptions(properties, key));
  if (sameJson(current, merged)) return false;
  await undo.run(
    () => api.write(id, { options: merged, displayName }),
    () => api.write(id, { options: current, displayName }),
  );
  await settleWithRotation(world, properties, id, key);
  return true;
};

/**
 * A rotation, too, reads the options and writes them back with another key. One that begins after our
 * write reads what we wrote. One that is under way may have read before it, and then takes it back: so
 * we look again once it must have written, and write again if need be.
 */
const settleWithRotation = async (
  { api, readGatewayKeys, patience }: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  id: string,
  written: string,
): Promise<void> => {
  let key = written;
  for (let attempt = 0; attempt < MAX_SETTLING; attempt += 1) {
    const { next, current } = await readGatewayKeys();
    if (next === undefined && current === key) return;
    if (!(await patience.wait(attempt, KEY_WRITE_SETTLES_MS))) return;
    const keys = await readGatewayKeys();
    const found = await api.read(id);
    if (found === undefined) return;
    const options = requireOptions(found);
    key = keyToRegister(keys, options);
    const merged = mergeOptions(options, gatewayOptions(properties, key));
    if (sameJson(options, merged)) return;
    await api.write(id, { options: merged, displayName: found.displayName });
  }
};

/** PATCH replaces the options whole, so options that we could not read would be wiped. */
export const requireOptions = ({ id, options }: Connection): Options => {
  if (options !== undefined) return options;
  throw new RegistrationError(
    `Auth0 shows the connection ${id} without its options, so writing to it would wipe them: grant the machine-to-machine application the scope read:connections_options, then deploy again`,
  );
};
