import type { ManagementCaller } from '../../auth0-management/adapters/management-caller';
import type { Owner } from '../../auth0-management/core/owner';
import type { Patience } from '../../auth0-management/core/patience';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import { createActionsApi } from '../../auth0-phone-provider/adapters/actions-api';
import {
  actionSecrets,
  type ActionSettings,
  settingsMark,
} from '../../auth0-phone-provider/core/action-secrets';
import { holdsContent } from '../../auth0-phone-provider/core/compare';
import type { ActionContent, Trigger } from '../../auth0-phone-provider/core/desired';
import { readMark } from '../../auth0-phone-provider/core/key-mark';
import { ownerOfAction } from '../../auth0-phone-provider/core/owner';
import type { Action, ReadableContent } from '../../auth0-phone-provider/core/ports';
import { runAction } from '../../auth0-phone-provider/core/run-action';
import { hmacSha256Hex, sha256Hex } from '../../shared/sha256';
import type { KeyHolder, Signing } from '../core/ports';

/** A write that somebody else wrote over at the same moment is repeated this often. */
const MAX_WRITES = 3;
/** A deployment of somebody else's takes a few seconds; so do these looks together. */
const MAX_LOOKS = 12;
/** From then on looks are this power of two of half seconds apart. */
const SLOWEST_LOOK = 2;

const HASHES = { sha256: sha256Hex, hmac: hmacSha256Hex };

export interface ActionKeyOptions {
  readonly trigger: Trigger;
  /** Whose Action it is: a tenant may have others for the trigger. */
  readonly owner: Owner;
  /** As it was registered; written along, because Auth0 takes an Action's secrets all at once. */
  readonly settings: ActionSettings;
  readonly signing: Signing;
  /** Waits out what passes. */
  readonly reader: ManagementCaller;
  /**
   * Tries once: what it writes was read a moment ago. Repeated later, it would undo what a deployment
   * wrote in between.
   */
  readonly writer: ManagementCaller;
  readonly patience: Patience;
  /** What an operator does when the cause of a failure is gone. */
  readonly retry: string;
}

/** An Action with a version that runs. */
type RunningAction = Action & { readonly deployed: ReadableContent };

/**
 * The key among the secrets of our Action. What counts is the version that runs: a draft that was not
 * deployed signs nothing, and after a crash it is deployed, or written over, by the next run.
 */
export const createActionKey = ({
  trigger,
  owner,
  settings,
  signing,
  reader,
  writer,
  patience,
  retry,
}: ActionKeyOptions): KeyHolder => {
  const actions = createActionsApi(reader);
  const { change } = createActionsApi(writer);
  const contentOf = ({ code, runtime, dependencies }: ReadableContent, key: string) => ({
    code,
    ...(runtime !== undefined && { runtime }),
    dependencies,
    secrets: actionSecrets(HASHES, settings, key),
  });
  const isHeldBy = (content: ReadableContent, key: string) =>
    holdsContent(content, contentOf(content, key));

  /** Looks until what was read is `good`; resolves to the last look either way. */
  const lookUntil = async (id: string, isGood: (action: Action) => boolean) => {
    for (let looks = 0; ; looks += 1) {
      const action = await actions.read(id);
      if (action === undefined) throw gone(trigger, retry);
      if (isGood(action) || looks + 1 >= MAX_LOOKS) return action;
      if (!(await patience.wait(Math.min(looks, SLOWEST_LOOK)))) return action;
    }
  };

  let idOfOurs: string | undefined;
  const findOurs = async (): Promise<string> => {
    const own = (await actions.list(trigger)).find((action) => ownerOfAction(action) === owner);
    if (own === undefined) throw gone(trigger, retry);
    return own.id;
  };

  /** Our Action, once it is clear that what runs is ours to give a key to. */
  const readOurs = async (isGood: (action: RunningAction) => boolean = () => true) => {
    idOfOurs ??= await findOurs();
    const action = await lookUntil(idOfOurs, (it) => isRunning(it) && isGood(it));
    if (!isRunning(action)) throw notDeployed(action, retry);
    const mark = readMark(action.deployed.secrets);
    if (mark !== undefined && mark.settings !== settingsMark(HASHES, settings)) {
      throw otherSettings(action, retry);
    }
    return action;
  };

  return {
    place: trigger,

    look: async () => {
      const { deployed } = await readOurs();
      return { is: (key) => isHeldBy(deployed, key), signing };
    },

    give: async (key) => {
      let writes = 0;
      for (let attempt = 0; ; attempt += 1) {
        // A deployment that is under way comes first: its code is not ours to deploy.
        const action = await readOurs((it) => isHeldBy(it.deployed, key) || isUnedited(it));
        if (isHeldBy(action.deployed, key)) return;
        if (!isUnedited(action)) throw edited(action, retry);
        if (writes >= MAX_WRITES) throw notKept(action, retry);
        const content: ActionContent = contentOf(action.deployed, key);
        try {
          if (!isHeldBy(action, key)) {
            writes += 1;
            await change(action.id, { secrets: content.secrets });
          }
        } catch (error) {
          const passes = error instanceof RegistrationError && error.mayPass;
          if (!passes || !(await patience.wait(attempt))) throw error;
          continue;
        }
        const running = await runAction({ actions, patience }, action.id, content, retry);
        if (running !== 'changed') return;
      }
    },
  };
};

const isRunning = (action: Action): action is RunningAction => action.deployed !== undefined;

/** Whether the draft differs from what runs by its secrets at most, which is what a rotation leaves. */
const isUnedited = ({ deployed, ...draft }: RunningAction): boolean => {
  const { code, runtime, dependencies } = deployed;
  const unchanged = { code, ...(runtime !== undefined && { runtime }), dependencies };
  return holdsContent({ ...draft, secrets: [] }, { ...unchanged, secrets: [] });
};

const gone = (trigger: Trigger, retry: string): RegistrationError =>
  new RegistrationError(
    `The Action for ${trigger} that this environment deployed is no longer in Auth0: raise auth0.revision and deploy, which registers it anew, then ${retry}`,
  );

const notDeployed = ({ id }: Action, retry: string): RegistrationError =>
  new RegistrationError(
    `No version of the Action ${id} runs, so its key was left alone: raise auth0.revision and deploy, which registers it anew, then ${retry}`,
  );

const otherSettings = ({ id }: Action, retry: string): RegistrationError =>
  new RegistrationError(
    `The Action ${id} was registered with other settings than these, so its key was left alone: let a deployment that is under way end, or raise auth0.revision and deploy, then ${retry}`,
  );

const edited = ({ id }: Action, retry: string): RegistrationError =>
  new RegistrationError(
    `Somebody has changed the Action ${id} in Auth0 and not deployed that, so its key was left alone: let a deployment that is under way end, or raise auth0.revision and deploy, which takes the change back, then ${retry}`,
  );

const notKept = ({ id }: Action, retry: string): RegistrationError =>
  new RegistrationError(
    `Somebody else writes to the Action ${id} whenever it is given its key: let a deployment that is under way end, then ${retry}`,
  );
