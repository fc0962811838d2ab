import { createSecretRotation } from '../../../tools/rotate/secret';
import { rotateToken } from '../../../tools/rotate/token';
import { CommandFailure } from '../../../tools/cli/failure';
import { createTerminal } from '../../../tools/cli/terminal';
import { createAwsClient } from '../../lambda/token-rotation/support/aws-client';
import { Refusal, type SecretsManager } from '../../lambda/token-rotation/support/secrets-manager';
import {
  createWorld,
  FIRST_KEY,
  NAMES,
  newVersionId,
} from '../../lambda/token-rotation/support/world';
import { recordStreams } from '../support/streams';

/**
 * Secrets Manager's own part: it labels a version, calls the function in the background, and refuses to
 * begin another rotation before.
 */
const open = async ({ rotates = true, works = true } = {}) => {
  const world = await createWorld();
  const { secretsManager } = world;
  const secret = secretsManager.secrets.get(NAMES.gatewayToken);
  let running: string | undefined;
  const managed: SecretsManager = {
    ...secretsManager,
    operate: (operation, input) => {
      if (operation === 'RotateSecret') {
        const pending = secret?.labels.get('AWSPENDING');
        running = pending ?? newVersionId();
        if (pending !== undefined && pending !== secret?.labels.get('AWSCURRENT')) {
          throw new Refusal('InvalidRequestException');
        }
        secret?.labels.set('AWSPENDING', running);
        return { VersionId: running };
      }
      const answer = secretsManager.operate(operation, input);
      return operation === 'DescribeSecret' && rotates
        ? { ...answer, RotationEnabled: true, RotationLambdaARN: 'arn:aws:lambda:rotate' }
        : answer;
    },
  };
  let nowMs = 0;
  const streams = recordStreams();
  const rotate = (options: { revoke?: boolean; json?: boolean } = {}) =>
    rotateToken(
      {
        secret: createSecretRotation(
          createAwsClient(managed, async (_, work) => work()),
          NAMES.gatewayToken,
        ),
        logGroup: () => Promise.resolve('/aws/lambda/rotation'),
        now: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
          const versionId = running;
          running = undefined;
          if (versionId !== undefined && works) await world.rotation(versionId);
        },
        terminal: createTerminal(streams),
      },
      { environment: 'test', revoke: false, json: false, ...options },
    );
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error as CommandFailure,
    );
  return { world, secretsManager, streams, rotate, failureOf };
};

test('rotates, waits for the end and says that it is done', async () => {
  const { world, secretsManager, streams, rotate } = await open();
  expect(await rotate()).toBe(0);
  expect(secretsManager.valueOf(NAMES.gatewayToken)).not.toBe(FIRST_KEY);
  expect(streams.printed()).toMatch(
    /^✓ Rotated in \d+ s: the gateway and Auth0 have a new key; the one before is accepted until the next rotation\n$/,
  );
  expect(world.failedSignIns()).toStrictEqual([]);
});

test('prints the result as JSON, and no key', async () => {
  const { secretsManager, streams, rotate } = await open();
  expect(await rotate({ json: true })).toBe(0);
  expect(JSON.parse(streams.printed())).toStrictEqual({
    environment: 'test',
    outcome: 'rotated',
    versionId: secretsManager.secrets.get(NAMES.gatewayToken)?.labels.get('AWSCURRENT'),
    revoked: false,
    seconds: expect.any(Number),
  });
  expect(streams.printed() + streams.told()).not.toMatch(/canary/i);
});

test('after a leak ends the key before, a minute later', async () => {
  const { secretsManager, streams, rotate } = await open();
  expect(await rotate({ revoke: true })).toBe(0);
  expect(secretsManager.valueOf(NAMES.gatewayToken, 'AWSPREVIOUS')).toBeUndefined();
  expect(streams.printed()).toMatch(/the one before stops working within five minutes/);
});

test('takes up a rotation that was left unfinished', async () => {
  const { world, secretsManager, streams, rotate } = await open();
  await world.step('createSecret', newVersionId());
  const key = secretsManager.valueOf(NAMES.gatewayToken, 'AWSPENDING');
  expect(await rotate()).toBe(0);
  expect(secretsManager.valueOf(NAMES.gatewayToken)).toBe(key);
  expect(streams.printed()).toMatch(/the rotation that was left unfinished is at its end/);
});

test('gives up after ten minutes, and names the log that says why', async () => {
  const { rotate, failureOf } = await open({ works: false });
  const failure = await failureOf(rotate());
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure).toMatchObject({
    message:
      'The rotation is not at its end after 10 minutes; sign-in goes on, with the old key or the new one',
    advice: 'aws logs tail /aws/lambda/rotation --since 30m --filter-pattern failed',
    exitCode: 1,
  });
});

test('of an environment that is not deployed yet says so and changes nothing', async () => {
  const { rotate, failureOf } = await open({ rotates: false });
  expect(await failureOf(rotate())).toMatchObject({
    message: 'Nothing was changed: the secret has no rotation function',
    advice: 'npx cdk deploy "test/*"',
  });
});
