import {
  actionSecrets,
  type ActionSettings,
} from '../../../lambda/auth0-phone-provider/core/action-secrets';
import { hmacSha256Hex, sha256Hex } from '../../../lambda/shared/sha256';
import type { Auth0PhoneProviderProperties } from '../../../lambda/contract';
import { CANARIES } from '../auth0-connection/support/canaries';
import { startPhoneWorld, type PhoneTestWorld } from './support/world';

/** A deployment and a rotation at the same time, where our Action holds the key. */
const TOKEN_SECRET = 'sms-gateway/test/gateway-token';
const FIRST_KEY = CANARIES.gatewayKey;
const NEXT_KEY = `CanaryNextKey${'0'.repeat(51)}`;
const HASHES = { sha256: sha256Hex, hmac: hmacSha256Hex };

let world: PhoneTestWorld;
let properties: Auth0PhoneProviderProperties;
let tenantId: string;

beforeEach(async () => {
  world = await startPhoneWorld();
  properties = world.properties();
  tenantId = await world.create(properties);
  world.forget();
});
afterEach(async () => {
  expect(world.lines().join('\n')).not.toMatch(/canary/i);
  await world.close();
});

const changed = () => world.properties({ codeLifetimeSeconds: 300 });
const deploy = () => world.update(tenantId, changed(), properties);
const beginRotation = () => world.secrets.pending.set(TOKEN_SECRET, NEXT_KEY);

const action = async () => {
  const { actions } = (await world.manage(
    'GET',
    '/actions/actions?triggerId=custom-phone-provider',
  )) as {
    actions: {
      id: string;
      secrets: { name: string }[];
      deployed_version: { secrets: { name: string }[] };
    }[];
  };
  const [found, ...others] = actions;
  if (found === undefined || others.length > 0) throw new Error('one Action was expected');
  return found;
};
const namesWith = (settings: ActionSettings, key: string) =>
  actionSecrets(HASHES, settings, key).map(({ name }) => name);
/** Names of the secrets of what runs: they tell which key and which settings it has. */
const running = async () => (await action()).deployed_version.secrets.map(({ name }) => name);

/** A rotation's write, of which only the first part may have happened yet. */
const rotationWrites = async (settings: ActionSettings, key: string) => {
  const { id } = await action();
  await world.manage('PATCH', `/actions/actions/${id}`, {
    secrets: actionSecrets(HASHES, settings, key),
  });
  return id;
};
const rotationGives = async (settings: ActionSettings, key: string) => {
  const id = await rotationWrites(settings, key);
  world.pass(1_000);
  await world.manage('POST', `/actions/actions/${id}/deploy`);
  world.pass(1_000);
};

/** Lets a rotation do something once, right after a call of the deployment. */
const strikeAfter = (call: RegExp, strike: () => Promise<unknown>) => {
  let struck = false;
  world.afterEachCall(async (made) => {
    if (struck || !call.test(made)) return;
    struck = true;
    await strike();
  });
  return () => struck;
};

test('without a rotation a deployment does not wait for one', async () => {
  const before = world.now();
  await deploy();
  expect(await running()).toStrictEqual(namesWith(changed(), FIRST_KEY));
  expect(world.now() - before).toBeLessThan(5_000);
});

test('a rotation that has not come to Auth0 yet finds the key in use, and the deployed settings', async () => {
  beginRotation();
  await deploy();
  expect(await running()).toStrictEqual(namesWith(changed(), FIRST_KEY));
});

test('a key that a rotation has just given to the Action is not taken back', async () => {
  beginRotation();
  await rotationGives(properties, NEXT_KEY);
  await deploy();
  expect(await running()).toStrictEqual(namesWith(changed(), NEXT_KEY));
});

test('a key that was written and not deployed does not count: what runs has the one in use', async () => {
  beginRotation();
  await rotationWrites(properties, NEXT_KEY);
  await deploy();
  expect(await running()).toStrictEqual(namesWith(changed(), FIRST_KEY));
});

test('settings that a rotation wrote over are written again, with its key', async () => {
  beginRotation();
  const struck = strikeAfter(/^POST .*\/deploy$/, () => {
    world.pass(1_000);
    return rotationGives(properties, NEXT_KEY);
  });
  await deploy();
  expect(struck()).toBe(true);
  expect(await running()).toStrictEqual(namesWith(changed(), NEXT_KEY));
});

test('a rotation that writes between our write and our deployment does not fail it', async () => {
  beginRotation();
  const struck = strikeAfter(/^PATCH \/api\/v2\/actions\/actions\/[\w-]+$/, () =>
    rotationWrites(changed(), NEXT_KEY),
  );
  await deploy();
  expect(struck()).toBe(true);
  expect([namesWith(changed(), FIRST_KEY), namesWith(changed(), NEXT_KEY)]).toContainEqual(
    await running(),
  );
});

test('somebody else who writes the code meanwhile is not taken for a rotation', async () => {
  beginRotation();
  strikeAfter(/^PATCH \/api\/v2\/actions\/actions\/[\w-]+$/, async () => {
    const { id } = await action();
    return world.manage('PATCH', `/actions/actions/${id}`, { code: 'exports.theirs = 1;' });
  });
  expect((await world.failureOf(deploy()))?.message).toMatch(
    /^The Action [\w-]+ was changed by somebody else while it was being deployed/,
  );
});

test('a rotation that ended while the deployment wrote: the Action gets the key in use', async () => {
  const struck = strikeAfter(/^POST .*\/deploy$/, () => {
    world.secrets.values.set(TOKEN_SECRET, NEXT_KEY);
    return Promise.resolve();
  });
  await deploy();
  expect(struck()).toBe(true);
  expect(await running()).toStrictEqual(namesWith(changed(), NEXT_KEY));
});

test('a deployment after a rotation writes the Action once more, with the key that it has', async () => {
  await rotationGives(properties, NEXT_KEY);
  world.secrets.values.set(TOKEN_SECRET, NEXT_KEY);
  await world.update(tenantId, properties, properties);
  expect(await running()).toStrictEqual(namesWith(properties, NEXT_KEY));
});
