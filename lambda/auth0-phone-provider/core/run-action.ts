import { RegistrationError } from '../../auth0-management/core/registration-error';
import { holdsContent, runsContent } from './compare';
import type { ActionContent } from './desired';
import type { Action, PhoneWorld } from './ports';

/** A build without dependencies takes a second, one with them ten; a minute and a half is stuck. */
const MAX_POLLS = 45;
/** From then on polls are this power of two of half seconds apart. */
const SLOWEST_POLL = 2;

/** What an operator does when the cause of a failure is gone. */
const RETRY = 'deploy again';

type RunWorld = Pick<PhoneWorld, 'actions' | 'patience'>;

/**
 * Brings an Action's draft to run: waits until it is built, deploys it, waits until it runs. What ran
 * before goes on running until then. `changed`: somebody wrote to the draft meanwhile, whose version may
 * run now.
 *
 * @param retry what an operator does when the cause of a failure is gone
 */
export const runAction = async (
  world: RunWorld,
  id: string,
  content: Omit<ActionContent, 'secrets'> & { readonly secrets: readonly { name: string }[] },
  retry = RETRY,
): Promise<Action | 'changed'> => {
  const wanted = { ...content, secrets: content.secrets.map(({ name }) => ({ name, value: '' })) };
  const wait = { id, retry };
  for (let attempt = 0; ; attempt += 1) {
    const built = await pollAction(world, { ...wait, what: 'built', attempt }, (action) => {
      if (!holdsContent(action, wanted)) return 'changed';
      if (action.status === 'failed') throw buildFailed(action, retry);
      return action.status === 'built' ? action : undefined;
    });
    if (built === 'changed') return built;
    if ((await world.actions.deploy(id)) === 'deployed') break;
    if (attempt >= MAX_POLLS) throw stuck({ ...wait, what: 'built' });
  }
  return pollAction(world, { ...wait, what: 'deployed' }, (action) => {
    if (runsContent(action, wanted)) return action;
    return holdsContent(action, wanted) ? undefined : 'changed';
  });
};

interface Wait {
  readonly id: string;
  readonly what: 'built' | 'deployed';
  /** How many polls there were before. */
  readonly attempt?: number;
  readonly retry?: string;
}

/** Reads an Action until there is something to say of it; throws when that takes too long. */
export const pollAction = async <T>(
  { actions, patience }: RunWorld,
  wait: Wait,
  read: (action: Action) => T | undefined,
): Promise<T> => {
  for (let polls = wait.attempt ?? 0; polls < MAX_POLLS; polls += 1) {
    if (polls > 0 && !(await patience.wait(Math.min(polls - 1, SLOWEST_POLL)))) break;
    const action = await actions.read(wait.id);
    if (action === undefined) throw gone(wait);
    const result = read(action);
    if (result !== undefined) return result;
  }
  throw stuck(wait);
};

const buildFailed = ({ id, name, buildError }: Action, retry: string): RegistrationError =>
  new RegistrationError(
    `Auth0 could not build the Action "${name}" (${id})${reasonOf(buildError)}: look at it in the Auth0 dashboard under Actions, then ${retry}`,
  );

/** The first line of a compiler's words, which speak of code and of packages. */
const reasonOf = (buildError: string | undefined): string => {
  const [line = ''] = (buildError ?? '').trim().split(/[\r\n]/);
  return line === '' ? ' and gives no reason' : `, saying "${line.slice(0, 200)}"`;
};

const stuck = ({ id, what, retry = RETRY }: Omit<Wait, 'attempt'>): RegistrationError =>
  new RegistrationError(
    `The Action ${id} was not ${what} in time: look at https://status.auth0.com, then ${retry}, which goes on from here`,
  );

const gone = ({ id, retry = RETRY }: Wait): RegistrationError =>
  new RegistrationError(
    `The Action ${id} went away while it was being deployed: see who else manages the tenant, then ${retry}`,
  );

export const changedMeanwhile = (id: string, retry = RETRY): RegistrationError =>
  new RegistrationError(
    `The Action ${id} was changed by somebody else while it was being deployed: see who else manages the tenant, then ${retry}`,
  );
