import { OPERATIONS, startScopeRuns } from './support/scope-runs';
import { startPhoneWorld, type PhoneTestWorld } from './support/world';

/** One of each verdict; `scopes.exhaustive.test.ts` has every operation without every scope. */
describe('an application that lacks a scope', () => {
  test.each([
    ['a first deployment over a phone Action of their own', 'create:actions', 'refused'],
    ['a deletion that gives back', 'delete:actions', 'not needed'],
  ])(
    '%s, without %s: %s, and nothing is lost',
    async (operation, scope, expected) => {
      const runs = await startScopeRuns(OPERATIONS[operation] ?? { seeded: false });
      const { verdict, problems } = await runs.without(scope);
      await runs.close();
      expect(problems).toStrictEqual([]);
      expect(verdict).toBe(expected);
    },
    20_000,
  );
});

describe('what is asked before the first write', () => {
  let world: PhoneTestWorld;
  afterEach(() => world.close());

  test('names every scope that is missing, the one for the end too, and writes nothing', async () => {
    world = await startPhoneWorld({
      scopes: ['read:actions', 'read:phone_providers', 'read:tenant_settings', 'read:connections'],
    });
    const failure = await world.failureOf(world.create(world.properties()));
    expect(failure?.message).toMatch(
      /^Registering for the phone messages of the tenant takes more than the application in the secret sms-gateway\/test\/auth0-management may do, so nothing was changed: grant it the scopes create:actions, update:actions, delete:actions, .* and delete:phone_providers for the Auth0 Management API of http\S+, then deploy again\.$/,
    );
    expect(world.writes()).toStrictEqual([]);
    expect(world.backup()).toStrictEqual({});
  });

  test('is nothing where nothing is registered: no call at all, from the first to the last', async () => {
    world = await startPhoneWorld({ scopes: [] });
    const nothing = world.properties({ integration: 'sms-gateway' });
    const id = await world.create(nothing);
    await world.update(id, { ...nothing, codeLifetimeSeconds: 300 }, nothing);
    await world.remove(id, nothing);
    expect(world.calls()).toStrictEqual([]);
    expect(world.log().filter(({ message }) => message === 'completed')).toMatchObject([
      { action: 'unchanged' },
      { action: 'unchanged' },
      { action: 'unchanged' },
    ]);
  });
});
