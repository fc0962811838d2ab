import { RegistrationError } from '../../auth0-management/core/registration-error';
import { asksForNothing, type Auth0PhoneProviderProperties } from '../../contract';
import { adds, EMPTY_ENTRY, type Kept, openBackup, type Part, pickParts } from './backup';
import { converge, undesired, type Work } from './converge';
import { desire } from './converge-action';
import { triggerOf } from './desired';
import { actionToWrite, look, snapshot, toKeep } from './look';
import type { PhoneWorld, Registration } from './ports';
import { refuseConflicts, refuseConnectionOfOther } from './refuse';
import { requireRegistration, requireRestoration } from './require-scopes';
import { restore } from './restore';
import { giveBack } from './unregister';

/**
 * Create: what fails half-way is undone, because CloudFormation does not roll back what it could not
 * create. Nothing is written before all that speaks against it was looked at, and all was kept.
 */
export const register = async (
  world: PhoneWorld,
  properties: Auth0PhoneProviderProperties,
): Promise<Registration> => {
  if (asksForNothing(properties)) return { action: 'unchanged' };
  const work = await prepare(world, properties);
  const { desired, standing, backup, touched, isFirst } = work;
  const before = snapshot(standing, desired.action.trigger, properties.owner);
  try {
    await keepStanding(work);
    await converge(world, work);
    return { action: standing.actions.length === 0 ? 'created' : 'adopted' };
  } catch (error) {
    throw await undoAfter(error, world, async () => {
      const notes = await undo(world, properties, before, touched);
      if (isFirst) await backup.forgetAll();
      return notes;
    });
  }
};

/**
 * Update: brings the tenant to what the properties say, and puts back what they no longer ask for. It
 * is not undone when it fails: CloudFormation sends an Update back to the old properties.
 */
export const update = async (
  world: PhoneWorld,
  properties: Auth0PhoneProviderProperties,
): Promise<Registration> => {
  if (asksForNothing(properties)) return retreat(world, properties);
  const work = await prepare(world, properties);
  await keepStanding(work);
  const notes = await converge(world, work);
  return {
    action: work.touched.size > 0 ? 'updated' : 'unchanged',
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
};

/** The environment asks for nothing any more, or has never asked. */
const retreat = async (
  world: PhoneWorld,
  { domain, owner }: Auth0PhoneProviderProperties,
): Promise<Registration> => {
  const backup = await openBackup(world.backup, domain);
  return backup.entry() === undefined ? { action: 'unchanged' } : giveBack(world, backup, owner);
};

/** Only reads. */
const prepare = async (
  world: PhoneWorld,
  properties: Auth0PhoneProviderProperties,
): Promise<Work & { readonly isFirst: boolean }> => {
  const keys = await world.readGatewayKeys();
  const backup = await openBackup(world.backup, properties.domain);
  const standing = await look(world, desire(world, properties, keys, undefined));
  const ours = actionToWrite(standing, triggerOf(properties), properties.owner);
  const desired = desire(world, properties, keys, ours);
  const entry = backup.entry();
  const { kept } = entry ?? EMPTY_ENTRY;
  refuseConflicts(standing, desired, properties, kept);
  const found = toKeep(standing, desired.action.trigger, properties.owner, kept);
  if (adds(found, kept)) {
    await refuseConnectionOfOther(world, properties);
    await requireRegistration(world, properties);
  }
  await requireRestoration(world, undesired(kept, desired));
  return {
    properties,
    desired,
    standing,
    backup,
    touched: new Set(),
    isFirst: entry === undefined,
  };
};

const keepStanding = ({ properties, desired, standing, backup }: Work): Promise<void> => {
  const { kept } = backup.entry() ?? EMPTY_ENTRY;
  return backup.keep(toKeep(standing, desired.action.trigger, properties.owner, kept));
};

const undo = async (
  world: PhoneWorld,
  { owner }: Auth0PhoneProviderProperties,
  before: Kept,
  touched: ReadonlySet<Part>,
): Promise<readonly string[]> => {
  const { notes } = await restore(
    world,
    owner,
    pickParts(before, (part) => touched.has(part)),
  );
  return notes;
};

/**
 * Takes back what was done, and returns the error to report: the original one, with a note on what could
 * not be put back, or if that failed.
 */
const undoAfter = async (
  error: unknown,
  { patience, backup }: PhoneWorld,
  takeBack: () => Promise<readonly string[]>,
): Promise<unknown> => {
  const sentence = error instanceof RegistrationError ? error.message : 'The registration failed';
  try {
    patience.beginUndo(1);
    const notes = (await takeBack()).map((note) => note.replace(/\.$/, ''));
    return notes.length === 0
      ? error
      : new RegistrationError(`${sentence}; all was put back but this: ${notes.join('; ')}`);
  } catch (undoError) {
    const why = undoError instanceof RegistrationError ? undoError.message : 'unexpected error';
    return new RegistrationError(
      `${sentence}; undoing the half-done registration failed as well (${why}), so look at the phone provider in Auth0: what stood there before is in the secret ${backup.name}`,
    );
  }
};
