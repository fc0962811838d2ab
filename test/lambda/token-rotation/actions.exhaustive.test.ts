import { ROTATION_STEPS } from '../../../lambda/token-rotation/core/plan';
import { PHONE_PROVIDER_SCOPES, REGISTRATION_SCOPES } from '../../../local/tenant/model';
import { gatewayTokenClaims } from '../../../lambda/contract';
import { actionAt, secretsOf } from './support/actions';
import {
  CODE_LIFETIME_SECONDS,
  createWorld,
  ENVIRONMENT,
  FIRST_KEY,
  NAMES,
  newVersionId,
  type Layout,
  type World,
} from './support/world';

jest.setTimeout(60_000);

/** Where an Action of ours signs: the real Action, in the sandbox of the stand-in tenant. */
let world: World;
afterEach(async () => {
  expect(world.lines.join('\n')).not.toMatch(/canary/i);
  await world.close();
});

const PHONE = 'custom-phone-provider';
const SETTINGS = {
  gatewayUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com/live/sms',
  ...gatewayTokenClaims(ENVIRONMENT),
  codeLifetimeSeconds: CODE_LIFETIME_SECONDS,
};

const current = () => world.secretsManager.valueOf(NAMES.gatewayToken);
const pending = () => world.secretsManager.valueOf(NAMES.gatewayToken, 'AWSPENDING');
const completed = () =>
  world.lines
    .map((line) => JSON.parse(line) as { message: string; found?: unknown })
    .filter(({ message }) => message === 'completed')
    .map(({ found }) => found)
    // The gateway writes such lines, too.
    .filter((found) => found !== undefined);

/** What somebody, or a crashed run, leaves of our Action. */
const change = async (content: object) => {
  const { id } = await actionAt(world, PHONE);
  await world.manage('PATCH', `/actions/actions/${id}`, content);
  await world.advance(1_000);
  return id;
};
const deploy = async (content: object) => {
  const id = await change(content);
  await world.manage('POST', `/actions/actions/${id}/deploy`);
  await world.advance(1_000);
};

describe.each<[Layout, readonly string[][]]>([
  [
    'phone provider',
    [
      ['PutSecretValue'],
      ['probe', 'PATCH /api/v2/actions/actions/{id}', 'POST /api/v2/actions/actions/{id}/deploy'],
      ['probe', 'probe'],
      ['probe', 'UpdateSecretVersionStage'],
    ],
  ],
  [
    'connection and second factor',
    [
      ['PutSecretValue'],
      [
        'probe',
        'PATCH /api/v2/connections/{id}',
        'PATCH /api/v2/actions/actions/{id}',
        'POST /api/v2/actions/actions/{id}/deploy',
      ],
      ['probe', 'probe', 'probe'],
      ['probe', 'UpdateSecretVersionStage'],
    ],
  ],
])('a rotation of what a tenant with %s has', (layout, changes) => {
  test('gives every place a new key, proves each, and no sign-in fails', async () => {
    world = await createWorld(layout);
    world.setStranger(true);
    const versionId = newVersionId();
    const calls = [];
    for (const step of ROTATION_STEPS) {
      expect(await world.step(step, versionId)).toBeUndefined();
      calls.push(world.calls().filter((call) => /probe|PATCH|deploy|Put|Update/.test(call)));
    }
    expect(calls).toStrictEqual(changes);
    expect(current()).not.toBe(FIRST_KEY);
    expect(world.heldKeys()).toStrictEqual(world.heldKeys().map(() => current()));
    expect(world.failedSignIns()).toStrictEqual([]);
    expect(world.signIns()).toBeGreaterThan(40);
  });
});

describe('what a rotation finds at the phone provider', () => {
  beforeEach(async () => {
    world = await createWorld('phone provider');
  });

  test('an Action without a mark, as an older version of ours left it, gets the key in use and a mark', async () => {
    const unmarked = secretsOf(SETTINGS, FIRST_KEY).filter(
      ({ name }) => !name.startsWith('KEY_MARK_'),
    );
    await deploy({ secrets: unmarked });
    expect(await world.step('createSecret', newVersionId())).toBeUndefined();
    expect(completed()).toStrictEqual([
      { next: 'missing', waiting: false, held: 'none', places: { [PHONE]: 'none' } },
    ]);
    const { deployed_version: running } = await actionAt(world, PHONE);
    expect(running.secrets.map(({ name }) => name)).toStrictEqual(
      secretsOf(SETTINGS, FIRST_KEY).map(({ name }) => name),
    );
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('a key that no version has is replaced at once by the one in use', async () => {
    await deploy({ secrets: secretsOf(SETTINGS, 'of nobody'.repeat(8)) });
    world.forget();
    expect(await world.step('createSecret', newVersionId())).toBeUndefined();
    expect(world.heldKeys()).toStrictEqual([FIRST_KEY]);
  });

  test('a key that was written and not deployed signs nothing, and is deployed', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await change({ secrets: secretsOf(SETTINGS, pending() ?? '') });
    world.forget();
    expect(await world.step('setSecret', versionId)).toBeUndefined();
    expect(completed()).toMatchObject([{ held: 'current' }]);
    expect(world.calls().filter((call) => /PATCH|deploy/.test(call))).toStrictEqual([
      'POST /api/v2/actions/actions/{id}/deploy',
    ]);
    expect(world.heldKeys()).toStrictEqual([pending()]);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('a deployment that wrote the old key back in between is overruled', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await world.step('setSecret', versionId);
    await deploy({ secrets: secretsOf(SETTINGS, FIRST_KEY) });
    expect(await world.step('testSecret', versionId)).toBeUndefined();
    expect(world.heldKeys()).toStrictEqual([pending()]);
    await deploy({ secrets: secretsOf(SETTINGS, FIRST_KEY) });
    expect(await world.step('finishSecret', versionId)).toBeUndefined();
    expect(world.heldKeys()).toStrictEqual([current()]);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('code that somebody edits is not deployed for them, and the rotation says so', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await change({ code: 'exports.theirs = 1;' });
    expect((await world.step('setSecret', versionId))?.message).toMatch(
      /^Somebody has changed the Action [\w-]+ in Auth0 and not deployed that, so its key was left alone: .*, then run npm run rotate -- test\.$/,
    );
    expect(world.heldKeys()).toStrictEqual([FIRST_KEY]);
    expect((await actionAt(world, PHONE)).code).toBe('exports.theirs = 1;');
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('code that a deployment is about to deploy is waited for', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    const { id, code } = await actionAt(world, PHONE);
    await change({ code: `${code}\n// The next version.` });
    let looks = 0;
    world.onCall(async (call) => {
      if (!call.startsWith('GET /api/v2/actions')) return;
      looks += 1;
      if (looks === 4) await world.manage('POST', `/actions/actions/${id}/deploy`);
    });
    expect(await world.step('setSecret', versionId)).toBeUndefined();
    world.onCall(undefined);
    expect(world.heldKeys()).toStrictEqual([pending()]);
    expect((await actionAt(world, PHONE)).deployed_version.code).toMatch(/The next version/);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('a deployment that writes between our write and our deployment costs a second write', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    let struck = false;
    world.onCall(async (call) => {
      if (struck || !call.endsWith('/deploy')) return;
      struck = true;
      const { id } = await actionAt(world, PHONE);
      await world.manage('PATCH', `/actions/actions/${id}`, {
        secrets: secretsOf(SETTINGS, FIRST_KEY),
      });
    });
    expect(await world.step('setSecret', versionId)).toBeUndefined();
    expect(struck).toBe(true);
    expect(world.heldKeys()).toStrictEqual([pending()]);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test.each([
    [
      'that is registered with other settings',
      () => deploy({ secrets: secretsOf({ ...SETTINGS, codeLifetimeSeconds: 300 }, FIRST_KEY) }),
      /^The Action [\w-]+ was registered with other settings than these, so its key was left alone/,
    ],
    [
      'that is gone',
      async () => {
        const { id } = await actionAt(world, PHONE);
        await world.manage('DELETE', `/actions/actions/${id}?force=true`);
      },
      /^The Action for custom-phone-provider that this environment deployed is no longer in Auth0/,
    ],
    [
      "that is another environment's",
      async () => {
        const { code } = await actionAt(world, PHONE);
        await deploy({ code: code.replace('/eu-west-1/test', '/eu-west-1/other') });
      },
      /^The Action for custom-phone-provider that this environment deployed is no longer in Auth0/,
    ],
  ])('an Action %s is left alone', async (_, spoil, sentence) => {
    await spoil();
    world.forget();
    expect((await world.step('createSecret', newVersionId()))?.message).toMatch(sentence);
    expect(world.calls().filter((call) => /PATCH|deploy/.test(call))).toStrictEqual([]);
    expect(pending()).toBeUndefined();
  });
});

describe('a rotation that fails', () => {
  test.each([
    ['read:actions', 'createSecret', FIRST_KEY],
    ['update:actions', 'setSecret', FIRST_KEY],
    ['create:actions', 'setSecret', FIRST_KEY],
  ] as const)(
    'without %s names it, and the Action signs with the old key',
    async (scope, step, key) => {
      world = await createWorld('phone provider');
      world.setScopes(
        [...REGISTRATION_SCOPES, ...PHONE_PROVIDER_SCOPES].filter((granted) => granted !== scope),
      );
      const failure = await world.rotation(newVersionId());
      expect(failure?.message).toMatch(new RegExp(`grant it the scope ${scope} for`));
      expect(world.lines.at(-1)).toContain(`"step":"${step}"`);
      expect(world.heldKeys()).toStrictEqual([key]);
      expect(world.failedSignIns()).toStrictEqual([]);
    },
  );

  test('gives every place the old key back, and the next run ends it', async () => {
    world = await createWorld('connection and second factor');
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await world.step('setSecret', versionId);
    expect(world.heldKeys()).toStrictEqual([pending(), pending()]);
    world.breakGateway(503);
    expect((await world.step('testSecret', versionId))?.message).toMatch(/^The gateway still does/);
    expect(world.heldKeys()).toStrictEqual([FIRST_KEY, FIRST_KEY]);

    world.breakGateway(undefined);
    expect(await world.rotation(versionId)).toBeUndefined();
    expect(world.heldKeys()).toStrictEqual([current(), current()]);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('leaves places that have different keys both good, and the next run brings them together', async () => {
    world = await createWorld('connection and second factor');
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    // Killed between the connection and the Action.
    const failure = await world.step('setSecret', versionId, {
      at: await callsUntil(versionId, 'PATCH /api/v2/actions/actions/{id}'),
      how: 'killed',
      when: 'before',
    });
    expect(failure).toBeDefined();
    expect(world.heldKeys()).toStrictEqual([pending(), FIRST_KEY]);
    world.forget();
    expect(await world.rotation(newVersionId())).toBeUndefined();
    expect(completed()).toMatchObject([
      { held: 'mixed', places: { connection: 'waiting', 'send-phone-message': 'current' } },
      {},
      {},
      {},
    ]);
    expect(world.heldKeys()).toStrictEqual([current(), current()]);
    expect(world.failedSignIns()).toStrictEqual([]);
  });
});

/** Which call of setSecret it is, as another world shows. */
const callsUntil = async (versionId: string, call: string): Promise<number> => {
  const other = await createWorld('connection and second factor');
  await other.step('createSecret', versionId);
  await other.step('setSecret', versionId);
  await other.close();
  return other.calls().indexOf(call);
};
