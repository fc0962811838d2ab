import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewScopes } from '../../../lambda/auth0-management/core/scopes';
import type { LocalRequest } from '../../../local/http/message';
import { MANAGEMENT_SCOPES } from '../../../local/tenant/model';
import { type Answer, managementTenant } from '../../local/management-client';
import { twilioConnection } from '../auth0-connection/support/world';
import { type Operation, OPERATIONS, SCOPES } from './support/scope-runs';
import { seedForeignAction } from './support/seeds';
import { createStack } from './support/stack';
import { startPhoneWorld } from './support/world';

interface Row {
  readonly call: string;
  readonly scopes: readonly string[];
}

/** The table of calls in a part of docs/registration.md, row by row. */
const rowsOf = (part: string): readonly Row[] =>
  [...part.matchAll(/^\| `([A-Z]+ \/[^`?]+)[^`]*` +\| ([^|]+) \|/gm)].map(
    ([, call = '', scopes = '']) => ({
      call,
      scopes: [...scopes.matchAll(/`([a-z_:]+)`/g)].map(([, scope = '']) => scope),
    }),
  );

const [connectionPart = '', phonePart = ''] = readFileSync(
  join(__dirname, '../../../docs/registration.md'),
  'utf8',
).split('\n## The phone provider\n');

const TABLES = { connection: rowsOf(connectionPart), phone: rowsOf(phonePart) };

/** Both tables have it: who is to send through the provider is looked up first. */
const LOOKED_UP_BY_BOTH = 'GET /api/v2/connections';

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
  const isOfConnection = (call: string) => /^POST \/oauth|\/connections(\/|$)/.test(call);
  const called = [...seen].toSorted();
  expect(TABLES.connection.map(({ call }) => call).toSorted()).toStrictEqual(
    called.filter(isOfConnection),
  );
  expect(TABLES.phone.map(({ call }) => call).toSorted()).toStrictEqual(
    called.filter((call) => !isOfConnection(call) || call === LOOKED_UP_BY_BOTH),
  );
}, 30_000);

const ROWS = [...TABLES.connection, ...TABLES.phone];

test('and every scope that an environment is told to grant, and no other', () => {
  const scopes = new Set(ROWS.flatMap(({ scopes: ofRow }) => ofRow));
  expect([...scopes].toSorted()).toStrictEqual(SCOPES.toSorted());
});

test('a scope that no call takes is named as needless, but for those of two commands', () => {
  const { excess } = reviewScopes(MANAGEMENT_SCOPES, {
    integration: 'phone-provider',
    onDelete: 'delete',
    mfa: { methods: ['sms'] },
  });
  const taken = new Set<string>(ROWS.flatMap(({ scopes: ofRow }) => ofRow));
  const ofCommands = ['read:clients', 'update:client_keys'];
  expect(excess).toStrictEqual(
    MANAGEMENT_SCOPES.filter((scope) => !taken.has(scope) && !ofCommands.includes(scope)),
  );
});

/** The stand-in tenant looks at scopes before it looks for most things, so most ids need not exist. */
const targetOf = (path: string): string =>
  path
    .replace('/api/v2', '')
    .replace('/connections/{id}', '/connections/con_seed')
    .replace('/triggers/{id}', '/triggers/custom-phone-provider')
    .replace('{id}', 'any');

/** What the call is answered by a tenant of its own, to an application with these scopes. */
const answerOf = (call: string, scopes: readonly string[]): Promise<Answer> => {
  const [method = '', path = ''] = call.split(' ');
  const { call: ask } = managementTenant(
    { connections: [twilioConnection('sms', { id: 'con_seed' })] },
    scopes,
  );
  return ask(method, targetOf(path), call.startsWith('PATCH') ? { options: {} } : undefined);
};

/** A connection that is read without its options is as good as a refusal: a write would wipe them. */
const isRefused = (call: string, { status, body }: Answer): boolean =>
  status === 403 ||
  (/^GET .*\/connections(\/\{id\})?$/.test(call) && !JSON.stringify(body).includes('"options"'));

test.each(ROWS.filter(({ call }) => call !== 'POST /oauth/token'))(
  '$call takes the scopes that its row has, each of them and no other',
  async ({ call, scopes }) => {
    expect(isRefused(call, await answerOf(call, scopes))).toBe(false);
    const needed: string[] = [];
    for (const scope of SCOPES) {
      const others = SCOPES.filter((other) => other !== scope);
      if (isRefused(call, await answerOf(call, others))) needed.push(scope);
    }
    expect(needed.toSorted()).toStrictEqual(scopes.toSorted());
  },
);
