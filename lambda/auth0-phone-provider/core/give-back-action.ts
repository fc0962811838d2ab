import { confirm } from '../../auth0-management/core/confirm';
import type { Owner } from '../../auth0-management/core/owner';
import type { ActionBefore, KeptContent } from './backup';
import { namesOf, sameContent } from './compare';
import { ownerOfAction } from './owner';
import type { Action, PhoneWorld } from './ports';
import { type Rollback, rollBack } from './roll-back';
import { changedMeanwhile, runAction } from './run-action';

/** Of an adopted Action that is ours still: what ran before runs again, and what was its draft is. */
export const giveBackAction = async (
  world: PhoneWorld,
  owner: Owner,
  own: Action,
  before: ActionBefore,
): Promise<string | undefined> => {
  const { version, deployed = before.draft } = before;
  // One that was removed, and made anew, has none of the old one's versions.
  const rolled =
    version === undefined || own.id !== before.id
      ? 'gone'
      : await rollBack(world, own, { ...before, version });
  if (typeof rolled === 'object') return finishDraft(world, rolled, before, rolled);
  // Ours may never have run: then what runs is theirs still, with its secrets, and needs no deployment.
  const isOursRunning = own.deployed === undefined || ownerOfAction({ ...own, code: '' }) === owner;
  if (!isOursRunning) return finishDraft(world, own, before, rolled);
  await world.actions.change(own.id, withoutSecrets(deployed));
  await runKept(world, own.id, deployed);
  const standing = { ...own, ...deployed, secrets: [] };
  return finishDraft(world, standing, before, rolled);
};

/**
 * What was being edited, and did not run, is a draft again, with what secrets there are. Resolves to which
 * are not there: what stands there tells, so that it is said again after an attempt that died.
 */
export const finishDraft = async (
  world: Pick<PhoneWorld, 'actions' | 'patience'>,
  action: Action,
  before: ActionBefore,
  rolled: Rollback,
): Promise<string | undefined> => {
  const { actions, patience } = world;
  const { draft, secretNames } = before;
  const holdsOurs = namesOf(action.secrets).some((name) => !secretNames.includes(name));
  if (holdsOurs || !sameContent(action, draft)) {
    // Secrets that are not sent stay as they are, with their values.
    await actions.change(action.id, holdsOurs ? withoutSecrets(draft) : codeOf(draft));
    await confirm(patience, 'the draft of the Action', async () => {
      const found = await actions.read(action.id);
      return found !== undefined && sameContent(found, draft);
    });
  }
  if (secretNames.length === 0) return undefined;
  const found = await actions.read(action.id);
  return found && missingSecrets(found, before, rolled);
};

/** Deploys the draft, which holds this and no secrets. */
export const runKept = async (
  world: Pick<PhoneWorld, 'actions' | 'patience'>,
  id: string,
  content: KeptContent,
): Promise<void> => {
  if ((await runAction(world, id, withoutSecrets(content))) === 'changed') {
    throw changedMeanwhile(id);
  }
};

const codeOf = ({ code, runtime, dependencies }: KeptContent) => ({
  code,
  ...(runtime !== undefined && { runtime }),
  dependencies,
});

export const withoutSecrets = (content: KeptContent) => ({ ...codeOf(content), secrets: [] });

/** Names the secrets whose values are not there any more, for the operator. */
export const missingSecrets = (
  { name, secrets, deployed }: Pick<Action, 'name' | 'secrets' | 'deployed'>,
  { secretNames, version }: ActionBefore,
  rolled: Rollback,
): string | undefined => {
  const ran = version?.secretNames ?? secretNames;
  const running = without(ran, namesOf(deployed?.secrets ?? []));
  if (running.length > 0) {
    const byHand =
      version !== undefined && (rolled === 'refused' || rolled === 'differs')
        ? `, or revert to version ${version.number ?? version.id} in the Action's history`
        : '';
    return `The Action "${name}" has its code back and not its secrets ${running.join(', ')}, whose values Auth0 never showed: put them in${byHand}.`;
  }
  const edited = Object.entries(version?.edited ?? {}).flatMap(([edit, at]) =>
    secrets.some((secret) => secret.name === edit && (secret.updatedAt ?? '') === at) ? [] : [edit],
  );
  const missing = [...new Set([...without(ran, namesOf(secrets)), ...edited])];
  return missing.length === 0
    ? undefined
    : `The Action "${name}" runs as before, and its draft, which never ran, has its code back and not all it had of its secrets (${missing.join(', ')}), whose values Auth0 never showed: put them in.`;
};

const without = (names: readonly string[], others: readonly string[]) =>
  names.filter((name) => !others.includes(name));
