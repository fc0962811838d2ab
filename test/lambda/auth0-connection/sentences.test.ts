import { jsonResponse, type LocalAnswer } from '../../../local/http/message';
import { CANARIES, canariesIn } from './support/canaries';
import {
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

const ALL = [
  'read:connections',
  'read:connections_options',
  'create:connections',
  'update:connections',
  'update:connections_options',
  'delete:connections',
];
const allBut = (...scopes: string[]) => ALL.filter((scope) => !scopes.includes(scope));
const failureOfCreate = async () =>
  (await world.failureOf(world.create(world.properties())))?.message;

describe('the management secret', () => {
  test.each([
    ['does not exist', undefined],
    ['is no JSON', 'pZ8#kd!2'],
    ['is an empty object', '{}'],
    ['has empty fields', '{"clientId":"","clientSecret":" "}'],
    ['lacks the client secret', '{"clientId":"m2m"}'],
  ])('that %s is asked for, by name and content', async (_, value) => {
    await open();
    if (value === undefined) world.secrets.values.delete(NAMES.management);
    else world.secrets.values.set(NAMES.management, value);
    expect(await failureOfCreate()).toBe(
      `The secret sms-gateway/test/auth0-management is not filled in: put {"clientId":"…","clientSecret":"…"} of a machine-to-machine application of ${world.url} into it, then deploy again.`,
    );
    expect(world.calls()).toStrictEqual([]);
  });

  test('that is wrong is named with what to check', async () => {
    await open();
    world.secrets.values.set(NAMES.management, '{"clientId":"m2m","clientSecret":"wrong"}');
    expect(await failureOfCreate()).toMatch(
      /^Auth0 answered 40[13] when asked for an access token with the credentials in the secret sms-gateway\/test\/auth0-management: check that clientId and clientSecret .* authorised for the API http\S+\/api\/v2\/, then deploy again\.$/,
    );
  });

  test('that cannot be read is named with the kind of fault', async () => {
    await open();
    world.secrets.refusals.set(NAMES.management, { on: 'read', code: 'AccessDeniedException' });
    expect(await failureOfCreate()).toMatch(
      /auth0-management could not be read \(AccessDeniedException\)/,
    );
  });
});

test.each([
  ['does not exist', undefined],
  ['is no key', 'two words'],
])('a gateway token that %s stops the registration before Auth0 is asked', async (_, value) => {
  await open();
  if (value === undefined) world.secrets.values.delete(NAMES.gatewayToken);
  else world.secrets.values.set(NAMES.gatewayToken, value);
  expect(await failureOfCreate()).toMatch(
    /^The secret sms-gateway\/test\/gateway-token does not hold the key/,
  );
  expect(world.calls()).toStrictEqual([]);
});

describe('a missing scope is named', () => {
  test.each([
    ['read:connections', []],
    ['create:connections', []],
    ['update:connections', []],
    ['update:connections_options', [twilioConnection()]],
  ])('%s', async (scope, connections) => {
    await open({ connections, scopes: allBut(scope) });
    expect(await failureOfCreate()).toMatch(
      new RegExp(
        `^The application in the secret sms-gateway/test/auth0-management may not [A-Z]+ /api/v2/connections\\S* \\(Auth0 said: Insufficient scope, expected any of: ${scope}\\): grant it the scopes? [a-z_: ]*${scope}\\b.* for the Auth0 Management API of http`,
      ),
    );
  });

  test('even when Auth0 only says 403', async () => {
    await open({ connections: [twilioConnection()] });
    world.sabotage(({ method }) =>
      method === 'PATCH'
        ? { when: 'before', answer: jsonResponse(403, { message: 'Forbidden' }) }
        : undefined,
    );
    expect(await failureOfCreate()).toMatch(
      /may not PATCH \/api\/v2\/connections\/\{id\}: grant it the scopes update:connections and update:connections_options/,
    );
  });
});

describe('what Auth0 says about a refused request', () => {
  const refuseWith = (message: string) => {
    const answer: LocalAnswer = jsonResponse(400, {
      statusCode: 400,
      message,
      errorCode: 'invalid_body',
    });
    world.sabotage(({ method, path }) =>
      method === 'POST' && path.endsWith('/connections') ? { when: 'before', answer } : undefined,
    );
  };

  test('is passed on', async () => {
    await open();
    refuseWith("Payload validation error: 'Expected integer' on property options.totp.length.");
    expect(await failureOfCreate()).toBe(
      `Auth0 answered POST /api/v2/connections with 400 invalid_body, saying "Payload validation error: 'Expected integer' on property options.totp.length.": correct the environment file or the tenant, then deploy again.`,
    );
  });

  test.each([
    ['the key', `bad secret ${CANARIES.gatewayKey}`],
    ['a part of the key', `bad secret ${CANARIES.gatewayKey.slice(20, 44)}…`],
    ['the sender', 'bad from: +12025550100'],
    ['the template', `bad template '${CANARIES.template}'`],
    ['the client secret', `bad client ${CANARIES.clientSecret}`],
  ])('is withheld when it repeats %s', async (_, message) => {
    await open();
    refuseWith(message);
    expect(await failureOfCreate()).toBe(
      'Auth0 answered POST /api/v2/connections with 400 invalid_body: correct the environment file or the tenant, then deploy again.',
    );
  });

  test('is withheld when it repeats a part of a secret that stood there before', async () => {
    await open({
      connections: [
        twilioConnection('sms', {
          options: { provider: 'twilio', upstream_token: CANARIES.twilioToken },
        }),
      ],
    });
    world.sabotage(({ method }) =>
      method === 'PATCH'
        ? {
            when: 'before',
            answer: jsonResponse(400, { message: `bad ${CANARIES.twilioToken.slice(4, 20)}…` }),
          }
        : undefined,
    );
    expect(await failureOfCreate()).toMatch(/with 400: correct the environment file/);
  });

  test('is cut to one line of at most 300 characters', async () => {
    await open();
    refuseWith(`first\r\nsecond\u0000 ${'x'.repeat(5_000)}`);
    expect(await failureOfCreate()).toMatch(/saying "first second x{287}":/);
  });
});

test('an error code of odd characters is not repeated', async () => {
  await open();
  world.sabotage((_, index) =>
    index === 1
      ? { when: 'before', answer: jsonResponse(400, { message: 'odd', errorCode: 'a\nb c' }) }
      : undefined,
  );
  expect(await failureOfCreate()).toMatch(
    /^Auth0 answered GET \/api\/v2\/connections with 400, saying "odd":/,
  );
});

test('an answer of something that is not Auth0 leads to the domain', async () => {
  await open();
  world.sabotage(() => ({ when: 'before', answer: { status: 404, body: '<html>' } }));
  expect(await failureOfCreate()).toMatch(
    /^Auth0 answered 404 when asked for an access token: check that auth0\.domain/,
  );
});

test('every problem of the properties is in one sentence, without a value', async () => {
  await open();
  const properties = world.properties(
    { template: '', codeLength: 41, name: 'not_ok' },
    { onDelete: 'explode' as 'delete' },
  );
  const { audience: _, ...rest } = properties;
  expect((await world.failureOf(world.create(rest)))?.message).toBe(
    'The properties of the resource cannot be used: audience: missing; onDelete: expected restore, retain or delete; connection.name: expected letters, digits and single hyphens between them; connection.template: expected 1 to 5120 characters; connection.codeLength: expected a whole number from 4 to 40.',
  );
});

describe('no secret is shown', () => {
  test('by the log and the answers of a whole life', async () => {
    await open({ connections: [twilioConnection()] });
    const before = world.properties();
    const after = world.properties({ codeLength: 8, name: 'sms' });
    const id = await world.create(before);
    await world.update(id, after, before);
    await world.remove(id, after);
    const tokens = world.requests().flatMap(({ headers }) => headers['authorization'] ?? []);
    const log = world.lines().join('\n');
    expect(canariesIn(log)).toStrictEqual([]);
    expect(tokens.length).toBeGreaterThan(5);
    expect(tokens.filter((token) => log.includes(token.slice(7, 40)))).toStrictEqual([]);
    expect(
      world.log().map(({ message, action, requestType }) => [requestType, message, action]),
    ).toStrictEqual([
      ['Create', 'started', undefined],
      ['Create', 'completed', 'adopted'],
      ['Update', 'started', undefined],
      ['Update', 'completed', 'updated'],
      ['Delete', 'started', undefined],
      ['Delete', 'completed', 'restored'],
    ]);
    expect(world.log().at(1)).toMatchObject({
      level: 'info',
      environment: 'test',
      connection: 'sms',
      connectionId: id,
      calls: 7,
      durationMs: expect.any(Number) as number,
    });
  });

  test('by a fault of Secrets Manager', async () => {
    await open({ connections: [twilioConnection()] });
    world.secrets.refusals.set(NAMES.backup, { on: 'write', code: 'ValidationException' });
    const failure = await failureOfCreate();
    expect(failure).toMatch(/ValidationException/);
    expect(canariesIn([failure, ...world.lines()].join('\n'))).toStrictEqual([]);
  });
});
