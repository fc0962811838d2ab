import type { Auth0SmsConnectionProperties } from '../../../lambda/contract';
import { CANARIES } from './support/canaries';
import {
  foreignOptionsOf,
  FOREIGN,
  NAMES,
  startWorld,
  twilioConnection,
  type World,
} from './support/world';

/** A deployment and a rotation at the same time. */
let world: World;
let id: string;
let properties: Auth0SmsConnectionProperties;
const NEXT_KEY = `CanaryNextKey${'0'.repeat(51)}`;

beforeEach(async () => {
  world = await startWorld({ connections: [twilioConnection()] });
  properties = world.properties();
  id = await world.create(properties);
  world.forget();
});
afterEach(() => world.close());

const changed = () => ({
  ...properties,
  connection: { ...properties.connection, codeLength: 8 },
});
const deploy = () => world.update(id, changed(), properties);
const beginRotation = () => world.secrets.pending.set(NAMES.gatewayToken, NEXT_KEY);
const option = (name: string) => world.named('sms')?.options[name] as Record<string, unknown>;
const heldKey = () => option('gateway_authentication')['secret'];
const codeLength = () => option('totp')['length'];

/** A rotation's write: everything as it was read, and another key. */
const rotationWrites = (read: Readonly<Record<string, unknown>>, key: string) =>
  world.write('sms', {
    ...read,
    gateway_authentication: { ...(read['gateway_authentication'] as object), secret: key },
  });

test('without a rotation a deployment does not wait', async () => {
  await deploy();
  expect(world.slept()).toStrictEqual([]);
  expect(heldKey()).toBe(CANARIES.gatewayKey);
});

test('a rotation that has not come to Auth0 yet finds the key in use, and the deployed options', async () => {
  beginRotation();
  await deploy();
  expect(heldKey()).toBe(CANARIES.gatewayKey);
  expect(codeLength()).toBe(8);
});

test('a key that a rotation has just given to Auth0 is not taken back', async () => {
  beginRotation();
  rotationWrites(world.named('sms')?.options ?? {}, NEXT_KEY);
  await deploy();
  expect(heldKey()).toBe(NEXT_KEY);
  expect(codeLength()).toBe(8);
});

test('options that a rotation wrote over are written again, with its key', async () => {
  beginRotation();
  const read = world.named('sms')?.options ?? {};
  let struck = false;
  world.sabotage((request) => {
    // It read before the deployment wrote, and writes before the deployment looks again.
    const looksAgain = request.method === 'GET' && codeLength() === 8 && !struck;
    if (looksAgain) {
      struck = true;
      rotationWrites(read, NEXT_KEY);
    }
    return undefined;
  });
  await deploy();
  expect(struck).toBe(true);
  expect(codeLength()).toBe(8);
  expect(heldKey()).toBe(NEXT_KEY);
  expect(foreignOptionsOf(world.named('sms'))).toStrictEqual(FOREIGN);
  expect(world.slept().length).toBeGreaterThan(0);
});

test('a rotation that ended while the deployment wrote: Auth0 gets the key in use', async () => {
  let struck = false;
  world.sabotage((request) => {
    if (request.method === 'PATCH' && !struck) {
      struck = true;
      world.secrets.values.set(NAMES.gatewayToken, NEXT_KEY);
    }
    return undefined;
  });
  await deploy();
  expect(struck).toBe(true);
  expect(heldKey()).toBe(NEXT_KEY);
});

describe('the switch between the two ways to the gateway', () => {
  const onPhoneProvider = () => ({ ...properties, integration: 'phone-provider' as const });
  const isSwitched = () => world.named('sms')?.options['use_phone_provider'] === true;

  /** A rotation reads before the switch is written, and writes before the deployment looks again. */
  const writeOverTheSwitch = (switched: boolean) => {
    const read = world.named('sms')?.options ?? {};
    let struck = false;
    world.sabotage((request) => {
      if (request.method === 'GET' && isSwitched() === switched && !struck) {
        struck = true;
        rotationWrites(read, NEXT_KEY);
      }
      return undefined;
    });
    return () => struck;
  };

  test('stays where a deployment has put it, whatever a rotation writes over it', async () => {
    beginRotation();
    const struck = writeOverTheSwitch(true);
    await world.update(id, onPhoneProvider(), properties);
    expect(struck()).toBe(true);
    expect(isSwitched()).toBe(true);
    expect(heldKey()).toBe(NEXT_KEY);
  });

  test('and so on the way back, where nothing else is to be written', async () => {
    await world.update(id, onPhoneProvider(), properties);
    world.forget();
    beginRotation();
    const struck = writeOverTheSwitch(false);
    await world.update(id, properties, onPhoneProvider());
    expect(struck()).toBe(true);
    expect(isSwitched()).toBe(false);
    expect(heldKey()).toBe(NEXT_KEY);
  });

  test('is waited for only while a rotation is under way', async () => {
    await world.update(id, onPhoneProvider(), properties);
    await world.update(id, properties, onPhoneProvider());
    expect(world.slept()).toStrictEqual([]);
  });
});
