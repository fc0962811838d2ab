import type { Owner } from '../../auth0-management/core/owner';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { WrittenSecrets } from './backup';
import {
  holdsAllButMark,
  holdsContent,
  holdsSecrets,
  isBoundAlone,
  runsContent,
  secretsText,
  timesOf,
} from './compare';
import { confirm } from '../../auth0-management/core/confirm';
import type { Desired, Trigger } from './desired';
import { ownAction } from './owner';
import type { Action, Binding, PhoneWorld } from './ports';
import { changedMeanwhile, runAction } from './run-action';

/** How often a creation may come to nothing that we know of. */
const MAX_CREATIONS = 4;

export interface EnsuredAction {
  readonly id: string;
  /**
   * `changed`: a rotation wrote to it meanwhile, and what runs may have its key. `ran`: it runs, with
   * secrets that have the values of `written`.
   */
  readonly outcome: 'unchanged' | 'changed' | { readonly ran: WrittenSecrets };
}

/**
 * Brings our Action to run, whatever of that is there already.
 *
 * @param found what is to become ours; `undefined`: there is none
 * @param written what we noted of its secrets the last time
 * @param beforeWrite is told before the first write
 */
export const ensureAction = async (
  world: PhoneWorld,
  wanted: Desired['action'],
  owner: Owner,
  found: Action | undefined,
  written: WrittenSecrets | undefined,
  beforeWrite: () => void,
): Promise<EnsuredAction> => {
  const { content } = wanted;
  const hash = world.hashes.sha256(secretsText(content));
  const holds =
    found !== undefined && holdsContent(found, content) && holdsSecrets(found, hash, written);
  if (holds && runsContent(found, content)) return { id: found.id, outcome: 'unchanged' };

  beforeWrite();
  const id =
    found?.id ?? (await createAction(world, wanted, (standing) => ownAction(standing, owner)));
  if (found !== undefined && !holds) await world.actions.change(id, content);
  const running = await runAction(world, id, content);
  if (running !== 'changed') {
    return { id, outcome: { ran: { hash, updatedAt: timesOf(running.secrets) } } };
  }
  const standing = await world.actions.read(id);
  if (standing === undefined || !holdsAllButMark(standing, content)) throw changedMeanwhile(id);
  return { id, outcome: 'changed' };
};

/**
 * Creates until there is one.
 *
 * @param pick the one that was created, after an answer that leaves it open
 */
export const createAction = async (
  { actions, patience }: Pick<PhoneWorld, 'actions' | 'patience'>,
  { trigger, name, content }: Desired['action'],
  pick: (standing: readonly Action[]) => Action | undefined,
): Promise<string> => {
  for (let attempt = 0; attempt < MAX_CREATIONS; attempt += 1) {
    const creation = await actions.create(name, trigger, content);
    if (creation.kind === 'created') return creation.id;
    const created = pick(await actions.list(trigger));
    if (created !== undefined) return created.id;
    if (!(await patience.wait(attempt))) break;
  }
  throw new RegistrationError(
    `Auth0 did not say in time whether it created the Action "${name}": look at https://status.auth0.com and deploy again, which finds the Action if it is there`,
    { mayHaveChanged: true },
  );
};

/** Binds our Action to its trigger, and nothing else: the list replaces what was bound. */
export const ensureBinding = async (
  { actions, patience }: PhoneWorld,
  trigger: Trigger,
  found: readonly Binding[],
  binding: Binding,
  beforeWrite: () => void,
): Promise<void> => {
  if (isBoundAlone(found, binding.actionId)) return;
  beforeWrite();
  await actions.bind(trigger, [binding]);
  await confirm(patience, `the binding of the Action to ${trigger}`, async () =>
    isBoundAlone(await actions.listBindings(trigger), binding.actionId),
  );
};
