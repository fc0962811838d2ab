import {
  FOREIGN,
  foreignOptionsOf,
  NAMES,
  startWorld,
  twilioConnection,
  type World,
  type WorldOptions,
} from './support/world';

let world: World;
const open = async (options?: WorldOptions) => {
  world = await startWorld(options);
  return world;
};
afterEach(() => world.close());

const actionOf = () => world.log().at(-1)?.['action'];
const entries = () =>
  Object.keys(
    (JSON.parse(world.secrets.values.get(NAMES.backup) ?? '{}') as { connections?: object })
      .connections ?? {},
  );

describe('onDelete "restore"', () => {
  test('puts back options, display name and applications of an adopted connection', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    const id = await world.create(world.properties({ enabledClients: ['app0', 'app1', 'app2'] }));
    await world.remove(id, world.properties({ enabledClients: ['app0', 'app1', 'app2'] }));
    expect(world.connections()).toStrictEqual(before);
    expect(actionOf()).toBe('restored');
    expect(entries()).toStrictEqual([]);
  });

  test('keeps what others have changed in options and applications of their own', async () => {
    await open({ connections: [twilioConnection()] });
    const properties = world.properties();
    const id = await world.create(properties);
    // Somebody changes what apps ask for and enables an application.
    const token = world.requests().at(-1)?.headers['authorization'] ?? '';
    const call = (path: string, body: unknown) =>
      fetch(`${world.url}/api/v2/connections/${id}${path}`, {
        method: 'PATCH',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await call('', {
      display_name: 'Text message',
      options: { ...world.named('sms')?.options, authParams: { scope: 'openid' } },
    });
    await call('/clients', [{ client_id: 'theirs', status: true }]);

    await world.remove(id, properties);
    expect(foreignOptionsOf(world.named('sms'))).toStrictEqual({
      ...FOREIGN,
      authParams: { scope: 'openid' },
    });
    expect(world.named('sms')?.options).toMatchObject({ provider: 'twilio' });
    expect(world.named('sms')?.clients).toStrictEqual(['app0', 'theirs']);
  });

  test('keeps what stood there until Auth0 shows it again', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    const properties = world.properties({ enabledClients: [] });
    const id = await world.create(properties);
    world.sabotage(({ method }) =>
      method === 'PATCH' ? { when: 'before', answer: { status: 200, body: '{}' } } : undefined,
    );
    const failure = await world.failureOf(world.remove(id, properties));
    expect(failure?.message).toMatch(
      /^Auth0 took the options that the connection con_\w+ had before and shows something else afterwards, .*, then deploy or delete again, whichever this was\.$/,
    );
    expect(entries()).toStrictEqual([id]);

    world.sabotage(() => undefined);
    await world.remove(id, properties);
    expect(world.connections()).toStrictEqual(before);
    expect(entries()).toStrictEqual([]);
  });

  test('leaves a connection that we created where it is, with its users, and says so', async () => {
    await open();
    const id = await world.create(world.properties());
    const registered = world.named('sms');
    await world.remove(id, world.properties());
    // Without the mark, so that another environment may have it.
    expect(world.connections()).toStrictEqual([
      { ...registered, displayName: 'sms', settings: {} },
    ]);
    expect(world.log().at(-1)).toMatchObject({
      level: 'warn',
      action: 'left',
      note: expect.stringContaining('created by this stack') as string,
    });
  });

  test.each([
    ['is absent', undefined],
    ['is empty', '{}'],
    ['knows nothing of the connection', '{"version":1,"connections":{}}'],
    ['is not ours', '{"version":7}'],
    ['is cut off', '{"version":1,"connections":{"con_'],
    ['is a generated password', 'pZ8#kd!2'],
  ])('succeeds and touches nothing when the backup %s', async (_, value) => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    const registered = world.connections();
    if (value === undefined) world.secrets.values.delete(NAMES.backup);
    else world.secrets.values.set(NAMES.backup, value);
    world.forget();
    await world.remove(id, world.properties());
    expect(world.connections()).toStrictEqual(registered);
    expect(world.calls()).toStrictEqual([]);
    expect(world.log().at(-1)).toMatchObject({ level: 'warn', action: 'left' });
  });

  test('fails, and touches nothing, when the backup cannot be read now', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    world.forget();
    world.secrets.refusals.set(NAMES.backup, { on: 'read', code: 'AccessDeniedException' });
    const failure = await world.failureOf(world.remove(id, world.properties()));
    expect(failure?.message).toMatch(/could not be read \(AccessDeniedException\)/);
    expect(world.calls()).toStrictEqual([]);
  });

  test('fails with the secret to correct when the credentials are no longer valid', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    world.secrets.values.set(NAMES.management, '{"clientId":"m2m","clientSecret":"revoked"}');
    const failure = await world.failureOf(world.remove(id, world.properties()));
    expect(failure?.message).toMatch(
      /credentials in the secret sms-gateway\/test\/auth0-management.*, then delete again, or retain the resource\.$/,
    );
  });

  test('of a connection that is gone is success', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    world.sabotage(({ path }) =>
      path.endsWith(id)
        ? {
            when: 'before',
            answer: {
              status: 404,
              body: '{"statusCode":404,"error":"Not Found","message":"The connection does not exist","errorCode":"inexistent_connection"}',
            },
          }
        : undefined,
    );
    await world.remove(id, world.properties());
    expect(actionOf()).toBe('gone');
    expect(entries()).toStrictEqual([]);
  });

  test('twice is success', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    const id = await world.create(world.properties());
    await world.remove(id, world.properties());
    await world.remove(id, world.properties());
    expect(world.connections()).toStrictEqual(before);
  });
});

describe('onDelete "delete"', () => {
  test('removes a connection that we created', async () => {
    await open();
    const id = await world.create(world.properties());
    await world.remove(id, world.properties({}, { onDelete: 'delete' }));
    expect(world.connections()).toStrictEqual([]);
    expect(actionOf()).toBe('deleted');
    expect(entries()).toStrictEqual([]);
  });

  test('restores a connection that was there before us', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    const properties = world.properties({}, { onDelete: 'delete' });
    await world.remove(await world.create(properties), properties);
    expect(world.connections()).toStrictEqual(before);
  });

  test('names the scope that only it needs', async () => {
    await open({
      scopes: [
        'read:connections',
        'read:connections_options',
        'create:connections',
        'update:connections',
      ],
    });
    const properties = world.properties({}, { onDelete: 'delete' });
    const id = await world.create(properties);
    const failure = await world.failureOf(world.remove(id, properties));
    expect(failure?.message).toMatch(/grant it the scope delete:connections/);
  });

  test('of what is gone is success', async () => {
    await open();
    const properties = world.properties({}, { onDelete: 'delete' });
    const id = await world.create(properties);
    await world.remove(id, properties);
    world.secrets.values.set(
      NAMES.backup,
      JSON.stringify({ version: 1, connections: { [id]: { createdByUs: true } } }),
    );
    await world.remove(id, properties);
    expect(actionOf()).toBe('deleted');
  });
});

describe('nothing is asked of Auth0', () => {
  test('with onDelete "retain"', async () => {
    await open({ connections: [twilioConnection()] });
    const properties = world.properties({}, { onDelete: 'retain' });
    const id = await world.create(properties);
    const registered = world.connections();
    world.forget();
    await world.remove(id, properties);
    expect(world.calls()).toStrictEqual([]);
    expect(world.connections()).toStrictEqual(registered);
    expect(entries()).toStrictEqual([id]);
  });

  test.each([
    'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
    'AWSCDK::CustomResourceProviderFramework::MISSING_PHYSICAL_ID',
    '8d5b5b9e-4d0b-4d0e-a4a2-1f5a3d1c2b3a',
  ])('for the Delete of a failed Create, %s', async (physicalId) => {
    await open({ connections: [twilioConnection()] });
    expect(await world.remove(physicalId, { domain: 'not readable at all', connection: [] })).toBe(
      physicalId,
    );
    expect(world.calls()).toStrictEqual([]);
  });

  test('when nobody can read the properties any more', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    world.forget();
    await world.remove(id, {});
    expect(world.calls()).toStrictEqual([]);
    expect(actionOf()).toBe('retained');
  });
});
