import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalRequest } from '../../../local/http/message';
import { twilioConnection } from '../auth0-connection/support/world';
import { type Operation, OPERATIONS, SCOPES } from './support/scope-runs';
import { seedForeignAction } from './support/seeds';
import { createStack } from './support/stack';
import { startPhoneWorld } from './support/world';

/** The tables of docs/registration.md, row by row: which scopes a call takes, by the call. */
const documented = new Map(
  [
    ...readFileSync(join(__dirname, '../../../docs/registration.md'), 'utf8').matchAll(
      /^\| `([A-Z]+ \/[^`?]+)[^`]*` +\| ([^|]+) \|/gm,
    ),
  ].map(([, call = '', scopes = '']) => [
    call,
    [...scopes.matchAll(/`([a-z_:]+)`/g)].map(([, scope = '']) => scope),
  ]),
);

/** Ids are nothing that a table could have. */
const nameOf = ({ method, path }: Pick<LocalRequest, 'method' | 'path'>) =>
  `${method} ${path.replace(/(?<=\/versions\/)[0-9a-f-]{36}/, '{versionId}').replace(/\/(con_\w+|pro_\w+|[0-9a-f-]{36}|(?:custom|send)-phone-\w+)(?=\/|$)/, '/{id}')}`;

/** What the registrations ask of a tenant, from a first deployment to the deletion. */
const callsOf = async ({ seeded, given = [], when }: Operation): Promise<readonly string[]> => {
  const world = await startPhoneWorld({
    ...(seeded && { connections: [twilioConnection('sms', { id: 'con_seed' })] }),
  });
  if (seeded) await seedForeignAction(world, { unified: false });
  const stack = createStack(world);
  for (const template of [...given, ...(when ? [when] : [])]) {
    expect(await stack.deploy(template(world))).toStrictEqual({ kind: 'deployed' });
  }
  expect(await stack.destroy()).toBeUndefined();
  await world.close();
  return world.requests().map(nameOf);
};

/** Together they make, change, give back and remove everything there is. */
const EVERYTHING = ['a deletion that removes', 'the way back with the second factor'];

test('the tables of docs/registration.md have every call, and no other', async () => {
  const seen = new Set<string>();
  for (const name of EVERYTHING) {
    for (const call of await callsOf(OPERATIONS[name] ?? { seeded: false })) seen.add(call);
  }
  expect([...seen].toSorted()).toStrictEqual([...documented.keys()].toSorted());
}, 30_000);

test('and every scope that an environment is told to grant, and no other', () => {
  const scopes = new Set([...documented.values()].flat());
  expect([...scopes].toSorted()).toStrictEqual(SCOPES.toSorted());
});
