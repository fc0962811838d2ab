import type { Owner } from '../../auth0-management/core/owner';
import { isBoundAlone, namesOf } from '../../auth0-phone-provider/core/compare';
import type { Desired } from '../../auth0-phone-provider/core/desired';
import { isMark, readMark } from '../../auth0-phone-provider/core/key-mark';
import type { Standing } from '../../auth0-phone-provider/core/look';
import { ownAction, ownerOfAction } from '../../auth0-phone-provider/core/owner';
import type { Action, ReadableContent } from '../../auth0-phone-provider/core/ports';
import { differencesBetween, type Difference, REDEPLOY, settleWith } from './differences';

export interface ActionRegistration {
  readonly owner: Owner;
  readonly action: Desired['action'];
  /** Of the keys that it may sign with. */
  readonly keyMarks: readonly string[];
  /** Of what else its secrets say. */
  readonly settingsMark: string;
  readonly sha256: (text: string) => string;
}

/** Where our Action is not the one that the deployment left, or not what its trigger runs. */
export const actionDrift = (
  registration: ActionRegistration,
  { actions, bindings }: Pick<Standing, 'actions' | 'bindings'>,
): readonly Difference[] => {
  const own = ownAction(actions, registration.owner);
  if (own === undefined) return [lost(registration, actions)];
  return [
    ...contentDrift(registration, own),
    ...(isBoundAlone(bindings, own.id)
      ? []
      : [{ path: 'action.binding', registered: [own.name], now: bindings.map(nameOfBinding) }]),
  ];
};

/** Somebody else's Action stands where ours should, or none does. */
const lost = (
  { action: { trigger, name }, owner }: ActionRegistration,
  actions: readonly Action[],
): Difference => {
  // Beside those of a second factor there is room for ours.
  if (trigger === 'send-phone-message' || actions.length === 0) {
    return { path: 'action', registered: name };
  }
  const other = actions.map(ownerOfAction).find((it) => it !== undefined);
  return {
    path: 'action.owner',
    registered: owner,
    ...(other !== undefined && { now: other, fix: settleWith(other) }),
    ...(other === undefined && actions.length > 1 && { fix: TOO_MANY }),
  };
};

const TOO_MANY = `the tenant has several Actions for its phone provider: delete them in the Auth0 dashboard, then ${REDEPLOY}`;

/** What runs is looked at first, then a draft beside it, which the next click on "Deploy" lets run. */
const contentDrift = (registration: ActionRegistration, action: Action): readonly Difference[] => {
  const { deployed, isDeployed, status } = action;
  const running =
    deployed === undefined
      ? [{ path: 'action.running', registered: true, now: false }]
      : contentDifferences(registration, deployed, 'action');
  const draft = isDeployed ? [] : contentDifferences(registration, action, 'action.draft');
  const isStale = !isDeployed && deployed !== undefined && draft.length === 0;
  return [
    ...running,
    ...draft,
    ...(isStale ? [{ path: 'action.deployed', registered: true, now: false }] : []),
    ...differencesBetween('built', status ?? 'built', 'action.build'),
  ];
};

const contentDifferences = (
  registration: ActionRegistration,
  found: ReadableContent,
  path: string,
): readonly Difference[] => {
  const { action, sha256 } = registration;
  const shown = ({ code, runtime, dependencies, secrets }: Shown) => ({
    // Whatever stands in a stranger's code, it is not for a terminal or a log.
    code: `sha256:${sha256(code).slice(0, SHOWN_DIGITS)}`,
    runtime,
    dependencies: dependencies.map(({ name, version }) => `${name}@${version}`).toSorted(),
    secrets: namesOf(secrets)
      .filter((name) => !isMark(name))
      .toSorted(),
  });
  return [
    ...differencesBetween(shown(action.content), shown(found), path),
    ...markDifferences(registration, found, path),
  ];
};

/** Values of the secrets, as far as their mark tells. */
const markDifferences = (
  { keyMarks, settingsMark }: ActionRegistration,
  { secrets }: ReadableContent,
  path: string,
): readonly Difference[] => {
  const mark = readMark(secrets);
  return [
    ...(mark !== undefined && keyMarks.includes(mark.key)
      ? []
      : [{ path: `${path}.key`, isSecret: true as const }]),
    ...(mark === undefined
      ? []
      : differencesBetween(settingsMark, mark.settings, `${path}.settings`)),
  ];
};

/** What is written and what is read. */
type Shown = Omit<ReadableContent, 'secrets'> & {
  readonly secrets: readonly { readonly name: string }[];
};

/** Of 64: enough that two codes never look the same. */
const SHOWN_DIGITS = 16;

const nameOfBinding = ({ displayName, actionId }: Standing['bindings'][number]): string =>
  displayName === '' ? actionId : displayName;
