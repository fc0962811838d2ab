import { RegistrationError } from '../../auth0-management/core/registration-error';
import { awaitGateway } from './await-gateway';
import type { KeyPlace } from '../../contract';
import {
  planFor,
  together,
  type HeldBy,
  type Move,
  type RotationStep,
  type Situation,
} from './plan';
import type { HeldKey, KeyVersion, LabelledVersions, RotationWorld } from './ports';

export interface RotationRequest {
  readonly step: RotationStep;
  /** ClientRequestToken: the id of the version to be. */
  readonly versionId: string;
}

/** What a step found and did; goes into the log. */
export interface RotationReport extends Situation {
  readonly places: Readonly<Partial<Record<KeyPlace, HeldBy>>>;
  readonly moves: readonly Move[];
}

/** Plays one step. Throws one sentence when it cannot be done; Auth0 then has the key in use again. */
export const rotate = async (
  world: RotationWorld,
  { step, versionId }: RotationRequest,
): Promise<RotationReport> => {
  const versions = await world.keys.read();
  const progress = progressOf(versions, versionId);
  const places: Partial<Record<KeyPlace, HeldBy>> = {};
  for (const { place, look } of world.holders) {
    places[place] = versionOf(await look(), versions, progress);
  }
  const situation = { ...progress, held: together(Object.values(places)) };
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
  return { ...situation, places, moves };
};

const progressOf = (
  { current, pending }: LabelledVersions,
  versionId: string,
): Pick<Situation, 'next' | 'waiting'> => {
  const next =
    current.id === versionId ? 'current' : pending?.id === versionId ? 'pending' : 'missing';
  const waiting = next === 'missing' && pending !== undefined && pending.id !== current.id;
  return { next, waiting };
};

const versionOf = (
  held: HeldKey,
  { current, pending, previous }: LabelledVersions,
  { waiting }: Pick<Situation, 'waiting'>,
): HeldBy => {
  const isOf = (version: KeyVersion | undefined) => version !== undefined && held.is(version.key);
  if (isOf(current)) return 'current';
  if (isOf(pending)) return waiting ? 'waiting' : 'next';
  return isOf(previous) ? 'previous' : 'none';
};

const play = async (
  world: RotationWorld,
  move: Move,
  versions: LabelledVersions,
  versionId: string,
): Promise<void> => {
  const { keys } = world;
  switch (move) {
    case 'give-current':
      return give(world, versions.current.key);
    case 'make-key':
      return keys.addPending(versionId, await keys.makeKey());
    case 'take-over-key':
      return keys.addPending(versionId, pendingOf(versions).key);
    case 'await-gateway':
      return awaitGateway(world, pendingOf(versions));
    case 'give-next':
      return give(world, pendingOf(versions).key);
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

const give = async ({ holders }: RotationWorld, key: string): Promise<void> => {
  for (const holder of holders) await holder.give(key);
};

/** Reads back what each place has by now, and calls the gateway by that: key, claims and address. */
const prove = async (
  { holders, askGateway }: RotationWorld,
  { current, pending, previous }: LabelledVersions,
  versionId: string,
): Promise<void> => {
  const meant = pending?.id === versionId ? [pending] : [current, pending, previous];
  for (const { look } of holders) {
    const held = await look();
    const version = meant.find((it) => it !== undefined && held.is(it.key));
    if (version === undefined) {
      throw new RegistrationError(
        'Auth0 does not have the key that it should have by now, so somebody else is writing to it: let a deployment that is under way end, then start the rotation again',
      );
    }
    const verdict = await askGateway(version.key, held.signing);
    if (verdict !== 'accepted') {
      throw new RegistrationError(
        `The gateway does not accept a request as Auth0 signs it (${verdict.refusal}): look at the gateway's log for the detail of "unauthorized", then start the rotation again`,
      );
    }
  }
};

/** After a step that failed: every place gets the key in use, unless it still has it. */
const putBack = async (
  { holders, patience }: RotationWorld,
  current: KeyVersion,
  error: unknown,
): Promise<unknown> => {
  const failures: unknown[] = [];
  for (const [index, holder] of holders.entries()) {
    patience.beginUndo(holders.length - index);
    // One that cannot be undone is no reason to leave the others.
    await holder.give(current.key).catch((failure: unknown) => failures.push(failure));
  }
  if (failures.length === 0 || !(error instanceof RegistrationError)) return error;
  const [failure] = failures;
  const why = failure instanceof RegistrationError ? failure.message : 'unexpected error';
  return new RegistrationError(
    `${error.message}; whether Auth0 has the old key again is not known (${why}), but the gateway accepts the new one as well, so sign-in works either way`,
  );
};
