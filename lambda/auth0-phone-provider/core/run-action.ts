import { RegistrationError } from '../../auth0-management/core/registration-error';
import { holdsContent, runsContent } from './compare';
import type { ActionContent } from './desired';
import type { Action, PhoneWorld } from './ports';

/** A build without dependencies takes a second, one with them ten; a minute and a half is stuck. */
const MAX_POLLS = 45;
/** From then on polls are this power of two of half seconds apart. */
const SLOWEST_POLL = 2;

type RunWorld = Pick<PhoneWorld, 'actions' | 'patience'>;

/**
 * Brings an Action's draft to run: waits until it is built, deploys it, waits until it runs. What ran
 * before goes on running until then.
 */
export const runAction = async (
  world: RunWorld,
  id: string,
  content: Omit<ActionContent, 'secrets'> & { readonly secrets: readonly { name: string }[] },
): Promise<Action> => {
  const wanted = { ...content, secrets: content.secrets.map(({ name }) => ({ name, value: '' })) };
  for (let attempt = 0; ; attempt += 1) {
    const built = await until(world, id, 'built', attempt, (action) => {
      if (action.status === 'failed') throw buildFailed(action);
      return action.status === 'built';
    });
    if (!holdsContent(built, wanted)) throw changedMeanwhile(id);
    if ((await world.actions.deploy(id)) === 'deployed') break;
    if (attempt >= MAX_POLLS) throw stuck(id, 'built');
  }
  return until(world, id, 'deployed', 0, (action) => runsContent(action, wanted));
};

const until = async (
  { actions, patience }: RunWorld,
  id: string,
  what: 'built' | 'deployed',
  pollsBefore: number,
  isDone: (action: Action) => boolean,
): Promise<Action> => {
  for (let polls = pollsBefore; polls < MAX_POLLS; polls += 1) {
    if (polls > 0 && !(await patience.wait(Math.min(polls - 1, SLOWEST_POLL)))) break;
    const action = await actions.read(id);
    if (action === undefined) throw gone(id);
    if (isDone(action)) return action;
  }
  throw stuck(id, what);
};

const buildFailed = ({ id, name, buildError }: Action): RegistrationError =>
  new RegistrationError(
    `Auth0 could not build the Action "${name}" (${id})${reasonOf(buildError)}: look at it in the Auth0 dashboard under Actions, then deploy again`,
  );

/** The first line of a compiler's words, which speak of code and of packages. */
const reasonOf = (buildError: string | undefined): string => {
  const [line = ''] = (buildError ?? '').trim().split(/[\r\n]/);
  return line === '' ? ' and gives no reason' : `, saying "${line.slice(0, 200)}"`;
};

const stuck = (id: string, what: 'built' | 'deployed'): RegistrationError =>
  new RegistrationError(
    `The Action ${id} was not ${what} in time: look at https://status.auth0.com, then deploy again, which goes on from here`,
  );

const gone = (id: string): RegistrationError =>
  new RegistrationError(
    `The Action ${id} went away while it was being deployed: see who else manages the tenant, then deploy again`,
  );

const changedMeanwhile = (id: string): RegistrationError =>
  new RegistrationError(
    `The Action ${id} was changed by somebody else while it was being deployed: see who else manages the tenant, then deploy again`,
  );
