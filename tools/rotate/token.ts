import { EXIT, type ExitCode } from '../cli/command';
import { CommandFailure } from '../cli/failure';
import { formatLine } from '../cli/level';
import type { Terminal } from '../cli/terminal';
import type { RotatingSecret, SecretRotation } from './secret';

/** Usually it takes a minute. Secrets Manager tries a failed step again after a while. */
const LIMIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 2_000;
/** Auth0 waits 30 s for the gateway: after this none of its requests carries the key before. */
const IN_FLIGHT_MS = 60_000;

export interface TokenRotationWorld {
  readonly secret: SecretRotation;
  /** Name of the log group that says why a step failed; `undefined` when the stack does not tell. */
  readonly logGroup: () => Promise<string | undefined>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly terminal: Terminal;
}

export interface TokenRotationRequest {
  readonly environment: string;
  readonly revoke: boolean;
  readonly json: boolean;
}

/** Starts a rotation, or takes up one that was left, and waits for its end. */
export const rotateToken = async (
  world: TokenRotationWorld,
  { environment, revoke, json }: TokenRotationRequest,
): Promise<ExitCode> => {
  const { secret, now, terminal } = world;
  const { progress, print, paint } = terminal;
  const startedMs = now();
  progress.show('asking Secrets Manager …');
  const before = await secret.look();
  if (!before.rotates) {
    throw new CommandFailure(
      'Nothing was changed: the secret has no rotation function',
      `npx cdk deploy "${environment}/*"`,
    );
  }
  const started = await secret.start();
  const versionId = started ?? unfinished(before) ?? unfinished(await secret.look());
  if (versionId === undefined) {
    throw new CommandFailure(
      'Secrets Manager did not start a rotation, and none is under way',
      'try again in a minute',
    );
  }

  const done = await waitFor(world, versionId, startedMs);
  if (!done) throw await notDone(world, environment);
  const revoked = revoke && (await revokePrevious(world, versionId));
  const seconds = Math.round((now() - startedMs) / 1000);
  if (json) {
    print(
      JSON.stringify({ environment, outcome: 'rotated', versionId, revoked, seconds }, null, 2),
    );
  } else {
    const detail = [
      started === undefined
        ? 'the rotation that was left unfinished is at its end'
        : 'the gateway and Auth0 have a new key',
      revoked
        ? 'the one before stops working within five minutes'
        : 'the one before is accepted until the next rotation',
    ].join('; ');
    print(formatLine({ level: 'green', title: `Rotated in ${seconds} s`, detail }, paint));
  }
  return EXIT.green;
};

/** The version of a rotation that is under way, or that failed. */
const unfinished = ({ labels }: RotatingSecret): string | undefined => {
  const pending = labels.get('AWSPENDING');
  return pending === labels.get('AWSCURRENT') ? undefined : pending;
};

const waitFor = async (
  { secret, now, sleep, terminal: { progress } }: TokenRotationWorld,
  versionId: string,
  startedMs: number,
): Promise<boolean> => {
  for (;;) {
    const { labels } = await secret.look();
    if (labels.get('AWSCURRENT') === versionId) return true;
    const passedMs = now() - startedMs;
    if (passedMs > LIMIT_MS) return false;
    const phase =
      labels.get('AWSPENDING') === versionId
        ? 'the new key is being given to the gateway, to Auth0, and proven'
        : 'a new key is being made';
    progress.show(`${phase} … ${Math.round(passedMs / 1000)} s`);
    await sleep(LOOK_EVERY_MS);
  }
};

const notDone = async (
  { logGroup }: TokenRotationWorld,
  environment: string,
): Promise<CommandFailure> => {
  const group = await logGroup();
  return new CommandFailure(
    `The rotation is not at its end after ${LIMIT_MS / 60_000} minutes; sign-in goes on, with the old key or the new one`,
    group === undefined
      ? `npm run doctor -- ${environment}`
      : `aws logs tail ${group} --since 30m --filter-pattern failed`,
  );
};

const revokePrevious = async (
  { secret, sleep, terminal: { progress } }: TokenRotationWorld,
  versionId: string,
): Promise<boolean> => {
  progress.show('waiting a minute for requests that still carry the key before …');
  await sleep(IN_FLIGHT_MS);
  const { labels } = await secret.look();
  const previous = labels.get('AWSPREVIOUS');
  // Another rotation has begun to use the labels in the meantime, or there is nothing to revoke.
  if (previous === undefined || labels.get('AWSCURRENT') !== versionId) return false;
  await secret.revokePrevious(previous);
  return true;
};
