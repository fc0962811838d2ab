import { EMPTY_ENTRY, type Kept, type Part, PARTS_OF, pickParts } from './backup';
import { type ActionWork, convergeAction } from './converge-action';
import type { Desired } from './desired';
import {
  ensureFactor,
  ensureMessageTypes,
  ensureMfaProvider,
  ensureProvider,
  ensureUnified,
} from './ensure-tenant';
import type { PhoneWorld } from './ports';
import type { Standing } from './look';
import { narrowMessageTypes, restore } from './restore';

export interface Work extends ActionWork {
  readonly standing: Standing;
}

/**
 * Brings the tenant to what is desired: one change at a time, each read back, in an order in which
 * whatever sends messages at a moment has all that it needs. The Action runs before the phone provider
 * leads to it, and that is there before the tenant sends everything through it. What is no longer
 * asked for goes in the opposite order, and after what comes.
 *
 * Resolves to what an operator has to know of what was put back.
 */
export const converge = async (world: PhoneWorld, work: Work): Promise<readonly string[]> => {
  const { desired, standing, backup, touched } = work;
  const writing = (part: Part) => () => void touched.add(part);
  const { provider, mfa } = desired;
  if (mfa !== undefined) {
    await narrowMessageTypes(world, mfa.messageTypes, writing('messageTypes'));
  }
  await convergeAction(world, work);
  if (provider !== undefined) {
    await ensureProvider(world, standing.phone?.provider, provider, writing('provider'));
    await ensureUnified(world, standing.phone?.unified ?? false, true, writing('unified'));
  }

  const former = undesired((backup.entry() ?? EMPTY_ENTRY).kept, desired);
  // Without the phone provider, the second factor has a provider of its own again.
  await putBack(
    world,
    work,
    pickParts(former, (part) => part === 'unified'),
  );
  if (mfa?.provider !== undefined) {
    const found = await world.guardian.readProvider();
    if (found !== undefined) await backup.keep({ mfaProvider: found });
    await ensureMfaProvider(world, found, mfa.provider, writing('mfaProvider'));
  }
  if (mfa !== undefined) {
    await ensureFactor(world, standing.mfa?.factor ?? false, true, writing('factor'));
    const found = await world.guardian.readMessageTypes();
    await ensureMessageTypes(world, found, mfa.messageTypes, writing('messageTypes'));
  }
  return putBack(
    world,
    work,
    pickParts(former, (part) => part !== 'unified'),
  );
};

/** What is kept of parts that nobody asks for any more. */
export const undesired = (kept: Kept, { action: { trigger }, provider, mfa }: Desired): Kept => {
  const wanted = new Set<Part>([
    PARTS_OF[trigger].action,
    PARTS_OF[trigger].bindings,
    ...(provider === undefined ? [] : (['provider', 'unified'] as const)),
    ...(mfa === undefined ? [] : (['factor', 'messageTypes'] as const)),
    // While the phone provider sends everything, the second factor has no provider of its own.
    ...(provider === undefined && mfa?.provider === undefined ? [] : (['mfaProvider'] as const)),
  ]);
  return pickParts(kept, (part) => !wanted.has(part));
};

const putBack = async (
  world: PhoneWorld,
  { properties, backup, touched }: Work,
  kept: Kept,
): Promise<readonly string[]> => {
  for (const part of Object.keys(kept)) touched.add(part as Part);
  const { parts, notes } = await restore(world, properties.owner, kept);
  await backup.forget(parts);
  return notes;
};
