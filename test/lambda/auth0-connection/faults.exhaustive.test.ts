import type { Connection } from '../../../local/tenant/model';
import type { Auth0SmsConnectionProperties } from '../../../lambda/contract';
import { canariesIn } from './support/canaries';
import { FAULTS } from './support/faults';
import {
  FOREIGN,
  foreignOptionsOf,
  startWorld,
  twilioConnection,
  type World,
} from './support/world';

interface Scenario {
  /** Calls of a run without a fault, the token included. */
  readonly calls: number;
  readonly seeded: boolean;
  /** What has happened before, without a fault; resolves to the physical id. */
  readonly given?: (world: World, properties: Auth0SmsConnectionProperties) => Promise<string>;
  readonly when: (
    world: World,
    id: string,
    properties: Auth0SmsConnectionProperties,
  ) => Promise<unknown>;
  /** What CloudFormation does after a failure. */
  readonly rollback?: (
    world: World,
    id: string,
    properties: Auth0SmsConnectionProperties,
  ) => Promise<unknown>;
  /** Whether the rollback ends before `given` instead of before `when`. */
  readonly undoesAll?: boolean;
}

const changed = (properties: Auth0SmsConnectionProperties): Auth0SmsConnectionProperties => ({
  ...properties,
  connection: { ...properties.connection, codeLength: 8, enabledClients: ['app0', 'app2'] },
});
const renamed = (properties: Auth0SmsConnectionProperties): Auth0SmsConnectionProperties => ({
  ...properties,
  connection: { ...properties.connection, name: `${properties.connection.name}-renamed` },
});
const MARK = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';
const create: Scenario['given'] = (world, properties) => world.create(properties);

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a Create that creates': {
    calls: 5,
    seeded: false,
    when: (world, _, properties) => world.create(properties),
    rollback: (world, _, properties) => world.remove(MARK, properties),
  },
  'a Create that adopts': {
    calls: 7,
    seeded: true,
    when: (world, _, properties) => world.create(properties),
    rollback: (world, _, properties) => world.remove(MARK, properties),
  },
  'an Update in place': {
    calls: 7,
    seeded: true,
    given: create,
    when: (world, id, properties) => world.update(id, changed(properties), properties),
    rollback: (world, id, properties) => world.update(id, properties, changed(properties)),
  },
  'an Update of the name': {
    calls: 5,
    seeded: true,
    given: create,
    when: (world, id, properties) => world.update(id, renamed(properties), properties),
    rollback: (world, id, properties) => world.update(id, properties, renamed(properties)),
  },
  'a Delete that restores': {
    calls: 7,
    seeded: true,
    given: create,
    when: (world, id, properties) => world.remove(id, properties),
    rollback: (world, id, properties) => world.remove(id, properties),
    undoesAll: true,
  },
  'a Delete that removes': {
    calls: 3,
    seeded: false,
    given: create,
    when: (world, id, properties) => world.remove(id, { ...properties, onDelete: 'delete' }),
    rollback: (world, id, properties) => world.remove(id, { ...properties, onDelete: 'delete' }),
    undoesAll: true,
  },
};

const faultNames = Object.keys(FAULTS);
/** One tenant for a scenario: each row has a connection of its own name. */
let world: World;

describe.each(
  Object.entries(SCENARIOS).map(([name, scenario], number) => ({ name, number, ...scenario })),
)(
  '$name, with one call that fails',
  ({ number, calls, seeded, given, when, rollback, undoesAll = false }) => {
    const rows = Array.from({ length: calls }, (_, index) =>
      faultNames.map(
        (fault, n) => [index, fault, `sms-${number}-${index * faultNames.length + n}`] as const,
      ),
    ).flat();

    beforeAll(async () => {
      const connections = seeded ? rows.map(([, , name]) => twilioConnection(name)) : [];
      world = await startWorld({ connections, requestTimeoutMs: 120 });
    });
    afterAll(() => world.close());

    const standing = (name: string): readonly Connection[] =>
      world
        .connections()
        .filter((found) => found.name === name || found.name === `${name}-renamed`);

    test.each(rows)('call %i meets %s', async (index, faultName, name) => {
      world.forget();
      const properties = world.properties({ name, enabledClients: ['app1'] });
      const atFirst = standing(name);
      const id = (await given?.(world, properties)) ?? '';
      const beforehand = standing(name);

      world.forget();
      const fault = FAULTS[faultName];
      let struck = false;
      world.sabotage((_, at) => {
        if (at !== index) return undefined;
        struck = true;
        return fault?.(world.now());
      });
      const failure = await world.failureOf(when(world, id, properties));
      expect(struck).toBe(true);

      if (seeded) expect(foreignOptionsOf(world.named(name))).toStrictEqual(FOREIGN);
      if (failure === undefined) {
        expect(world.log().at(-1)).toMatchObject({ message: 'completed' });
      } else {
        expect(failure.message).toMatch(/^[A-Z].*\.$/);
        expect(failure.message).not.toMatch(/\n|undoing/);
        expect(failure.stack).toBe(`RegistrationError: ${failure.message}`);
        expect(world.log().filter((line) => line['message'] === 'failed')).toHaveLength(1);
        expect(world.log().at(-1)).not.toHaveProperty('exception');
        world.sabotage(() => undefined);
        await rollback?.(world, id, properties);
        expect(standing(name)).toStrictEqual(undoesAll ? atFirst : beforehand);
      }
      expect(
        canariesIn([failure?.message, failure?.stack, ...world.lines()].join('\n')),
      ).toStrictEqual([]);
    });
  },
);

test('the table walks every call: a run without a fault makes no more', async () => {
  const names = Object.entries(SCENARIOS).map(([name, { calls }]) => [name, calls]);
  const counted: [string, number][] = [];
  for (const [name, { seeded, given, when }] of Object.entries(SCENARIOS)) {
    const own = await startWorld({ connections: seeded ? [twilioConnection()] : [] });
    const properties = own.properties({ enabledClients: ['app1'] });
    const id = (await given?.(own, properties)) ?? '';
    own.forget();
    await when(own, id, properties);
    counted.push([name, own.calls().length]);
    await own.close();
  }
  expect(counted).toStrictEqual(names);
});
