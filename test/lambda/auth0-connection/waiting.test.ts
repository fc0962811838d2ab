import { jsonResponse } from '../../../local/http/message';
import {
  LAMBDA_TIMEOUT_MS,
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

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const epochSeconds = (afterMs: number) => String(Math.ceil((world.now() + afterMs) / 1000));

test('429 is waited out until the reset that Auth0 names, and a little longer', async () => {
  await open();
  world.sabotage((_, index) =>
    index === 1
      ? {
          when: 'before',
          answer: jsonResponse(429, {}, { 'x-ratelimit-reset': epochSeconds(20_000) }),
        }
      : undefined,
  );
  await world.create(world.properties());
  expect(world.slept()).toStrictEqual([20_250]);
});

test('429 with Retry-After is waited out for so many seconds', async () => {
  await open();
  world.sabotage((_, index) =>
    index === 0
      ? { when: 'before', answer: jsonResponse(429, {}, { 'retry-after': '3' }) }
      : undefined,
  );
  await world.create(world.properties());
  expect(world.slept()).toStrictEqual([3_250]);
});

test('a rate limit of two calls a second, as the Free plan has it, does not stop a registration', async () => {
  await open({ connections: [twilioConnection()], managementLimit: { burst: 1, perSecond: 0.5 } });
  await world.create(world.properties());
  expect(world.named('sms')?.clients).toContain('app1');
  expect(world.slept().length).toBeGreaterThan(0);
});

test('5xx is waited out longer and longer', async () => {
  await open();
  world.sabotage((_, index) =>
    index < 7 ? { when: 'before', answer: { status: 503 } } : undefined,
  );
  await world.create(world.properties());
  expect(world.slept()).toStrictEqual([375, 750, 1_500, 3_000, 6_000, 11_250, 11_250]);
});

test('an outage without end becomes a sentence before Lambda would end the function', async () => {
  await open({ connections: [twilioConnection()] });
  world.sabotage(({ method, path }) =>
    method === 'PATCH' && !path.endsWith('/clients')
      ? { when: 'before', answer: { status: 503 } }
      : undefined,
  );
  const failure = await world.failureOf(world.create(world.properties()));
  expect(failure?.message).toMatch(
    /^Auth0 answered 503 when asked for PATCH \/api\/v2\/connections\/\{id\}, so it was given up: try again in a few minutes; undoing .* failed as well .*is in the secret arn:\S+\.$/,
  );
  expect(sum(world.slept())).toBeLessThan(LAMBDA_TIMEOUT_MS - 2_000);
  expect(world.secrets.values.get(NAMES.backup)).toContain('con_smsSeed00');
});

test('what can be undone is undone, even when another step cannot be', async () => {
  await open({ connections: [twilioConnection()] });
  const [before] = world.connections();
  let writes = 0;
  world.sabotage(({ method, path }) => {
    if (method !== 'PATCH') return undefined;
    const unavailable = { when: 'before', answer: { status: 503 } } as const;
    if (path.endsWith('/clients')) return unavailable;
    // The first is ours; the one that undoes it needs patience of its own.
    writes += 1;
    return writes > 1 && writes < 7 ? unavailable : undefined;
  });
  const failure = await world.failureOf(world.create(world.properties()));
  // The applications were never enabled, but nobody can know; that much of the undoing fails.
  expect(failure?.message).toMatch(/undoing .* failed as well/);
  expect(world.named('sms')).toStrictEqual(before);
  expect(world.secrets.values.get(NAMES.backup)).toContain('con_smsSeed00');
  expect(sum(world.slept())).toBeLessThan(LAMBDA_TIMEOUT_MS - 2_000);
});

test('a step that may have happened is undone like one that did', async () => {
  await open({ connections: [twilioConnection()] });
  const before = world.connections();
  let attempts = 0;
  world.sabotage(({ method, path }) => {
    if (method !== 'PATCH' || path.endsWith('/clients')) return undefined;
    attempts += 1;
    if (attempts === 1) return { when: 'after', answer: { misbehaves: 'resets' } };
    return attempts === 2
      ? { when: 'before', answer: jsonResponse(403, { errorCode: 'insufficient_entitlement' }) }
      : undefined;
  });
  const failure = await world.failureOf(world.create(world.properties()));
  expect(failure?.message).toMatch(/403 insufficient_entitlement/);
  expect(attempts).toBe(3);
  expect(world.connections()).toStrictEqual(before);
});

test('a creation that nobody could confirm is looked for and removed again', async () => {
  await open();
  let undoing = false;
  world.sabotage(({ method, path }) => {
    if (undoing || !path.endsWith('/connections')) return undefined;
    if (method === 'POST') return { when: 'after', answer: { status: 500 } };
    if (world.connections().length === 0) return undefined;
    undoing = true;
    return { when: 'before', answer: jsonResponse(401, { message: 'Invalid token.' }) };
  });
  const failure = await world.failureOf(world.create(world.properties()));
  expect(failure?.message).toMatch(/answered GET \/api\/v2\/connections with 401/);
  expect(world.connections()).toStrictEqual([]);
});

test('a tenant that cannot be connected to fails within seconds, and names the domain', async () => {
  await open();
  const failure = await world.failureOf(
    world.create(world.properties({}, { domain: 'http://127.0.0.1:1' })),
  );
  expect(failure?.message).toMatch(
    /^Auth0 at 127\.0\.0\.1:1 \(is auth0\.domain right\?\) could not be connected to/,
  );
  expect(sum(world.slept())).toBeLessThan(10_000);
});
