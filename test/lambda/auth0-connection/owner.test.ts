import { OWNER, startWorld, twilioConnection, type World } from './support/world';

/** Whose connection it is, as marked in its metadata. */
let world: World;
afterEach(() => world.close());

const OTHER = '222222222222/eu-west-1/prod';
const metadataOf = (name = 'sms') => world.named(name)?.settings['metadata'];
const openWith = async (metadata?: Readonly<Record<string, string>>) => {
  const settings = metadata && { settings: { metadata } };
  world = await startWorld({ connections: [twilioConnection('sms', settings)] });
};

test('a connection that we create carries our mark from the start', async () => {
  world = await startWorld();
  await world.create(world.properties());
  expect(metadataOf()).toStrictEqual({ sms_gateway_owner: OWNER });
  expect(world.calls().filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
});

test('an adopted connection gets our mark beside what others keep there, and loses it again', async () => {
  await openWith({ team: 'identity' });
  const before = world.connections();
  const properties = world.properties();
  const id = await world.create(properties);
  expect(metadataOf()).toStrictEqual({ team: 'identity', sms_gateway_owner: OWNER });
  await world.remove(id, properties);
  expect(world.connections()).toStrictEqual(before);
});

test("another environment's connection is not written to, and the sentence names its owner", async () => {
  await openWith({ sms_gateway_owner: OTHER });
  const before = world.connections();
  const failure = await world.failureOf(world.create(world.properties()));
  expect(failure?.message).toBe(
    'The connection "sms" belongs to the environment "prod" of AWS account 222222222222 in eu-west-1: give this environment another auth0.connection.name or a tenant of its own, or delete that stack first (if it is gone already, remove sms_gateway_owner from the metadata of the connection), then deploy again.',
  );
  expect(world.connections()).toStrictEqual(before);
});

test('a registration from before there were marks is marked by its next update', async () => {
  await openWith();
  const unmarked = { ...world.properties(), owner: undefined };
  const id = await world.create(unmarked);
  expect(metadataOf()).toBeUndefined();
  await world.update(id, world.properties(), unmarked);
  expect(metadataOf()).toStrictEqual({ sms_gateway_owner: OWNER });
});

test('a deletion leaves a connection that another environment has by now', async () => {
  await openWith();
  const properties = world.properties();
  const id = await world.create(properties);
  const { options, displayName } = world.named('sms') ?? {};
  const token = world.requests().at(-1)?.headers['authorization'] ?? '';
  await fetch(`${world.url}/api/v2/connections/${id}`, {
    method: 'PATCH',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({
      options,
      display_name: displayName,
      metadata: { sms_gateway_owner: OTHER },
    }),
  });
  const before = world.connections();
  await world.remove(id, properties);
  expect(world.connections()).toStrictEqual(before);
  expect(world.log().at(-1)).toMatchObject({ action: 'left' });
});

test('a mark that has no room among ten others is left out, and nothing of theirs is lost', async () => {
  const full = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`key${n}`, 'theirs']));
  await openWith(full);
  await world.create(world.properties());
  expect(metadataOf()).toStrictEqual(full);
});
