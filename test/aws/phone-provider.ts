import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Integration, secretNames } from '../../lambda/contract';
import { allRegistered } from '../../lib/registered-properties';
import { readEnvironment } from '../../tools/cli/environment';
import { stackNames } from '../../tools/shared/stacks';
import { ENVIRONMENT, NUMBERS } from './environment';
import { startRotation } from './rotation';
import type { Stage } from './stage';
import { APP } from './tenant';
import type { Tools } from './tools';

const STACKS = `${ENVIRONMENT}/*`;
const SIGN_IN_EVERY_MS = 500;
/** From the start of a sign-in to the phone, through a new process for the Action and the function. */
const DELIVERY_LIMIT_MS = 15_000;

/**
 * The move to the phone provider and back, as an operator makes it, with a rotation of the key, while
 * people sign in.
 *
 * @param write the environment file, with another integration
 */
export const checkPhoneProvider = async (
  stage: Stage,
  tools: Tools,
  write: (settings: { readonly integration: Integration }) => void,
): Promise<void> => {
  const {
    checks: { heading, check, need },
    aws,
    cdk,
    tenant,
    gatewayUrl,
  } = stage;
  heading('The move to the phone provider, and back');
  const before = tenant.connections();
  const stream = startSignIns(stage);
  // It spans the move: where a key is to go changes under it.
  const rotation = await startRotation(stage);

  tenant.grantPhoneProvider();
  write({ integration: 'phone-provider' });
  await need('is deployed', () => cdk.deploy(STACKS));
  await check('the tenant sends through its phone provider, and the connection stays', () => {
    assert.equal(tenant.integration(), 'phone-provider');
    const [{ options: was } = { options: {} }] = before;
    assert.deepEqual(tenant.connection().options, { ...was, use_phone_provider: true });
  });
  await check('a code reaches the phone through the deployed Action', async () => {
    assert.match(await signIn(stage), /^\d{12} is your verification code/);
  });
  const { gatewayToken } = secretNames(ENVIRONMENT);
  const oldKey = await aws.readSecret(gatewayToken);
  for (const last of ['setSecret', 'testSecret', 'finishSecret'] as const) {
    await rotation.playUntil(last);
  }
  const newKey = await aws.readSecret(gatewayToken);
  await check('the Action signs with the new key, and the one before is kept', async () => {
    assert.notEqual(newKey, oldKey);
    assert.equal(tenant.actionKey(), newKey);
    assert.equal(await aws.readSecret(gatewayToken, 'AWSPREVIOUS'), oldKey);
    assert.match(await signIn(stage), /^\d{12} is your verification code/);
  });
  await check('npm run drift finds the phone provider as it was registered', async () => {
    const { exitCode, stdout, stderr } = await tools.drift();
    assert.equal(exitCode, 0, stdout + stderr);
  });
  await check('and so does the daily check, by the code of the Action beside its own', async () => {
    const environment = readEnvironment(ENVIRONMENT, tools.environments);
    const handler = await aws.functionOf(stackNames(ENVIRONMENT).auth0, /^DriftCheckHandlerFunc/);
    assert.equal(await aws.invoke(handler, allRegistered(environment, gatewayUrl)), undefined);
    const said = [...(await aws.logs()).values()]
      .flat()
      .filter((line) => /"message":"(as registered|drift)"/.test(line));
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said.join(), /"as registered"/);
  });
  await check('a second deploy writes nothing', async () => {
    const writes = tenant.writes();
    await cdk.deploy(STACKS);
    assert.equal(tenant.writes(), writes);
  });

  write({ integration: 'sms-gateway' });
  await need('the way back is deployed', () => cdk.deploy(STACKS));
  const { failed, count } = await stream.stop();
  await check('the tenant sends through the gateway of its connection, all else as before', () => {
    assert.equal(tenant.integration(), 'sms-gateway');
    assert.deepEqual(tenant.connections(), withKey(withoutSwitch(before), newKey));
  });
  await check(`none of ${count} sign-ins failed meanwhile`, () => {
    assert.deepEqual(failed, []);
    assert.ok(count > 20, 'too few to tell');
  });
};

/** It is off either way: where it stood as `false`, the way back leaves nothing. */
const withoutSwitch = (connections: ReturnType<Stage['tenant']['connections']>) =>
  connections.map(({ options, ...connection }) => {
    const { use_phone_provider: _off, ...others } = options;
    return { ...connection, options: others };
  });

/** The way back writes the key that is in use by then. */
const withKey = (connections: ReturnType<typeof withoutSwitch>, key: string) =>
  connections.map(({ options, ...connection }) => {
    const authentication = options['gateway_authentication'] as object;
    return {
      ...connection,
      options: { ...options, gateway_authentication: { ...authentication, secret: key } },
    };
  });

/** Resolves to the text on the phone; throws when none comes. */
const signIn = async ({ tenant, providers }: Stage): Promise<string> => {
  const number = NUMBERS.twilioThenSns;
  const after = providers.inbox.all().at(-1)?.sequence ?? 0;
  const response = await fetch(`${tenant.url}/passwordless/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: APP.clientId,
      connection: 'sms',
      phone_number: number,
      send: 'code',
    }),
  });
  if (response.status !== 200) throw new Error(`the start was answered ${response.status}`);
  const sms = await providers.inbox.latest(number, { after, timeoutMs: DELIVERY_LIMIT_MS });
  if (sms === undefined) throw new Error('no code came');
  return sms.text;
};

/** One person after the other. */
const startSignIns = (stage: Stage) => {
  const failed: string[] = [];
  const over = new AbortController();
  let count = 0;
  const run = async () => {
    while (!over.signal.aborted) {
      count += 1;
      await signIn(stage).catch((error: unknown) => failed.push(String(error)));
      await sleep(SIGN_IN_EVERY_MS);
    }
  };
  const running = run();
  return {
    stop: async () => {
      over.abort();
      await running;
      return { failed, count };
    },
  };
};
