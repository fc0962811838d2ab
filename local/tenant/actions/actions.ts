import type { RandomInt } from '../../random';
import { createCollection, type Collection } from '../collection';
import { uuid } from '../ids';
import { buildStatus, deployedVersion, type BuildSettings, type BuildStatus } from './build';
import type { Action, ActionContent, ActionTrigger, ActionVersion, Binding } from './model';

/** Auth0 prunes the oldest unused version beyond these (Auth0, "Actions Entity Limit Policy"). */
const MAX_VERSIONS = 50;

/** What was deployed once was built. */
const LONG_AGO = 0;

/** The tenant's Actions and where they are bound. */
export interface Actions extends Pick<Collection<Action>, 'all' | 'byId' | 'remove'> {
  readonly create: (name: string, trigger: ActionTrigger, content: ActionContent) => Action;
  readonly update: (action: Action, change: Partial<ActionContent & { name: string }>) => Action;
  /** Makes a version of what was built. @param deployedAt when it begins to run; by default, soon */
  readonly deploy: (action: Action, deployedAt?: number) => ActionVersion;
  /**
   * Makes a new version out of an older one, secrets' values and all, which begins to run soon.
   *
   * @param updateDraft whether the draft becomes that version, too; otherwise it stays as it is
   */
  readonly rollBack: (
    action: Action,
    version: ActionVersion,
    updateDraft: boolean,
  ) => ActionVersion;
  readonly statusOf: (action: Action) => BuildStatus;
  /** What a build that failed has to say. */
  readonly buildErrorOf: (action: Action) => string | undefined;
  /** The version that runs at the trigger now, bound or not. */
  readonly runningAt: (triggerId: string) => { action: Action; version: ActionVersion } | undefined;
  readonly bindingsOf: (triggerId: string) => readonly Binding[];
  readonly bind: (triggerId: string, bindings: readonly Binding[]) => void;
  readonly isBound: (actionId: string) => boolean;
}

export const createActions = (
  random: RandomInt,
  now: () => number,
  settings: BuildSettings,
): Actions => {
  const actions = createCollection<Action>();
  const bindings = new Map<string, readonly Binding[]>();
  const allBindings = () => [...bindings.values()].flat();
  const nextVersion = (
    { versions }: Action,
    { code, runtime, dependencies, secrets }: ActionContent,
    deployedAt = now() + settings.deployMs,
  ): ActionVersion => ({
    id: uuid(random),
    number: (versions.at(-1)?.number ?? 0) + 1,
    code,
    runtime,
    dependencies,
    secrets,
    createdAt: now(),
    deployedAt,
  });

  return {
    all: actions.all,
    byId: actions.byId,
    create: (name, trigger, content) => {
      const at = now();
      return actions.put({
        id: uuid(random),
        name,
        trigger,
        ...content,
        createdAt: at,
        updatedAt: at,
        buildFrom: at,
        versions: [],
      });
    },
    update: (action, change) => {
      const at = now();
      // Any change makes the content one that was not deployed, and has it built again.
      return actions.put({
        ...action,
        ...change,
        updatedAt: at,
        buildFrom: at,
        deployedAs: undefined,
      });
    },
    deploy: (action, deployedAt) => {
      const version = nextVersion(action, action, deployedAt);
      const versions = withVersion(action, version);
      actions.put({ ...action, versions, deployedAs: version.id });
      return version;
    },
    rollBack: (action, from, updateDraft) => {
      const version = nextVersion(action, from);
      const { code, runtime, dependencies, secrets } = from;
      const draft = {
        code,
        runtime,
        dependencies,
        secrets,
        updatedAt: now(),
        buildFrom: LONG_AGO,
        deployedAs: version.id,
      };
      const versions = withVersion(action, version);
      actions.put({ ...action, versions, ...(updateDraft && draft) });
      return version;
    },
    remove: (id) => {
      actions.remove(id);
      for (const [triggerId, list] of bindings)
        bindings.set(
          triggerId,
          list.filter(({ actionId }) => actionId !== id),
        );
    },
    statusOf: (action) => buildStatus(action, settings, now()),
    buildErrorOf: (action) =>
      buildStatus(action, settings, now()) === 'failed' ? settings.refuse(action.code) : undefined,
    runningAt: (triggerId) => {
      for (const action of actions.all()) {
        const version = action.trigger.id === triggerId && deployedVersion(action, now());
        if (version) return { action, version };
      }
      return undefined;
    },
    bindingsOf: (triggerId) => bindings.get(triggerId) ?? [],
    bind: (triggerId, list) => bindings.set(triggerId, list),
    isBound: (actionId) => allBindings().some((binding) => binding.actionId === actionId),
  };
};

/** The one that runs is never the oldest of so many. */
const withVersion = ({ versions }: Action, version: ActionVersion): readonly ActionVersion[] =>
  [...versions, version].slice(-MAX_VERSIONS);
