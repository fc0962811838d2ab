import type { Owner } from '../../auth0-management/core/owner';
import { confirm } from '../../auth0-management/core/confirm';
import type { MfaMethod } from '../../contract';
import { type Kept, type KeptProvider, type Part, PARTS_OF } from './backup';
import { TRIGGERS } from './desired';
import {
  ensureFactor,
  ensureMessageTypes,
  ensureMfaProvider,
  ensureProvider,
  ensureUnified,
} from './ensure-tenant';
import type { PhoneWorld } from './ports';
import { restoreAction, restoreBindings, reviveAction } from './restore-action';

const NOTHING_TO_TELL = () => undefined;

/** What could be put back, and what an operator has to do about the rest. */
export interface Restoration {
  readonly parts: readonly Part[];
  readonly notes: readonly string[];
}

/**
 * The order in which parts are put back, so that whatever sends messages at a moment has all that it
 * needs: first the tenant stops using the phone provider, then that goes, and the Action goes last.
 * Message types come after the provider, which has to deliver them.
 */
export const restore = async (
  world: PhoneWorld,
  owner: Owner,
  kept: Kept,
): Promise<Restoration> => {
  const done: Part[] = [];
  const notes: string[] = [];
  // Only the phone provider's is ever adopted; Auth0 takes no provider without its Action.
  if (kept.phoneAction?.createdByUs === false) {
    await reviveAction(world, 'custom-phone-provider', kept.phoneAction.before);
  }
  if (kept.messageTypes !== undefined) await narrowMessageTypes(world, kept.messageTypes);
  if (kept.unified !== undefined) {
    await ensureUnified(world, await isUnified(world), kept.unified, NOTHING_TO_TELL);
    done.push('unified');
  }
  if (kept.mfaProvider !== undefined) {
    const found = await world.guardian.readProvider();
    // A tenant that sends through its phone provider has no such choice: it stays kept until it has.
    if (found !== undefined) {
      await ensureMfaProvider(world, found, kept.mfaProvider, NOTHING_TO_TELL);
      done.push('mfaProvider');
    }
  }
  if (kept.provider !== undefined) {
    notes.push(...(await restoreProvider(world, kept.provider)));
    done.push('provider');
  }
  if (kept.factor !== undefined) {
    await ensureFactor(world, await world.guardian.readFactor(), kept.factor, NOTHING_TO_TELL);
    done.push('factor');
  }
  if (kept.messageTypes !== undefined) {
    const found = await world.guardian.readMessageTypes();
    await ensureMessageTypes(world, found, kept.messageTypes, NOTHING_TO_TELL);
    done.push('messageTypes');
  }
  for (const trigger of TRIGGERS) {
    const { action: actionPart, bindings: bindingsPart } = PARTS_OF[trigger];
    const bindings = kept[bindingsPart];
    if (bindings !== undefined) {
      await restoreBindings(world, trigger, bindings, kept[actionPart]);
      done.push(bindingsPart);
    }
    const action = kept[actionPart];
    if (action !== undefined) {
      const note = await restoreAction(world, trigger, owner, action);
      if (note !== undefined) notes.push(note);
      done.push(actionPart);
    }
  }
  return { parts: done, notes };
};

/**
 * Takes out the message types that are not to be, before what delivers them goes; those that are to
 * come have to wait for what delivers them.
 */
export const narrowMessageTypes = async (
  world: PhoneWorld,
  wanted: readonly MfaMethod[],
  beforeWrite: () => void = NOTHING_TO_TELL,
): Promise<void> => {
  const found = await world.guardian.readMessageTypes();
  const both = found.filter((type) => wanted.includes(type));
  await ensureMessageTypes(world, found, both, beforeWrite);
};

export const isUnified = async ({ settings }: Pick<PhoneWorld, 'settings'>): Promise<boolean> =>
  (await settings.readUnified()) ?? false;

const restoreProvider = async (
  world: PhoneWorld,
  kept: KeptProvider,
): Promise<readonly string[]> => {
  const found = await world.providers.read();
  if (kept.createdByUs) {
    // Another kind of provider is somebody else's by now.
    if (found?.name !== 'custom') return [];
    await world.providers.remove(found.id);
    await confirm(
      world.patience,
      'the removal of the phone provider',
      async () => (await world.providers.read()) === undefined,
    );
    return [];
  }
  await ensureProvider(world, found, kept.before, NOTHING_TO_TELL);
  return kept.before.name === 'custom'
    ? []
    : [
        `The phone provider is "${kept.before.name}" again, whose credentials Auth0 never showed: see that it still sends, and put them in if not.`,
      ];
};
