import { at } from '../../../lambda/gateway/adapters/providers/answers';
import { seedForeignAction } from './support/seeds';
import { startPhoneWorld, type PhoneTestWorld } from './support/world';

let world: PhoneTestWorld;
beforeEach(async () => {
  world = await startPhoneWorld();
});
afterEach(() => world.close());

const SECRET = { name: 'VENDOR_KEY', value: 'their old value' };
const LOST =
  'The Action "Our own sender" has its code back and not its secrets VENDOR_KEY, whose values Auth0 never showed: put them in';

/** An Action that tells the value of its secret, instead of sending anything. */
const seed = () =>
  seedForeignAction(world, {
    secrets: [SECRET],
    code: 'exports.onExecuteCustomPhoneProvider = async ({ secrets }, api) => api.notification.drop("Has " + secrets.VENDOR_KEY);',
  });

/** What the Action that runs says of its secret; ours says nothing. */
const told = async (): Promise<string | undefined> => {
  const { providers } = await world.standing();
  const [provider] = providers as { id: string }[];
  const before = world.tenant.logs().length;
  await world.manage('POST', `/branding/phone/providers/${provider?.id}/try`, {
    to: '+12025550123',
    delivery_method: 'text',
  });
  await world.tenant.actionsIdle();
  const logs = world.tenant.logs();
  if (logs.length === before) return undefined;
  const error = at(logs[0], 'details', 'error');
  return typeof error === 'string' ? error : '';
};

const adopt = async () => {
  const properties = world.properties({ replaceExisting: true });
  return { properties, id: await world.create(properties) };
};

/** What a team does in years: so many deployments that Auth0 drops the first version. */
const wearOut = async (id: string) => {
  for (let deployment = 0; deployment < 50; deployment += 1) {
    await world.manage('POST', `/actions/actions/${id}/deploy`);
    world.pass(1_000);
  }
};

const edit = (id: string, change: object) =>
  world.manage('PATCH', `/actions/actions/${id}`, change);

const secretNames = async (): Promise<unknown> =>
  ((await world.standing()).actions as { secrets: unknown }[]).map(({ secrets }) => secrets);

const VERSIONS = /\/versions\//;

/** Answers every call to a version so, or only the first. */
const answerRollbacks = (status: number, first = false) => {
  let met = 0;
  world.sabotage(({ path }) =>
    VERSIONS.test(path) && ((met += 1) === 1 || !first)
      ? { when: 'before', answer: { status, body: JSON.stringify({ statusCode: status }) } }
      : undefined,
  );
};

describe('an Action of others that is given back', () => {
  test('gets its secrets back, with their values', async () => {
    const action = await seed();
    const before = await world.standing();
    expect(await told()).toBe('Has their old value');
    const { id, properties } = await adopt();
    expect(await told()).toBeUndefined();
    const changed = { ...properties, codeLifetimeSeconds: 300 };
    await world.update(id, changed, properties);
    await world.remove(id, changed);
    expect(await world.standing()).toStrictEqual(before);
    expect(await told()).toBe('Has their old value');
    const found = await world.manage('GET', `/actions/actions/${action}`);
    expect(found).toMatchObject({ all_changes_deployed: true });
    expect(world.log().at(-1)).toMatchObject({ action: 'restored' });
    expect(world.log().at(-1)).not.toHaveProperty('note');
  });

  test('gets them back when its environment leaves the phone provider', async () => {
    await seed();
    const { id, properties } = await adopt();
    await world.update(id, world.properties({ integration: 'sms-gateway' }), properties);
    expect(await told()).toBe('Has their old value');
  });

  test('gets them back when a create fails after it was replaced', async () => {
    await seed();
    const before = await world.standing();
    world.sabotage(({ method, path }) =>
      method === 'PATCH' && path.includes('/branding/')
        ? { when: 'before', answer: { status: 400, body: '{"statusCode":400}' } }
        : undefined,
    );
    const failure = await world.failureOf(adopt());
    expect(failure?.message).toMatch(/then deploy again\.$/);
    expect(await world.standing()).toStrictEqual(before);
    expect(await told()).toBe('Has their old value');
  });

  test('gets them back the next time when a deletion dies on the way', async () => {
    await seed();
    const before = await world.standing();
    const { id, properties } = await adopt();
    answerRollbacks(403, true);
    expect((await world.failureOf(world.remove(id, properties)))?.message).toMatch(
      /create:actions/,
    );
    world.sabotage(() => undefined);
    await world.remove(id, properties);
    expect(await world.standing()).toStrictEqual(before);
    expect(await told()).toBe('Has their old value');
  });

  test('does not lose them to one wrong answer', async () => {
    await seed();
    const { id, properties } = await adopt();
    answerRollbacks(404, true);
    await world.remove(id, properties);
    expect(await told()).toBe('Has their old value');
  });
});

describe('secrets that cannot be given back are named', () => {
  test('of a version that was pruned, and the code comes back without them', async () => {
    const action = await seed();
    const before = await world.standing();
    const { id, properties } = await adopt();
    await wearOut(action);
    await world.remove(id, properties);
    const [foreign] = before.actions as object[];
    expect(await world.standing()).toStrictEqual({
      ...before,
      actions: [{ ...foreign, secrets: [] }],
    });
    expect(await told()).toBe('Has undefined');
    expect(world.log().at(-1)).toMatchObject({ action: 'restored', note: `${LOST}.` });
  });

  test('of a version that Auth0 does not take back, with the way to do it by hand', async () => {
    await seed();
    const { id, properties } = await adopt();
    answerRollbacks(400);
    await world.remove(id, properties);
    expect(await secretNames()).toStrictEqual([[]]);
    expect(world.log().at(-1)).toMatchObject({
      note: `${LOST}, or revert to version 1 in the Action's history.`,
    });
  });

  test('in the failure of a create that was undone', async () => {
    await seed();
    world.sabotage(({ method, path }) =>
      VERSIONS.test(path) || (method === 'PATCH' && path.includes('/branding/'))
        ? { when: 'before', answer: { status: 400, body: '{"statusCode":400}' } }
        : undefined,
    );
    const failure = await world.failureOf(adopt());
    expect(failure?.message).toMatch(/^[^\n]+; all was put back but this: [^\n]+\.$/);
    expect(failure?.message).toContain(LOST);
  });

  test('of an Action that was adopted by an older version, which kept no version', async () => {
    await seed();
    const { id, properties } = await adopt();
    const name = 'backup-test-phone';
    const kept = JSON.parse(world.secrets.values.get(name) ?? '') as {
      tenants: Record<string, { kept: { phoneAction: { before: { version?: unknown } } } }>;
    };
    delete kept.tenants[world.url]?.kept.phoneAction.before.version;
    world.secrets.values.set(name, JSON.stringify(kept));
    world.forget();
    await world.remove(id, properties);
    expect(world.writes().filter((call) => VERSIONS.test(call))).toStrictEqual([]);
    expect(world.log().at(-1)).toMatchObject({ action: 'restored', note: `${LOST}.` });
  });
});

describe('a draft that was being edited', () => {
  test('is a draft again, with the secrets of what runs', async () => {
    const action = await seed();
    await edit(action, { code: '// half written' });
    const before = await world.standing();
    const { id, properties } = await adopt();
    await world.remove(id, properties);
    expect(await world.standing()).toStrictEqual(before);
    expect(await told()).toBe('Has their old value');
    expect(world.log().at(-1)).not.toHaveProperty('note');
  });

  test('had a secret of its own, which is named', async () => {
    const action = await seed();
    await edit(action, { secrets: [SECRET, { name: 'NEW_KEY', value: 'never ran' }] });
    const { id, properties } = await adopt();
    await world.remove(id, properties);
    expect(await secretNames()).toStrictEqual([['VENDOR_KEY']]);
    expect(await told()).toBe('Has their old value');
    expect(world.log().at(-1)).toMatchObject({
      note: expect.stringMatching(
        /^The Action "Our own sender" runs as before, and its draft, .*NEW_KEY.*: put them in\.$/,
      ) as string,
    });
  });

  test('is said before it is lost', async () => {
    const action = await seed();
    world.pass(1_000);
    await edit(action, { secrets: [{ ...SECRET, value: 'never ran' }] });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toContain('but for what only the draft has (VENDOR_KEY): write it');
  });

  test('of an Action that never ran: nobody could put its secrets back', async () => {
    await world.manage('POST', '/actions/actions', {
      name: 'Not yet',
      supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
      code: '// theirs',
      runtime: 'node22',
      secrets: [SECRET],
    });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(/"Not yet" with the secret .*could not be put back later/);
    const { id, properties } = await adopt();
    await world.remove(id, properties);
    expect(world.log().at(-1)).toMatchObject({
      note: expect.stringContaining('not its secrets VENDOR_KEY') as string,
    });
  });
});
