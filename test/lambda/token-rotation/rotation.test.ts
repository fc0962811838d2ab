import { ROTATION_STEPS } from '../../../lambda/token-rotation/core/plan';
import { REGISTRATION_SCOPES } from '../../../local/tenant/model';
import { FOREIGN, foreignOptionsOf } from '../auth0-connection/support/world';
import { createWorld, FIRST_KEY, NAMES, newVersionId, type World } from './support/world';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => {
  // Keys, credentials and texts of this world all begin so.
  expect(world.lines.join('\n')).not.toMatch(/canary/i);
});

const current = () => world.secretsManager.valueOf(NAMES.gatewayToken);
const pending = () => world.secretsManager.valueOf(NAMES.gatewayToken, 'AWSPENDING');
const previous = () => world.secretsManager.valueOf(NAMES.gatewayToken, 'AWSPREVIOUS');

describe('a rotation', () => {
  test('gives Auth0 and the gateway a new key of 64 letters and digits, and no sign-in fails', async () => {
    expect(await world.rotation(newVersionId())).toBeUndefined();
    expect(current()).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(current()).not.toBe(FIRST_KEY);
    expect(world.heldKey()).toBe(current());
    expect(previous()).toBe(FIRST_KEY);
    expect(world.failedSignIns()).toStrictEqual([]);
    expect(world.signIns()).toBeGreaterThan(50);
  });

  test('fails no sign-in either while a stranger keeps every instance busy with wrong tokens', async () => {
    world.setStranger(true);
    expect(await world.rotation(newVersionId())).toBeUndefined();
    expect(await world.rotation(newVersionId())).toBeUndefined();
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('changes nothing else of the connection', async () => {
    const before = world.connection();
    await world.rotation(newVersionId());
    const { options, ...rest } = world.connection();
    expect({ ...rest, options: { ...options, gateway_authentication: undefined } }).toStrictEqual({
      ...before,
      options: { ...before.options, gateway_authentication: undefined },
    });
    expect(foreignOptionsOf(world.connection())).toStrictEqual(FOREIGN);
  });

  test('asks the gateway before it gives Auth0 the key, and proves it before it ends', async () => {
    const versionId = newVersionId();
    const calls = [];
    for (const step of ROTATION_STEPS) {
      await world.step(step, versionId);
      calls.push(world.calls().filter((call) => /probe|PATCH|Put|Update/.test(call)));
    }
    expect(calls).toStrictEqual([
      ['PutSecretValue'],
      ['probe', 'PATCH /api/v2/connections/{id}'],
      ['probe', 'probe'],
      ['probe', 'UpdateSecretVersionStage'],
    ]);
  });

  test('leaves the key before good until the next rotation, and no longer', async () => {
    await world.rotation(newVersionId());
    await world.setOptions({ gateway_authentication: authentication(FIRST_KEY) });
    // Longer than any instance keeps what it has read.
    await world.advance(310_000);
    expect(world.failedSignIns()).toStrictEqual([]);

    const versionId = newVersionId();
    expect(await world.rotation(versionId)).toBeUndefined();
    expect(world.failedSignIns()).toStrictEqual([]);
    await world.setOptions({ gateway_authentication: authentication(FIRST_KEY) });
    await world.advance(310_000);
    expect(world.failedSignIns().length).toBeGreaterThan(0);
  });

  test('plays every step twice without harm', async () => {
    const versionId = newVersionId();
    for (const step of ROTATION_STEPS) {
      expect(await world.step(step, versionId)).toBeUndefined();
      expect(await world.step(step, versionId)).toBeUndefined();
    }
    expect(world.heldKey()).toBe(current());
    expect(previous()).toBe(FIRST_KEY);
    expect(world.failedSignIns()).toStrictEqual([]);
  });
});

const authentication = (secret: string) => ({
  ...(world.connection().options['gateway_authentication'] as object),
  secret,
});

describe('what a rotation finds', () => {
  test('a key that no version has is replaced at once by the one in use', async () => {
    await world.setOptions({ gateway_authentication: authentication('of nobody'.repeat(8)) });
    expect(await world.step('createSecret', newVersionId())).toBeUndefined();
    expect(world.heldKey()).toBe(FIRST_KEY);
  });

  test('other claims count as no key, and are put right', async () => {
    const found = world.connection().options['gateway_authentication'] as object;
    await world.setOptions({ gateway_authentication: { ...found, audience: 'urn:another' } });
    expect(await world.step('createSecret', newVersionId())).toBeUndefined();
    expect(world.connection().options['gateway_authentication']).toStrictEqual(found);
  });

  test('a deployment that wrote the old key back in between is overruled', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await world.step('setSecret', versionId);
    await world.setOptions({ gateway_authentication: authentication(FIRST_KEY) });
    expect(await world.step('testSecret', versionId)).toBeUndefined();
    expect(world.heldKey()).toBe(pending());
    await world.setOptions({ gateway_authentication: authentication(FIRST_KEY) });
    expect(await world.step('finishSecret', versionId)).toBeUndefined();
    expect(world.heldKey()).toBe(current());
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test('an unfinished rotation is taken over by one of another version, key and all', async () => {
    const first = newVersionId();
    await world.step('createSecret', first);
    await world.step('setSecret', first);
    const key = pending();
    expect(await world.rotation(newVersionId())).toBeUndefined();
    expect(current()).toBe(key);
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  test.each([
    ['calls another gateway', { gateway_url: 'https://other.example/sms' }],
    ['sends through Twilio', { provider: 'twilio' }],
  ])('a connection that %s is left alone', async (_, change) => {
    await world.setOptions(change);
    const before = world.connection();
    const failure = await world.step('createSecret', newVersionId());
    expect(failure?.message).toBe(
      'The connection con_Rotation00000000 does not call this gateway, so its key was left alone: raise auth0.revision and deploy, which registers it anew, then run npm run rotate -- test.',
    );
    expect(world.connection()).toStrictEqual(before);
    expect(pending()).toBeUndefined();
  });

  test('setting up the schedule, Secrets Manager tries testSecret on a version without a key', async () => {
    const secret = world.secretsManager.secrets.get(NAMES.gatewayToken);
    const versionId = newVersionId();
    secret?.labels.set('AWSPENDING', versionId);
    secret?.versions.set(versionId, { createdMs: 0 });
    expect(await world.step('testSecret', versionId)).toBeUndefined();
    expect(world.calls()).toContain('probe');
    expect(world.heldKey()).toBe(FIRST_KEY);
  });
});

describe('a rotation that fails', () => {
  test('leaves Auth0 alone when the gateway does not accept the new key', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    world.breakGateway(401);
    const failure = await world.step('setSecret', versionId);
    expect(failure?.message).toBe(
      "The gateway still does not accept the new key (it answers 401), so Auth0 keeps the old one: look at the gateway's log, and at whether its role may read the secret, then start the rotation again.",
    );
    expect(world.calls().filter((call) => call.startsWith('PATCH'))).toStrictEqual([]);
    expect(world.heldKey()).toBe(FIRST_KEY);
  });

  test('gives the old key back when what Auth0 has cannot be proven, and the next run ends it', async () => {
    const versionId = newVersionId();
    await world.step('createSecret', versionId);
    await world.step('setSecret', versionId);
    expect(world.heldKey()).not.toBe(FIRST_KEY);
    world.breakGateway(503);
    expect((await world.step('testSecret', versionId))?.message).toMatch(/^The gateway still does/);
    expect(world.heldKey()).toBe(FIRST_KEY);

    world.breakGateway(undefined);
    expect(await world.rotation(versionId)).toBeUndefined();
    expect(world.heldKey()).toBe(current());
    expect(world.failedSignIns()).toStrictEqual([]);
  });

  const without = (...missing: string[]) =>
    REGISTRATION_SCOPES.filter((scope) => !missing.includes(scope));

  test('without read:connections_options says so and makes no key', async () => {
    world.setScopes(without('read:connections_options'));
    expect((await world.step('createSecret', newVersionId()))?.message).toMatch(
      /without its options, so writing to it would wipe them: grant .* read:connections_options, then run npm run rotate -- test\.$/,
    );
    expect(pending()).toBeUndefined();
  });

  test('without update:connections_options names the scopes, and Auth0 has the old key', async () => {
    world.setScopes(without('update:connections_options'));
    const failure = await world.rotation(newVersionId());
    expect(failure?.message).toMatch(
      /may not PATCH .* grant it the scopes update:connections and update:connections_options for/,
    );
    expect(failure?.stack).toBe(`RotationFailed: ${failure?.message}`);
    expect(world.heldKey()).toBe(FIRST_KEY);
    expect(foreignOptionsOf(world.connection())).toStrictEqual(FOREIGN);
  });

  test('with credentials that are not filled in says which secret', async () => {
    world.secretsManager.fill(NAMES.auth0Management, '{}');
    expect((await world.step('createSecret', newVersionId()))?.message).toMatch(
      /^The secret sms-gateway\/test\/auth0-management is not filled in/,
    );
  });

  test.each(['setSecret', 'finishSecret'] as const)(
    'for want of a key to work with says so: %s before createSecret',
    async (step) => {
      expect((await world.step(step, newVersionId()))?.message).toMatch(
        /^There is no new key under the version [\w-]+ yet, so \w+ has nothing to work with/,
      );
      expect(world.heldKey()).toBe(FIRST_KEY);
    },
  );

  test('writes one line that names the step, and none that says it was done', async () => {
    world.breakGateway(401);
    const versionId = newVersionId();
    await world.rotation(versionId);
    const lines = world.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ message }) => message === 'failed')).toStrictEqual([
      expect.objectContaining({
        level: 'error',
        environment: 'test',
        step: 'setSecret',
        versionId,
        reason: expect.stringMatching(/^The gateway still/),
        durationMs: expect.any(Number),
      }),
    ]);
    expect(lines.filter(({ message }) => message === 'completed')).toHaveLength(1);
  });
});
