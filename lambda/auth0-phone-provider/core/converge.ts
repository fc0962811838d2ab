import { sameJson } from '../../auth0-management/core/json';
import type { Auth0PhoneProviderProperties } from '../../contract';
import {
  EMPTY_ENTRY,
  type Kept,
  type Part,
  PARTS_OF,
  pickParts,
  type TenantBackup,
} from './backup';
import { type Desired, desiredState, triggerOf } from './desired';
import { ensureAction, ensureBinding } from './ensure-action';
import {
  ensureFactor,
  ensureMessageTypes,
  ensureMfaProvider,
  ensureProvider,
  ensureUnified,
} from './ensure-tenant';
import type { Action, PhoneWorld } from './ports';
import { actionToWrite, type Standing } from './look';
import { narrowMessageTypes, restore } from './restore';

/** A rotation that ends meanwhile makes us write once more; two in a row do not happen. */
const MAX_KEYS = 3;

export interface Work {
  readonly properties: Auth0PhoneProviderProperties;
  readonly desired: Desired;
  readonly standing: Standing;
  readonly backup: TenantBackup;
  /** Is given every part that was written, or may have been. */
  readonly touched: Set<Part>;
}

/** Reads what is needed to say what should stand in the tenant. */
export const desire = async (
  world: Pick<PhoneWorld, 'readCode' | 'readGatewayKey'>,
  properties: Auth0PhoneProviderProperties,
): Promise<Desired> =>
  desiredState(properties, {
    code: world.readCode(triggerOf(properties)),
    key: await world.readGatewayKey(),
  });

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

const convergeAction = async (
  world: PhoneWorld,
  { properties, desired, standing, backup, touched }: Work,
): Promise<void> => {
  const { owner } = properties;
  const { trigger } = desired.action;
  let found: Action | undefined = actionToWrite(standing, trigger, owner);
  let wanted = desired.action;
  for (let keys = 1; ; keys += 1) {
    const { id, written } = await ensureAction(
      world,
      wanted,
      owner,
      found,
      backup.entry()?.written[trigger],
      () => void touched.add(PARTS_OF[trigger].action),
    );
    if (written !== undefined) await backup.noteSecrets(trigger, written);
    const binding = { actionId: id, displayName: wanted.name };
    await ensureBinding(world, trigger, standing.bindings, binding, () => {
      touched.add(PARTS_OF[trigger].bindings);
    });
    if (written === undefined || keys === MAX_KEYS) return;
    // A rotation may have given Auth0 the next key before we wrote the one we had read.
    const again = await desire(world, properties);
    if (sameJson(again.action.content.secrets, wanted.content.secrets)) return;
    wanted = again.action;
    found = await world.actions.read(id);
  }
};

/** What is kept of parts that nobody asks for any more. */
const undesired = (kept: Kept, { action: { trigger }, provider, mfa }: Desired): Kept => {
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
