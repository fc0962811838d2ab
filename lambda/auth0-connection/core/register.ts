import type { Auth0SmsConnectionProperties } from '../../contract';
import { entryOf, type Backup } from './backup';
import { changeClients } from './change-clients';
import { clientChanges, without, type ClientChange } from './clients';
import { forgetEntry, keepEntry, loadBackup, saveBackup } from './keep';
import type { GatewayKeys } from './key';
import { markedMetadata, ownerOfConnection, refuseOther } from './mark';
import { holdsOptions, ownOptions } from './options';
import {
  isConnectionId,
  type Connection,
  type Registration,
  type RegistrationWorld,
} from './ports';
import type { FormerProperties } from './properties';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import { requireOptions, writeOptions } from './write-options';
import { createUndoStack, type UndoStack } from '../../auth0-management/core/undo';

/** How often a name may be taken and yet not be found, before we call it somebody else's. */
const MAX_CONFLICTS = 4;

/**
 * Create: adopts the connection of that name, or creates it. What fails half-way is undone, because
 * CloudFormation does not know the id of a connection whose Create failed and cannot roll it back.
 */
export const register = async (
  world: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
): Promise<Registration> => {
  const keys = await world.readGatewayKeys();
  const undo = createUndoStack();
  try {
    const backup = await loadBackup(world.backup);
    const found = await world.api.findByName(properties.connection.name);
    return found === undefined
      ? await create(world, properties, { keys, backup, undo })
      : await adopt(world, properties, found, { keys, backup, undo });
  } catch (error) {
    throw await undoAfter(error, undo, world);
  }
};

/**
 * Update: brings the connection to what the properties say. A connection of another name or tenant
 * is registered anew; CloudFormation sees the new id and sends a Delete for the old one. There is no
 * undoing of an Update in place: CloudFormation itself sends an Update back to the old properties.
 */
export const update = async (
  world: RegistrationWorld,
  connectionId: string,
  properties: Auth0SmsConnectionProperties,
  former: FormerProperties,
): Promise<Registration> => {
  const { connection, domain } = properties;
  const moved =
    (former.domain ?? domain) !== domain ||
    (former.connectionName ?? connection.name) !== connection.name;
  if (moved || !isConnectionId(connectionId)) return register(world, properties);

  const found = await world.api.read(connectionId);
  if (found === undefined) {
    const registration = await register(world, properties);
    await forgetEntry(world.backup, connectionId);
    return {
      ...registration,
      note: `The connection ${connectionId} was no longer there, so it was registered anew.`,
    };
  }

  refuseOther(found, connection.name, properties.owner);
  const keys = await world.readGatewayKeys();
  const undo = createUndoStack();
  const optionsChanged = await writeOptions(world, properties, found, { keys, undo });
  const changes = await clientChangesOfUpdate(world, connectionId, properties, former);
  await changeClients(world, connectionId, changes, undo);
  const action = optionsChanged || changes.length > 0 ? 'updated' : 'unchanged';
  return { connectionId, action };
};

interface Work {
  readonly keys: GatewayKeys;
  readonly backup: Backup;
  readonly undo: UndoStack;
}

const adopt = async (
  world: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  found: Connection,
  { keys, backup, undo }: Work,
): Promise<Registration> => {
  const { id, displayName } = found;
  refuseOther(found, properties.connection.name, properties.owner);
  const options = requireOptions(found);
  const clients = await world.api.listClients(id);
  const isFirst = entryOf(backup, id) === undefined;
  await keepEntry(world.backup, backup, id, {
    createdByUs: false,
    before: { options, displayName, clients },
  });
  if (isFirst) undo.whenUndone(async () => void (await forgetEntry(world.backup, id)));

  await writeOptions(world, properties, found, { keys, undo });
  const listed = properties.connection.enabledClients;
  const changes = clientChanges({ current: clients, listed });
  await changeClients(world, id, changes, undo);
  return { connectionId: id, action: 'adopted' };
};

const create = async (
  world: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  work: Work,
): Promise<Registration> => {
  const { api, backup: store } = world;
  const { backup, undo } = work;
  // Kept before anything is changed, to learn now, and not after the creation, that it cannot be.
  await saveBackup(store, backup);

  const obtained = await createOrFind(world, properties, work);
  if (obtained.kind === 'other') return adopt(world, properties, obtained.found, work);

  const { id } = obtained;
  undo.whenUndone(async () => void (await forgetEntry(store, id)));
  undo.push(() => api.remove(id));
  await keepEntry(store, backup, id, { createdByUs: true });
  const changes = clientChanges({ current: [], listed: properties.connection.enabledClients });
  await changeClients(world, id, changes, undo);
  return { connectionId: id, action: 'created' };
};

type Obtained =
  | { readonly kind: 'ours'; readonly id: string }
  /** Somebody else was faster. */
  | { readonly kind: 'other'; readonly found: Connection };

/**
 * Creates until Auth0 says that it did. After an answer that leaves it open we look before we try
 * again: what then stands there with exactly our options and our mark is our own.
 */
const createOrFind = async (
  { api, patience }: RegistrationWorld,
  properties: Auth0SmsConnectionProperties,
  { keys, undo }: Work,
): Promise<Obtained> => {
  const { name } = properties.connection;
  const ours = ownOptions(properties, keys.current);
  const metadata = markedMetadata(undefined, properties.owner);
  const isOurs = (found: Connection) =>
    holdsOptions(found.options, ours) && ownerOfConnection(found) === properties.owner;
  let outcomeUnknown = false;
  try {
    for (let attempt = 0; ; attempt += 1) {
      const creation = await api.create(name, ours, metadata);
      if (creation.kind === 'created') return { kind: 'ours', id: creation.id };
      outcomeUnknown ||= creation.kind === 'unknown';

      const found = await api.findByName(name);
      if (found !== undefined) {
        return outcomeUnknown && isOurs(found)
          ? { kind: 'ours', id: found.id }
          : { kind: 'other', found };
      }
      if (creation.kind === 'conflict' && attempt >= MAX_CONFLICTS) throw nameTaken(name);
      if (!(await patience.wait(attempt))) throw creationUnclear(name);
    }
  } catch (error) {
    if (outcomeUnknown) {
      undo.push(async () => {
        const found = await api.findByName(name);
        if (found !== undefined && isOurs(found)) await api.remove(found.id);
      });
    }
    throw error;
  }
};

const clientChangesOfUpdate = async (
  { api, backup: store }: RegistrationWorld,
  connectionId: string,
  { connection: { enabledClients: listed } }: Auth0SmsConnectionProperties,
  former: FormerProperties,
): Promise<readonly ClientChange[]> => {
  const dropped = without(former.enabledClients, listed);
  if (listed.length + dropped.length === 0) return [];
  const current = await api.listClients(connectionId);
  const before =
    dropped.length === 0 ? undefined : clientsBefore(await loadBackup(store), connectionId);
  return clientChanges({ current, listed, dropped, before });
};

/** `undefined` when the backup knows nothing of the connection. */
const clientsBefore = (backup: Backup, connectionId: string): readonly string[] | undefined => {
  const entry = entryOf(backup, connectionId);
  if (entry === undefined) return undefined;
  return entry.createdByUs ? [] : entry.before.clients;
};

const nameTaken = (name: string): RegistrationError =>
  new RegistrationError(
    `Auth0 refuses to create the connection "${name}" because the name is taken, yet lists no connection of that name with the strategy sms: choose another auth0.connection.name or remove the other connection, then deploy again`,
  );

const creationUnclear = (name: string): RegistrationError =>
  new RegistrationError(
    `Auth0 did not say in time whether it created the connection "${name}": look at https://status.auth0.com and deploy again, which finds the connection if it is there`,
  );

/** Takes back what was done, and returns the error to report: the original one, with a note if that failed. */
const undoAfter = async (
  error: unknown,
  undo: UndoStack,
  { patience, backup }: RegistrationWorld,
): Promise<unknown> => {
  try {
    await undo.undoAll(patience.beginUndo);
    return error;
  } catch (undoError) {
    const sentence = error instanceof RegistrationError ? error.message : 'The registration failed';
    const why = undoError instanceof RegistrationError ? undoError.message : 'unexpected error';
    return new RegistrationError(
      `${sentence}; undoing the half-done registration failed as well (${why}), so look at the connection in Auth0: what stood there before is in the secret ${backup.name}`,
    );
  }
};
