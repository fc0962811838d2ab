import { sameJson } from '../../auth0-management/core/json';
import type { Owner } from '../../auth0-management/core/owner';
import type { ActionBefore, KeptAction, KeptContent } from './backup';
import { confirm } from '../../auth0-management/core/confirm';
import type { Trigger } from './desired';
import { createAction } from './ensure-action';
import { ownAction, ownerOfAction } from './owner';
import type { Action, Binding, PhoneWorld, ReadableContent } from './ports';
import { changedMeanwhile, runAction } from './run-action';

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
 * has to, leads to it. Resolves to what an operator has to know of it.
 */
export const reviveAction = async (
  world: PhoneWorld,
  trigger: Trigger,
  before: ActionBefore,
): Promise<string | undefined> => {
  if ((await world.actions.list(trigger)).length > 0) return undefined;
  const { name = NAME_UNKNOWN, draft, deployed = draft } = before;
  const content = asContent(deployed);
  const id = await createAction(world, { trigger, name, content }, ([only]) => only);
  await run(world, id, deployed);
  if (!sameJson(deployed, draft)) await putBackDraft(world, { id }, draft);
  return missingSecrets({ name }, before);
};

/** Of an Action that an older version adopted. */
const NAME_UNKNOWN = 'Phone provider';

/**
 * Removes the Action that we created, or gives an adopted one its code back and lets it run. The
 * values of its secrets nobody knows: ours are taken out, and a sentence names those that are missing.
 */
export const restoreAction = async (
  world: PhoneWorld,
  trigger: Trigger,
  owner: Owner,
  kept: KeptAction,
): Promise<string | undefined> => {
  const { actions } = world;
  const own = ownAction(await actions.list(trigger), owner);
  if (own === undefined) return undefined;
  if (kept.createdByUs) {
    await actions.remove(own.id);
    await confirm(
      world.patience,
      'the removal of the Action',
      async () => (await actions.read(own.id)) === undefined,
    );
    return undefined;
  }
  const { before } = kept;
  if (own.deployed !== undefined && ownerOfAction({ ...own, code: '' }) !== owner) {
    // Ours never ran: what runs is theirs still, with its secrets, and needs no deployment.
    await putBackDraft(world, own, before.draft);
    return undefined;
  }
  await putBack(world, own, before.deployed ?? before.draft);
  // What was being edited, and did not run, is a draft again.
  if (before.deployed !== undefined && !sameJson(before.deployed, before.draft)) {
    await putBackDraft(world, own, before.draft);
  }
  return missingSecrets(own, before);
};

const putBack = async (world: PhoneWorld, { id }: Action, content: KeptContent): Promise<void> => {
  await world.actions.change(id, asContent(content));
  await run(world, id, content);
};

const run = async (world: PhoneWorld, id: string, content: KeptContent): Promise<void> => {
  if ((await runAction(world, id, asContent(content))) === 'changed') throw changedMeanwhile(id);
};

const putBackDraft = async (
  { actions, patience }: PhoneWorld,
  { id }: Pick<Action, 'id'>,
  draft: KeptContent,
): Promise<void> => {
  await actions.change(id, asContent(draft));
  await confirm(patience, 'the draft of the Action', async () => {
    const found = await actions.read(id);
    return found !== undefined && sameContent(found, draft);
  });
};

const asContent = ({ code, runtime, dependencies }: KeptContent) => ({
  code,
  ...(runtime !== undefined && { runtime }),
  dependencies,
  secrets: [],
});

/** Whether an adopted Action stands there as it was found: ours is not there yet, or no longer. */
export const standsAsBefore = (action: Action, kept: KeptAction): boolean =>
  !kept.createdByUs && sameContent(action, kept.before.draft);

const sameContent = (found: ReadableContent, { code, runtime, dependencies }: KeptContent) =>
  found.code === code && found.runtime === runtime && sameJson(found.dependencies, dependencies);

const missingSecrets = (
  { name }: Pick<Action, 'name'>,
  { secretNames }: ActionBefore,
): string | undefined =>
  secretNames.length === 0
    ? undefined
    : `The Action "${name}" has its code back and not its secrets ${secretNames.join(', ')}, whose values Auth0 never showed: put them in.`;
