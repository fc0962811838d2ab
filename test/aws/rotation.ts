import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { secretNames } from '../../lambda/contract';
import { ROTATION_STEPS, type RotationStep } from '../../lambda/token-rotation/core/plan';
import { ENVIRONMENT, TEST_NUMBER } from './environment';
import type { Stage } from './stage';
import { APP, lostForeignOptions } from './tenant';

const SIGN_IN_EVERY_MS = 200;
const FUNCTION = /^TokenRotationHandlerFunction/;

/**
 * The rotation of the gateway token, step by step as Secrets Manager calls them, under a stream of
 * sign-ins. Whatever is killed after a step begins anew, so each round gets one step further.
 */
export const checkRotation = async (stage: Stage, rotation: StartedRotation): Promise<void> => {
  const {
    checks: { heading, check },
    aws,
    tenant,
    tokenSecret,
  } = stage;
  heading('A rotation of the gateway token, killed after each step');
  const { gatewayToken } = secretNames(ENVIRONMENT);
  const heldKey = () =>
    (tenant.connection().options['gateway_authentication'] as Record<string, unknown>)['secret'];
  const stream = startSignIns(tenant.url);
  for (const last of ROTATION_STEPS.slice(1)) await rotation.playUntil(last);
  const newKey = await aws.readSecret(gatewayToken);
  await check('Auth0 signs with the new key, and the one before is kept', async () => {
    assert.notEqual(newKey, tokenSecret);
    assert.equal(newKey.length, 64);
    assert.equal(heldKey(), newKey);
    assert.equal(await aws.readSecret(gatewayToken, 'AWSPREVIOUS'), tokenSecret);
  });
  await check('nothing else of the connection has changed', () => {
    assert.deepEqual(lostForeignOptions(tenant.connection()), []);
    assert.deepEqual(tenant.connection().clients.includes(APP.clientId), true);
  });
  const { signIns, failures } = await stream.end();
  await check(`of ${signIns} sign-ins meanwhile none failed`, () => {
    assert.ok(signIns > 50, 'there were hardly any');
    assert.deepEqual(failures, []);
  });
  await check('no log holds the new key', async () => {
    const lines = [...(await aws.logs()).values()].flat();
    assert.ok(
      lines.some((line) => line.includes('"finishSecret"')),
      'the rotation wrote nothing',
    );
    assert.deepEqual(
      lines.filter((line) => line.includes(newKey)),
      [],
    );
  });
};

/** One rotation, as Secrets Manager calls for it, which is killed after some step again and again. */
export interface StartedRotation {
  /** From the first step: whatever was killed begins anew. */
  readonly playUntil: (last: RotationStep) => Promise<void>;
}

/** Begins one, so that its wait for the gateway passes while something else is checked. */
export const startRotation = async ({
  checks: { heading, check, need },
  aws,
}: Stage): Promise<StartedRotation> => {
  heading('A rotation of the gateway token begins');
  const { gatewayToken } = secretNames(ENVIRONMENT);
  const functionName = await need('its function is deployed', () =>
    aws.functionOf(`sms-gateway-${ENVIRONMENT}-auth0`, FUNCTION),
  );
  await aws.freePending(gatewayToken);
  const versionId = randomUUID();
  const play = async (step: RotationStep) => {
    const failure = await aws.invoke(functionName, {
      Step: step,
      SecretId: gatewayToken,
      ClientRequestToken: versionId,
    });
    assert.equal(failure, undefined, `${step}: ${failure}`);
  };
  const playUntil: StartedRotation['playUntil'] = async (last) => {
    const steps = ROTATION_STEPS.slice(0, ROTATION_STEPS.indexOf(last) + 1);
    const end = last === 'finishSecret' ? 'to its end' : 'and is killed';
    await check(`plays ${steps.join(', ')} ${end}`, async () => {
      for (const step of steps) await play(step);
    });
  };
  await playUntil('createSecret');
  return { playUntil };
};

/** Somebody asks for a code five times a second; the number is one that nothing is sent to. */
const startSignIns = (tenantUrl: string) => {
  const end = new AbortController();
  let signIns = 0;
  const failures: string[] = [];
  const signIn = async () => {
    signIns += 1;
    const response = await fetch(`${tenantUrl}/passwordless/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: APP.clientId,
        connection: 'sms',
        phone_number: TEST_NUMBER,
        send: 'code',
      }),
    });
    if (response.status !== 200) failures.push(await response.text());
  };
  const run = async () => {
    while (!end.signal.aborted) {
      await signIn();
      await sleep(SIGN_IN_EVERY_MS);
    }
  };
  const running = run();
  return {
    end: async () => {
      end.abort();
      await running;
      return { signIns, failures };
    },
  };
};
