import { seedForeignAction, seedSecondFactor } from './support/seeds';
import { actionCode, startPhoneWorld, type PhoneTestWorld } from './support/world';

let world: PhoneTestWorld;
beforeEach(async () => {
  world = await startPhoneWorld();
});
afterEach(() => world.close());

const MARK = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

describe('a deletion', () => {
  test('removes all that was created, the phone provider before the Action', async () => {
    const before = await world.standing();
    const properties = world.properties();
    const id = await world.create(properties);
    world.forget();
    await world.remove(id, properties);
    expect(await world.standing()).toStrictEqual(before);
    expect(world.backup()).toStrictEqual({ version: 1, tenants: {} });
    expect(world.writes().map((call) => call.replace(/\/[^/]*$/, ''))).toStrictEqual([
      'PATCH /api/v2/tenants',
      'DELETE /api/v2/branding/phone/providers',
      'PATCH /api/v2/actions/triggers/custom-phone-provider',
      'DELETE /api/v2/actions/actions',
    ]);
  });

  test.each([true, false])(
    'gives an adopted Action back its code, name and binding, and the phone provider its methods (unified: %s)',
    async (unified) => {
      await seedForeignAction(world, { unified });
      const before = await world.standing();
      const properties = world.properties();
      const id = await world.create(properties);
      await world.update(id, world.properties({ codeLifetimeSeconds: 300 }), properties);
      await world.remove(id, properties);
      expect(await world.standing()).toStrictEqual(before);
    },
  );

  test('gives back a draft that was being edited as a draft', async () => {
    const id = await seedForeignAction(world);
    await world.manage('PATCH', `/actions/actions/${id}`, { code: '// half written' });
    const before = await world.standing();
    const properties = world.properties();
    await world.remove(await world.create(properties), properties);
    expect(await world.standing()).toStrictEqual(before);
  });

  test('leaves everything where the environment says so, and asks Auth0 nothing', async () => {
    const properties = world.properties({ onDelete: 'retain' });
    const id = await world.create(properties);
    const before = await world.standing();
    world.forget();
    await world.remove(id, properties);
    expect(world.calls()).toStrictEqual([]);
    expect(await world.standing()).toStrictEqual(before);
  });

  test('after which nothing is left to do is success', async () => {
    const properties = world.properties();
    const id = await world.create(properties);
    await world.remove(id, properties);
    await world.remove(id, properties);
    expect(world.log().at(-1)).toMatchObject({ level: 'warn', action: 'left' });
    await world.remove(MARK, properties);
  });

  test('leaves an Action that somebody put in the place of ours', async () => {
    const properties = world.properties();
    const id = await world.create(properties);
    const [action] = (await world.standing()).actions as { id: string }[];
    await world.manage('PATCH', `/actions/actions/${action?.id}`, { code: '// theirs' });
    world.pass(5_000);
    await world.manage('POST', `/actions/actions/${action?.id}/deploy`);
    world.pass(5_000);
    const before = await world.standing();
    world.forget();
    await world.remove(id, properties);
    expect(world.writes()).toStrictEqual([]);
    expect(await world.standing()).toStrictEqual(before);
    expect(world.log().at(-1)).toMatchObject({ action: 'left' });
  });

  test('goes on where somebody removed our Action and our phone provider', async () => {
    const before = await world.standing();
    const properties = world.properties();
    const id = await world.create(properties);
    const { actions, providers } = await world.standing();
    const [[action], [provider]] = [actions as { id: string }[], providers as { id: string }[]];
    await world.manage('DELETE', `/branding/phone/providers/${provider?.id}`);
    await world.manage('DELETE', `/actions/actions/${action?.id}?force=true`);
    await world.remove(id, properties);
    expect(await world.standing()).toStrictEqual(before);
  });
});

describe('an adopted Action that somebody removed', () => {
  const removeByHand = async () => {
    const { actions } = await world.standing();
    const [action] = actions as { id: string }[];
    await world.manage('DELETE', `/actions/actions/${action?.id}?force=true`);
  };
  /** Another id is all that may differ. */
  const withoutIds = async (): Promise<unknown> => {
    const { actions, bindings, ...others } = await world.standing();
    const strip = (items: readonly unknown[]) =>
      items.map((it) => ({ ...(it as object), id: 'x' }));
    return { ...others, actions: strip(actions), bindings: strip(bindings) };
  };

  test('is bound again when a deployment had made it anew', async () => {
    await seedForeignAction(world);
    const [before] = (await world.standing()).actions;
    const properties = world.properties();
    const id = await world.create(properties);
    await removeByHand();
    await world.update(id, properties, properties);
    await world.remove(id, properties);
    const { actions, bindings } = await world.standing();
    expect(actions).toMatchObject([
      { ...(before as object), id: expect.any(String), name: 'SMS gateway' },
    ]);
    expect(bindings).toStrictEqual([
      { id: (actions[0] as { id: string }).id, displayName: 'Their name' },
    ]);
  });

  test('is made anew, with the phone provider that leads to it', async () => {
    await seedForeignAction(world, { secrets: [{ name: 'VENDOR_KEY', value: 'theirs' }] });
    const before = (await withoutIds()) as { actions: { secrets: unknown }[] };
    const properties = world.properties({ replaceExisting: true });
    const id = await world.create(properties);
    const [provider] = (await world.standing()).providers as { id: string }[];
    await world.manage('DELETE', `/branding/phone/providers/${provider?.id}`);
    await removeByHand();
    await world.remove(id, properties);
    expect(await withoutIds()).toMatchObject({
      ...before,
      providers: [{ name: 'custom', configuration: { delivery_methods: ['text', 'voice'] } }],
      actions: before.actions.map((action) => ({ ...action, secrets: [] })),
    });
    expect(world.log().at(-1)).toMatchObject({
      action: 'restored',
      note: 'The Action "Our own sender" has its code back and not its secrets VENDOR_KEY, whose values Auth0 never showed: put them in.',
    });
  });
});

describe('an update from nothing that fails', () => {
  const refusePatchOf = (path: RegExp) =>
    world.sabotage((request) =>
      request.method === 'PATCH' && path.test(request.path)
        ? { when: 'before', answer: { status: 400, body: '{"statusCode":400}' } }
        : undefined,
    );
  const nothing = () => world.properties({ integration: 'sms-gateway' });
  const phone = () => world.properties({ mfaMethods: ['sms'], replaceExisting: true });

  test.each([
    ['before our Action was written', /\/actions\/actions\//],
    ['before the phone provider was', /\/branding\//],
  ])('%s is taken back whole', async (_, path) => {
    await seedForeignAction(world, { unified: false });
    await seedSecondFactor(world);
    const id = await world.create(nothing());
    const before = await world.standing();
    refusePatchOf(path);
    expect(await world.failureOf(world.update(id, phone(), nothing()))).toBeDefined();
    world.sabotage(() => undefined);
    await world.update(id, nothing(), phone());
    expect(await world.standing()).toStrictEqual(before);
    expect(world.backup()).toStrictEqual({ version: 1, tenants: {} });
    expect(world.log().at(-1)).toMatchObject({ action: 'restored' });
  });
});

describe('two environments on one tenant', () => {
  test('the second is refused in a sentence that names the first, and writes nothing', async () => {
    await world.create(world.properties({ environment: 'dev' }));
    const before = await world.standing();
    world.forget();
    const failure = await world.failureOf(world.create(world.properties({ environment: 'prod' })));
    expect(failure?.message).toBe(
      'The Action for custom-phone-provider in this tenant belongs to the environment "dev" of AWS account 111111111111 in us-east-1, and a tenant has one: give this environment a tenant of its own, or delete that stack first (if it is gone already, delete the Action in the Auth0 dashboard), then deploy again.',
    );
    expect(world.writes()).toStrictEqual([]);
    expect(await world.standing()).toStrictEqual(before);
  });

  test('the second is refused, too, where the first has but the connection: the tenant is not changed first', async () => {
    const first = world.connectionProperties({ environment: 'dev', integration: 'sms-gateway' });
    await world.create(first, 'connection');
    const before = await world.standing();
    world.forget();
    const failure = await world.failureOf(world.create(world.properties({ environment: 'prod' })));
    expect(failure?.message).toMatch(
      /^The connection "sms" belongs to the environment "dev" of AWS account 111111111111 in us-east-1: /,
    );
    expect(world.writes()).toStrictEqual([]);
    expect(await world.standing()).toStrictEqual(before);
  });

  test('the second may come when the first is gone', async () => {
    const first = world.properties({ environment: 'dev' });
    await world.remove(await world.create(first), first);
    await world.create(world.properties({ environment: 'prod' }));
    expect((await world.standing()).actions).toMatchObject([
      { running: actionCode('custom-phone-provider', 'prod') },
    ]);
  });

  test('an Action of the same environment, of which no backup tells, is taken for created by it', async () => {
    const before = await world.standing();
    const properties = world.properties();
    const id = await world.create(properties);
    world.secrets.values.delete('backup-test-phone');
    await world.create(properties);
    await world.remove(id, properties);
    // The setting stays: what it was before nobody knows any more.
    expect(await world.standing()).toStrictEqual({
      ...before,
      unified: true,
      mfaProvider: undefined,
    });
  });
});
