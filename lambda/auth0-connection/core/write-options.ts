import { confirm } from '../../auth0-management/core/confirm';
import { sameJson } from '../../auth0-management/core/json';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { UndoStack } from '../../auth0-management/core/undo';
import { type Auth0SmsConnectionProperties, KEY_WRITE_SETTLES_MS } from '../../contract';
import { keyToRegister, type GatewayKeys } from './key';
import { markedMetadata, metadataAsFound } from './mark';
import { type Options, showsOptions, targetOptions } from './options';
import type { Connection, Metadata, RegistrationWorld } from './ports';

/** How often a rotation may take back what we wrote. It writes once or twice. */
const MAX_SETTLING = 3;

/**
 * Writes ours into the options that were read, and marks the connection as ours; resolves to whether
 * that changed anything. The switch between the two ways to the gateway comes last, and alone: whichever
 * way codes go until then, and from then on, it is complete.
 */
export const writeOptions = async (
  world: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  found: Connection,
  { keys, undo }: { readonly keys: GatewayKeys; readonly undo: UndoStack },
): Promise<boolean> => {
  const { id, displayName } = found;
  const current = requireOptions(found);
  const key = keyToRegister(keys, current);
  const { prepared, switched } = targetOptions(current, properties, key);
  const metadata = markedMetadata(found.metadata, properties.owner);
  const write = async (options: Options, before: Options, mark?: Metadata): Promise<void> => {
    await undo.run(
      () => world.api.write(id, { options, displayName, metadata: mark }),
      async () => {
        await world.api.write(id, {
          options: before,
          displayName,
          metadata: mark && metadataAsFound(found.metadata),
        });
        // Or the backup's entry would go, and with it the last that is known of what stood there.
        await look(world, id, before);
      },
    );
    // Outside of the step: when looking fails, the write has had its effect and must be undone.
    await look(world, id, options);
  };

  const preparing = metadata !== undefined || !sameJson(current, prepared);
  if (preparing) await write(prepared, current, metadata);
  const switching = !sameJson(prepared, switched);
  if (switching) await write(switched, prepared);
  if (preparing || switching) await settleWithRotation(world, properties, id, key);
  return preparing || switching;
};

/**
 * Auth0 confirming a write is not yet Auth0 having it. While a rotation is under way, it may have
 * written over it, which is settled below.
 */
const look = (
  { api, patience, readGatewayKeys }: RegistrationWorld,
  id: string,
  options: Options,
): Promise<void> =>
  confirm(
    patience,
    `the options of the connection ${id}`,
    async () =>
      showsOptions((await api.read(id))?.options, options) ||
      (await readGatewayKeys()).next !== undefined,
  );

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
    const { switched: merged } = targetOptions(options, properties, key);
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
