import { CANARIES } from './support/canaries';
import {
  FOREIGN,
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

const backupOf = () =>
  JSON.parse(world.secrets.values.get(NAMES.backup) ?? '{}') as {
    connections?: Record<string, unknown>;
  };

/** What stands in the connection when nothing foreign does. */
const ownOptions = {
  name: 'sms',
  provider: 'sms_gateway',
  gateway_url: 'https://abc.execute-api.us-east-1.amazonaws.com/live/sms',
  gateway_authentication: {
    method: 'bearer',
    audience: 'urn:sms-gateway:test',
    subject: 'auth0:test',
    secret: CANARIES.gatewayKey,
    secret_base64_encoded: false,
  },
  from: '+12025550100',
  template: CANARIES.template,
  syntax: 'liquid',
  totp: { length: 6, time_step: 180 },
  disable_signup: false,
  brute_force_protection: true,
  forward_req_info: true,
};

describe('a tenant without an sms connection', () => {
  test('gets one that points at the gateway, and its id is the physical id', async () => {
    await open();
    const id = await world.create(world.properties());
    expect(world.connections()).toHaveLength(1);
    expect(world.named('sms')).toMatchObject({ id, strategy: 'sms', clients: ['app1'] });
    expect(world.named('sms')?.options).toStrictEqual(ownOptions);
    expect(backupOf().connections).toStrictEqual({ [id]: { createdByUs: true } });
    expect(world.calls()).toStrictEqual([
      'POST /oauth/token',
      'GET /api/v2/connections',
      'POST /api/v2/connections',
      `PATCH /api/v2/connections/${id}/clients`,
      `GET /api/v2/connections/${id}/clients`,
    ]);
  });

  test('is not changed when the backup cannot be written', async () => {
    await open();
    world.secrets.refusals.set(NAMES.backup, { on: 'write', code: 'AccessDeniedException' });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /could not be kept in the secret arn:\S+ \(AccessDeniedException\)/,
    );
    expect(world.calls()).toStrictEqual(['POST /oauth/token', 'GET /api/v2/connections']);
  });

  test('leaves no `from` where no sender is given', async () => {
    await open();
    await world.create(world.properties({ sender: undefined }));
    expect(world.named('sms')?.options).not.toHaveProperty('from');
  });

  test('enables more than 50 applications in portions of 50, and reads them back', async () => {
    await open();
    const enabledClients = Array.from({ length: 120 }, (_, n) => `app${n}`);
    await world.create(world.properties({ enabledClients }));
    expect(world.named('sms')?.clients).toStrictEqual(enabledClients);
    const methods = world.calls().flatMap((call) => /^(\w+) .*\/clients$/.exec(call)?.[1] ?? []);
    expect(methods).toStrictEqual(['PATCH', 'PATCH', 'PATCH', 'GET']);
  });

  test('is asked only once when a creation with unknown outcome turns out to have happened', async () => {
    await open();
    world.sabotage(({ method, path }, index) =>
      method === 'POST' && path.endsWith('/connections') && index < 4
        ? { when: 'after', answer: { status: 504, body: 'gateway timeout' } }
        : undefined,
    );
    const id = await world.create(world.properties());
    expect(world.connections()).toHaveLength(1);
    expect(backupOf().connections).toStrictEqual({ [id]: { createdByUs: true } });
  });

  test('adopts what somebody else created meanwhile instead of claiming it', async () => {
    await open({ connections: [twilioConnection()] });
    let hidden = true;
    world.sabotage(({ method, path, query }) => {
      if (hidden && method === 'GET' && path.endsWith('/connections') && query.has('name')) {
        hidden = false;
        return { when: 'before', answer: { status: 200, body: '[]' } };
      }
      return undefined;
    });
    const id = await world.create(world.properties());
    expect(id).toBe('con_smsSeed00');
    expect(backupOf().connections?.[id]).toMatchObject({ createdByUs: false });
  });

  test('claims nothing of somebody else after a creation with unknown outcome', async () => {
    await open({ connections: [twilioConnection()] });
    let hidden = true;
    world.sabotage(({ method, path }) => {
      if (!path.endsWith('/connections')) return undefined;
      if (method === 'POST') return { when: 'before', answer: { status: 502 } };
      const answer = { status: 200, body: '[]' };
      if (!hidden) return undefined;
      hidden = false;
      return { when: 'before', answer };
    });
    const id = await world.create(world.properties());
    expect(backupOf().connections?.[id]).toMatchObject({ createdByUs: false });
    await world.remove(id, world.properties({}, { onDelete: 'delete' }));
    expect(world.named('sms')?.options).toStrictEqual(twilioConnection().options);
  });

  test('says so when the name belongs to a connection of another strategy', async () => {
    await open({ connections: [{ id: 'con_other', name: 'sms', strategy: 'email' }] });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/the name is taken.*choose another auth0.connection.name/);
    expect(world.connections()).toHaveLength(1);
  });
});

describe('a tenant with an sms connection', () => {
  test('keeps every option that is not ours, and loses those of Twilio', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.create(world.properties());
    expect(id).toBe('con_smsSeed00');
    expect(world.named('sms')?.options).toStrictEqual({ ...FOREIGN, ...ownOptions });
    expect(world.named('sms')?.displayName).toBe('Text message');
    expect(world.named('sms')?.clients).toStrictEqual(['app0', 'app1']);
  });

  test('has what stood there before kept in the backup, before the first write', async () => {
    const seed = twilioConnection();
    await open({ connections: [seed] });
    world.sabotage(({ method }) =>
      method === 'PATCH'
        ? {
            when: 'before',
            answer: { status: world.secrets.values.has(NAMES.backup) ? 400 : 599, body: '{}' },
          }
        : undefined,
    );
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/with 400/);
    const [written] = world.secrets.written.get(NAMES.backup) ?? [];
    expect(JSON.parse(written ?? '')).toStrictEqual({
      version: 1,
      connections: {
        con_smsSeed00: {
          createdByUs: false,
          before: { options: seed.options, displayName: 'Text message', clients: ['app0'] },
        },
      },
    });
  });

  test('keeps the first backup when it is registered again after a retain', async () => {
    await open({ connections: [twilioConnection()] });
    const properties = world.properties({}, { onDelete: 'retain' });
    const id = await world.create(properties);
    const first = world.secrets.values.get(NAMES.backup);
    await world.remove(id, properties);
    expect(await world.create(world.properties())).toBe(id);
    expect(world.secrets.values.get(NAMES.backup)).toBe(first);
    await world.remove(id, world.properties());
    expect(world.named('sms')?.options).toStrictEqual(twilioConnection().options);
  });

  test('is not written to without the scope to read its options', async () => {
    await open({
      connections: [twilioConnection()],
      scopes: ['read:connections', 'update:connections', 'update:connections_options'],
    });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /grant .* the scope read:connections_options, then deploy again/,
    );
    expect(world.named('sms')?.options).toStrictEqual(twilioConnection().options);
    expect(world.secrets.values.has(NAMES.backup)).toBe(false);
  });

  test('has all its applications read, page by page', async () => {
    const clients = Array.from({ length: 1500 }, (_, n) => `app${n}`);
    await open({ connections: [twilioConnection('sms', { clients })] });
    await world.create(world.properties({ enabledClients: ['app1400', 'new'] }));
    expect(world.named('sms')?.clients).toStrictEqual([...clients, 'new']);
  });

  test('is left alone by a registration that finds it as it should be', async () => {
    await open({ connections: [twilioConnection()] });
    await world.create(world.properties());
    world.forget();
    await world.create(world.properties());
    expect(world.calls().filter((call) => call.startsWith('PATCH'))).toStrictEqual([]);
  });
});

describe('an update', () => {
  test('keeps the physical id and what others have changed meanwhile', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.properties();
    const id = await world.create(before);
    const after = world.properties({ codeLength: 8, sender: undefined });
    expect(await world.update(id, after, before)).toBe(id);
    const { from: _, ...withoutFrom } = ownOptions;
    expect(world.named('sms')?.options).toStrictEqual({
      ...FOREIGN,
      ...withoutFrom,
      totp: { length: 8, time_step: 180 },
    });
    expect(world.named('sms')?.displayName).toBe('Text message');
  });

  test('that changes nothing writes nothing', async () => {
    await open();
    const id = await world.create(world.properties());
    world.forget();
    await world.update(id, world.properties({}, { onDelete: 'retain' }), world.properties());
    expect(world.calls().filter((call) => !call.startsWith('GET'))).toStrictEqual([
      'POST /oauth/token',
    ]);
    expect(world.log().at(-1)).toMatchObject({ message: 'completed', action: 'unchanged' });
  });

  test('disables the applications that we listed earlier, but none that was enabled before us', async () => {
    await open({ connections: [twilioConnection('sms', { clients: ['app0', 'app9'] })] });
    const before = world.properties({ enabledClients: ['app0', 'app1', 'app2'] });
    const id = await world.create(before);
    await world.update(id, world.properties({ enabledClients: ['app2'] }), before);
    expect(world.named('sms')?.clients).toStrictEqual(['app0', 'app9', 'app2']);
  });

  test('disables nothing when the backup is lost', async () => {
    await open();
    const before = world.properties({ enabledClients: ['app1', 'app2'] });
    const id = await world.create(before);
    world.secrets.values.delete(NAMES.backup);
    await world.update(id, world.properties({ enabledClients: [] }), before);
    expect(world.named('sms')?.clients).toStrictEqual(['app1', 'app2']);
  });

  test('of a connection that is gone registers it anew under its new id', async () => {
    await open({ connections: [twilioConnection()] });
    const id = await world.update('con_gone', world.properties(), world.properties());
    expect(id).toBe('con_smsSeed00');
    expect(world.log().at(-1)).toMatchObject({
      action: 'adopted',
      note: expect.stringContaining('con_gone was no longer there') as string,
    });
  });

  test('of the name registers the other connection; the Delete that follows restores the first', async () => {
    await open({ connections: [twilioConnection(), twilioConnection('sms-two')] });
    const before = world.properties();
    const after = world.properties({ name: 'sms-two' });
    const first = await world.create(before);
    const second = await world.update(first, after, before);
    expect(second).toBe('con_smstwoSeed00');
    await world.remove(first, before);
    expect(world.named('sms')?.options).toStrictEqual(twilioConnection().options);
    expect(world.named('sms-two')?.options).toMatchObject({ gateway_url: ownOptions.gateway_url });
    expect(Object.keys(backupOf().connections ?? {})).toStrictEqual([second]);
  });

  test('of the name that is rolled back ends where it began', async () => {
    await open({ connections: [twilioConnection(), twilioConnection('sms-two')] });
    const before = world.properties();
    const after = world.properties({ name: 'sms-two' });
    const first = await world.create(before);
    const registered = world.named('sms');
    const second = await world.update(first, after, before);
    // UPDATE_ROLLBACK: an Update back, then a Delete of what the Update had made.
    expect(await world.update(second, before, after)).toBe(first);
    await world.remove(second, after);
    expect(world.named('sms')).toStrictEqual(registered);
    expect(world.named('sms-two')?.options).toStrictEqual(twilioConnection('sms-two').options);
    await world.remove(first, before);
    expect(world.named('sms')?.options).toStrictEqual(twilioConnection().options);
  });

  test('with a faulty property changes nothing, and its rollback works', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.properties();
    const id = await world.create(before);
    const registered = world.named('sms');
    const faulty = { ...before, connection: { ...before.connection, codeLength: 3, name: 7 } };
    const failure = await world.failureOf(world.update(id, faulty, before));
    expect(failure?.message).toMatch(
      /connection\.codeLength: expected a whole number from 4 to 40/,
    );
    expect(await world.update(id, before, faulty)).toBe(id);
    expect(world.named('sms')).toStrictEqual(registered);
  });
});

describe('a Create that fails half-way', () => {
  const failOnClients = () =>
    world.sabotage(({ method, path }) =>
      method === 'PATCH' && path.endsWith('/clients')
        ? {
            when: 'before',
            answer: {
              status: 400,
              body: '{"statusCode":400,"error":"Bad Request","message":"Unknown client","errorCode":"invalid_body"}',
            },
          }
        : undefined,
    );

  test('removes the connection that it created', async () => {
    await open();
    failOnClients();
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toBe(
      'Auth0 answered PATCH /api/v2/connections/{id}/clients with 400 invalid_body, saying "Unknown client": correct the environment file or the tenant, then deploy again.',
    );
    expect(world.connections()).toStrictEqual([]);
    expect(backupOf().connections).toStrictEqual({});
  });

  test('is one, too, when Auth0 takes an application and does not show it', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    world.sabotage(({ method, path }) =>
      method === 'PATCH' && path.endsWith('/clients')
        ? { when: 'before', answer: { status: 204 } }
        : undefined,
    );
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /^Auth0 took the applications of the connection and shows something else afterwards, .*, then deploy or delete again, whichever this was\.$/,
    );
    expect(world.connections()).toStrictEqual(before);
  });

  test('keeps what stood there until Auth0 shows it again', async () => {
    await open({ connections: [twilioConnection()] });
    let writes = 0;
    world.sabotage(({ method, path }) => {
      if (path.endsWith('/clients') && method === 'PATCH')
        return { when: 'before', answer: { status: 400, body: '{}' } };
      if (method !== 'PATCH') return undefined;
      writes += 1;
      return writes === 1 ? undefined : { when: 'before', answer: { status: 200, body: '{}' } };
    });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/undoing .* failed as well .* is in the secret /);
    expect(Object.keys(backupOf().connections ?? {})).toHaveLength(1);
  });

  test('puts back the connection that it adopted', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.connections();
    failOnClients();
    expect(await world.failureOf(world.create(world.properties()))).toBeDefined();
    expect(world.connections()).toStrictEqual(before);
    expect(backupOf().connections).toStrictEqual({});
  });

  test('says so when it may not remove what it created, and keeps the note that it did', async () => {
    await open({ scopes: ['read:connections', 'create:connections'] });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /grant it the scope update:connections .*; undoing .* failed as well \(.*delete:connections/,
    );
    expect(backupOf().connections).toStrictEqual({
      [world.named('sms')?.id ?? '']: { createdByUs: true },
    });
  });
});
