import type { ActionBefore, KeptVersion } from './backup';
import { namesOf, sameContent, sameItems } from './compare';
import type { Action, PhoneWorld } from './ports';
import { pollAction } from './run-action';

/**
 * The Action as it runs since; or why what ran before us does not. `gone`: Auth0 keeps fifty versions, and
 * dropped that one. `refused`: it does not roll back to it. `differs`: it runs something else since.
 */
export type Rollback = Action | 'gone' | 'refused' | 'differs';

/**
 * Lets the version run again that ran before us, with the values of its secrets: Auth0 keeps those with a
 * version, and shows them to nobody. It becomes the draft, too, which takes ours out of there. Doing it
 * twice makes two equal versions.
 */
export const rollBack = async (
  world: Pick<PhoneWorld, 'actions' | 'patience'>,
  own: Action,
  { deployed, version }: ActionBefore & { readonly version: KeptVersion },
): Promise<Rollback> => {
  const { actions } = world;
  let answer = await actions.rollBack(own.id, version.id);
  // What a wrong answer would lose, nobody could put back.
  if (answer === 'gone') answer = await actions.rollBack(own.id, version.id);
  if (answer !== 'deployed') return answer;
  return pollAction(world, { id: own.id, what: 'deployed' }, (action) => {
    const { deployed: running } = action;
    if (running === undefined || running.id === own.deployed?.id) return undefined;
    const isTheirs =
      deployed !== undefined &&
      sameContent(running, deployed) &&
      sameItems(namesOf(running.secrets), version.secretNames);
    return isTheirs ? action : 'differs';
  });
};
