import { chooseKey, type GatewayKeys } from '../../auth0-management/core/gateway-keys';
import { sameJson } from '../../auth0-management/core/json';
import { type Auth0PhoneProviderProperties, KEY_WRITE_SETTLES_MS } from '../../contract';
import { PARTS_OF, type TenantBackup, type Part } from './backup';
import { holdsContent } from './compare';
import { type Desired, desiredState, triggerOf } from './desired';
import { ensureAction, ensureBinding } from './ensure-action';
import { markOfKey, readMark } from './key-mark';
import { actionToWrite, type Standing } from './look';
import type { Action, PhoneWorld } from './ports';
import { changedMeanwhile } from './run-action';

/** A rotation that is under way, or that ends meanwhile, makes us write once more or twice. */
const MAX_ROUNDS = 4;

type DesireWorld = Pick<PhoneWorld, 'readCode' | 'hashes'>;

/**
 * What should stand in the tenant.
 *
 * @param found our Action as it stands there: its key stays, where a rotation has just given it
 */
export const desire = (
  world: DesireWorld,
  properties: Auth0PhoneProviderProperties,
  keys: GatewayKeys,
  found: Action | undefined,
): Desired => {
  // What runs is what signs.
  const held = readMark(found?.deployed?.secrets ?? [])?.key;
  const key = chooseKey(keys, (it) => markOfKey(world.hashes, it) === held);
  return desireWith(world, properties, key);
};

const desireWith = (
  { readCode, hashes }: DesireWorld,
  properties: Auth0PhoneProviderProperties,
  key: string,
): Desired => desiredState(hashes, properties, { code: readCode(triggerOf(properties)), key });

export interface ActionWork {
  readonly properties: Auth0PhoneProviderProperties;
  readonly desired: Desired;
  readonly standing: Pick<Standing, 'actions' | 'bindings'>;
  readonly backup: TenantBackup;
  /** Is given every part that was written, or may have been. */
  readonly touched: Set<Part>;
}

/** Brings our Action to run at its trigger, with a key that stays good also when a rotation is under way. */
export const convergeAction = async (
  world: PhoneWorld,
  { properties, desired, standing, backup, touched }: ActionWork,
): Promise<void> => {
  const { owner } = properties;
  const { trigger } = desired.action;
  let found = actionToWrite(standing, trigger, owner);
  let wanted = desired.action;
  for (let round = 1; ; round += 1) {
    const { id, outcome } = await ensureAction(
      world,
      wanted,
      owner,
      found,
      backup.entry()?.written[trigger],
      () => void touched.add(PARTS_OF[trigger].action),
    );
    if (typeof outcome === 'object') await backup.noteSecrets(trigger, outcome.ran);
    const binding = { actionId: id, displayName: wanted.name };
    await ensureBinding(world, trigger, standing.bindings, binding, () => {
      touched.add(PARTS_OF[trigger].bindings);
    });
    if (outcome === 'unchanged') return;
    const next = await unsettled(world, properties, wanted, id, outcome === 'changed');
    if (next === undefined) return;
    if (round === MAX_ROUNDS) throw changedMeanwhile(id);
    found = next.found;
    wanted = next.wanted;
  }
};

/**
 * What is still to be written, if anything is. A rotation, too, writes the secrets: the same settings with
 * another key. One that is under way may have read the Action before our write and then taken it back, so
 * we look again once it must have written. One that ended meanwhile has left us with the key before.
 */
const unsettled = async (
  world: PhoneWorld,
  properties: Auth0PhoneProviderProperties,
  wrote: Desired['action'],
  id: string,
  wasChanged: boolean,
): Promise<{ found: Action | undefined; wanted: Desired['action'] } | undefined> => {
  const atFirst = await world.readGatewayKeys();
  const { action } = desire(world, properties, atFirst, undefined);
  const isDone =
    atFirst.next === undefined && sameJson(action.content.secrets, wrote.content.secrets);
  if (isDone && !wasChanged) return undefined;
  if (!(await world.patience.wait(0, KEY_WRITE_SETTLES_MS))) {
    if (wasChanged) throw changedMeanwhile(id);
    return undefined;
  }

  const keys = await world.readGatewayKeys();
  const found = await world.actions.read(id);
  const accepted = [keys.current, ...(keys.next === undefined ? [] : [keys.next])].map(
    (key) => desireWith(world, properties, key).action.content,
  );
  // The draft may be a rotation's that is about to deploy it.
  const isSettled =
    found?.deployed !== undefined &&
    [found, found.deployed].every((it) => accepted.some((content) => holdsContent(it, content)));
  return isSettled ? undefined : { found, wanted: desire(world, properties, keys, found).action };
};
