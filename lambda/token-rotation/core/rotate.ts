import { RegistrationError } from '../../auth0-management/core/registration-error';
import { awaitGateway } from './await-gateway';
import { planFor, type Move, type RotationStep, type Situation } from './plan';
import type { HeldKey, KeyVersion, LabelledVersions, RotationWorld } from './ports';

export interface RotationRequest {
  readonly step: RotationStep;
  /** ClientRequestToken: the id of the version to be. */
  readonly versionId: string;
}

/** What a step found and did; goes into the log. */
export interface RotationReport extends Situation {
  readonly moves: readonly Move[];
}

/** Plays one step. Throws one sentence when it cannot be done; Auth0 then has the key in use again. */
export const rotate = async (
  world: RotationWorld,
  { step, versionId }: RotationRequest,
): Promise<RotationReport> => {
  const versions = await world.keys.read();
  const situation = situationOf(versions, await world.auth0.look(), versionId);
  const moves = planFor(step, situation);
  if (moves === undefined) {
    throw new RegistrationError(
      `There is no new key under the version ${versionId} yet, so ${step} has nothing to work with: start a new rotation`,
    );
  }
  try {
    for (const move of moves) await play(world, move, versions, versionId);
  } catch (error) {
    const gaveUp = situation.next === 'pending' && (step === 'setSecret' || step === 'testSecret');
    throw gaveUp ? await putBack(world, versions.current, error) : error;
  }
  return { ...situation, moves };
};

const situationOf = (
  { current, pending, previous }: LabelledVersions,
  held: HeldKey,
  versionId: string,
): Situation => {
  const next =
    current.id === versionId ? 'current' : pending?.id === versionId ? 'pending' : 'missing';
  const waiting = next === 'missing' && pending !== undefined && pending.id !== current.id;
  const holds = (version: KeyVersion | undefined) => version !== undefined && held.is(version.key);
  const heldBy = holds(current)
    ? 'current'
    : holds(pending)
      ? waiting
        ? 'waiting'
        : 'next'
      : holds(previous)
        ? 'previous'
        : 'none';
  return { next, waiting, held: heldBy };
};

const play = async (
  world: RotationWorld,
  move: Move,
  versions: LabelledVersions,
  versionId: string,
): Promise<void> => {
  const { keys, auth0 } = world;
  switch (move) {
    case 'give-current':
      return auth0.give(versions.current.key);
    case 'make-key':
      return keys.addPending(versionId, await keys.makeKey());
    case 'take-over-key':
      return keys.addPending(versionId, pendingOf(versions).key);
    case 'await-gateway':
      return awaitGateway(world, pendingOf(versions));
    case 'give-next':
      return auth0.give(pendingOf(versions).key);
    case 'prove':
      return prove(world, versions, versionId);
    case 'promote':
      return keys.promote(versionId, versions.current.id);
  }
};

const pendingOf = ({ pending }: LabelledVersions): KeyVersion => {
  if (pending !== undefined) return pending;
  throw new Error('the plan has a move for a version that is not there');
};

/** Reads back what Auth0 has by now, and calls the gateway by that: key, claims and address. */
const prove = async (
  { auth0, askGateway }: RotationWorld,
  { current, pending, previous }: LabelledVersions,
  versionId: string,
): Promise<void> => {
  const held = await auth0.look();
  const meant = pending?.id === versionId ? [pending] : [current, pending, previous];
  const version = meant.find((it) => it !== undefined && held.is(it.key));
  if (version === undefined) {
    throw new RegistrationError(
      'Auth0 does not have the key that it should have by now, so somebody else is writing to it: let a deployment that is under way end, then start the rotation again',
    );
  }
  const verdict = await askGateway(version.key, held.signing);
  if (verdict === 'accepted') return;
  throw new RegistrationError(
    `The gateway does not accept a request as Auth0 signs it (${verdict.refusal}): look at the gateway's log for the detail of "unauthorized", then start the rotation again`,
  );
};

/** After a step that failed: Auth0 gets the key in use, unless it still has it. */
const putBack = async (
  { auth0, patience }: RotationWorld,
  current: KeyVersion,
  error: unknown,
): Promise<unknown> => {
  try {
    patience.beginUndo(1);
    if (!(await auth0.look()).is(current.key)) await auth0.give(current.key);
    return error;
  } catch (failure) {
    if (!(error instanceof RegistrationError)) return error;
    const why = failure instanceof RegistrationError ? failure.message : 'unexpected error';
    return new RegistrationError(
      `${error.message}; whether Auth0 has the old key again is not known (${why}), but the gateway accepts the new one as well, so sign-in works either way`,
    );
  }
};
