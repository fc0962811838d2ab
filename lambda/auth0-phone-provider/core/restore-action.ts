import { sameJson } from '../../auth0-management/core/json';
import type { Owner } from '../../auth0-management/core/owner';
import { confirm } from '../../auth0-management/core/confirm';
import type { ActionBefore, KeptAction } from './backup';
import { sameContent } from './compare';
import type { Trigger } from './desired';
import { createAction } from './ensure-action';
import { finishDraft, giveBackAction, runKept, withoutSecrets } from './give-back-action';
import { ownAction } from './owner';
import type { Action, Binding, PhoneWorld } from './ports';

/**
 * Binds again what was bound before, as far as it is still there.
 *
 * @param kept an adopted Action may have another id by now: somebody removed it, and it was made anew
 */
export const restoreBindings = async (
  { actions, patience }: PhoneWorld,
  trigger: Trigger,
  before: readonly Binding[],
  kept: KeptAction | undefined,
): Promise<void> => {
  const found = await actions.listBindings(trigger);
  if (sameJson(found, before)) return;
  const standing = (await actions.list(trigger)).map(({ id }) => id);
  const idNow = (id: string): string | undefined => {
    if (standing.includes(id)) return id;
    return kept?.createdByUs === false && kept.before.id === id ? standing[0] : undefined;
  };
  const wanted = before.flatMap(({ actionId, displayName }) => {
    const id = idNow(actionId);
    return id === undefined ? [] : [{ actionId: id, displayName }];
  });
  if (sameJson(found, wanted)) return;
  await actions.bind(trigger, wanted);
  await confirm(patience, `the bindings of ${trigger}`, async () =>
    sameJson(idsOf(await actions.listBindings(trigger)), idsOf(wanted)),
  );
};

const idsOf = (bindings: readonly Binding[]) => bindings.map(({ actionId }) => actionId);

/**
 * An adopted Action that somebody removed is made anew from what is kept: what stands there again, or
 * has to, leads to it. What was its draft comes last, with the rest.
 */
export const reviveAction = async (
  world: PhoneWorld,
  trigger: Trigger,
  before: ActionBefore,
): Promise<void> => {
  if ((await world.actions.list(trigger)).length > 0) return;
  const { name = NAME_UNKNOWN, draft, deployed = draft } = before;
  const content = withoutSecrets(deployed);
  const id = await createAction(world, { trigger, name, content }, ([only]) => only);
  await runKept(world, id, deployed);
};

/** Of an Action that an older version adopted. */
const NAME_UNKNOWN = 'Phone provider';

/**
 * Removes the Action that we created, or gives an adopted one back as it ran. Resolves to which of its
 * secrets are missing.
 */
export const restoreAction = async (
  world: PhoneWorld,
  trigger: Trigger,
  owner: Owner,
  kept: KeptAction,
): Promise<string | undefined> => {
  const { actions } = world;
  const standing = await actions.list(trigger);
  const own = ownAction(standing, owner);
  if (!kept.createdByUs) {
    if (own !== undefined) return giveBackAction(world, owner, own, kept.before);
    // It was made anew, or an attempt before this one died on the way.
    const theirs = standing.find((action) => standsAsBefore(action, kept));
    return theirs && finishDraft(world, theirs, kept.before, 'gone');
  }
  if (own === undefined) return undefined;
  await actions.remove(own.id);
  await confirm(
    world.patience,
    'the removal of the Action',
    async () => (await actions.read(own.id)) === undefined,
  );
  return undefined;
};

/** Whether an adopted Action is as it was found, or is on its way back to that. */
export const standsAsBefore = (action: Action, kept: KeptAction): boolean => {
  if (kept.createdByUs) return false;
  const { draft, deployed = draft } = kept.before;
  return sameContent(action, draft) || sameContent(action, deployed);
};
