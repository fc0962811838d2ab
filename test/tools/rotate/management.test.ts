import { createHttpClient } from '../../../lambda/shared/http';
import { fail, ok } from '../../../lambda/shared/result';
import { CLIENT_CREDENTIALS_GRANT, REGISTRATION_SCOPES } from '../../../local/tenant/model';
import { startTenant, type RunningTenant } from '../../../local/tenant/start-tenant';
import type { CommandFailure } from '../../../tools/cli/failure';
import { createTerminal } from '../../../tools/cli/terminal';
import { rotateManagement } from '../../../tools/rotate/management';
import type { AwsFault } from '../../../tools/shared/aws-faults';
import type { SecretDesk } from '../../../tools/shared/secret-desk';
import { environmentWith } from '../../support/environment';
import { recordStreams } from '../support/streams';

const OLD_SECRET = 'canary-old-client-secret-0123456789';
const SECRET = 'sms-gateway/prod/auth0-management';

let tenant: RunningTenant;
afterEach(() => tenant.close());

interface Options {
  readonly scopes?: readonly string[];
  /** How many writes Secrets Manager still takes. */
  readonly writes?: number;
  readonly stored?: string;
  readonly intercept?: Parameters<typeof startTenant>[0] extends infer T ? T : never;
}

const open = async ({
  scopes = [...REGISTRATION_SCOPES, 'update:client_keys'],
  writes = Infinity,
  stored = JSON.stringify({ clientId: 'm2m', clientSecret: OLD_SECRET }),
  intercept,
}: Options = {}) => {
  tenant = await startTenant({
    applications: [
      {
        clientId: 'm2m',
        clientSecret: OLD_SECRET,
        name: 'Registration',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: scopes,
      },
    ],
    ...intercept,
  });
  const base = environmentWith({ name: 'prod' });
  const environment = { ...base, auth0: { ...base.auth0, domain: tenant.url } };
  const puts: string[] = [];
  const kept: string[] = [];
  let value = stored;
  let left = writes;
  const denied: AwsFault = { kind: 'denied', what: 'you may not write', advice: 'be allowed to' };
  const desk: SecretDesk = {
    look: () => Promise.resolve(ok({ kind: 'filled', value })),
    put: (_, text) => {
      if (left <= 0) return Promise.resolve(fail(denied));
      left -= 1;
      puts.push(text);
      value = text;
      return Promise.resolve(ok('stored'));
    },
    create: () => Promise.reject(new Error('nothing is created')),
    remove: () => Promise.reject(new Error('nothing is removed')),
  };
  const streams = recordStreams();
  let nowMs = 0;
  const run = (json = false) =>
    rotateManagement(
      {
        desk,
        http: createHttpClient(),
        terminal: createTerminal(streams),
        now: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
        },
        keepInFile: (content) => {
          kept.push(content);
          return 'kept.json';
        },
      },
      { environment, json },
    ).catch((error: unknown) => error as CommandFailure);
  const secretIn = (text = '{}') =>
    (JSON.parse(text) as { readonly clientSecret?: string }).clientSecret;
  return { run, puts, kept, streams, secretIn, current: () => secretIn(value) };
};

test('rotates the secret, stores it and proves it', async () => {
  const { run, puts, current, streams } = await open();
  expect(await run()).toBe(0);
  expect(current()).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(puts).toHaveLength(2);
  expect(streams.printed()).toMatch(/^✓ Rotated in \d+ s: the new client secret is stored/);
  expect(streams.printed() + streams.told()).not.toContain(current());
});

test('prints JSON without the secret', async () => {
  const { run, current, streams } = await open();
  expect(await run(true)).toBe(0);
  expect(JSON.parse(streams.printed())).toMatchObject({
    environment: 'prod',
    outcome: 'rotated',
    secret: SECRET,
  });
  expect(streams.printed()).not.toContain(current());
});

test('without the scope says so in one sentence, and changes nothing', async () => {
  const { run, puts } = await open({ scopes: REGISTRATION_SCOPES });
  expect(await run()).toMatchObject({
    message: `Nothing was changed: The application in the secret ${SECRET} has not the scope update:client_keys, without which it cannot rotate its own secret`,
    exitCode: 1,
  });
  expect(puts).toStrictEqual([]);
});

test('whoever may not write the secret learns so before anything is rotated', async () => {
  const { run, current } = await open({ writes: 0 });
  expect(await run()).toMatchObject({ message: 'You may not write' });
  expect(current()).toBe(OLD_SECRET);
  // It still opens the tenant.
  const again = await fetch(`${tenant.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: 'm2m',
      client_secret: OLD_SECRET,
      audience: `${tenant.url}/api/v2/`,
    }),
  });
  expect(again.status).toBe(200);
});

test('a new secret that cannot be stored after all is kept in a file, and not printed', async () => {
  const { run, kept, streams } = await open({ writes: 1 });
  const failure = await run();
  expect(failure).toMatchObject({
    message: expect.stringMatching(/could not be stored: .* It is in the file kept\.json/),
    advice: expect.stringMatching(/--only auth0-management --from-stdin < kept\.json/),
  });
  const [content = '{}'] = kept;
  const { 'auth0-management': saved } = JSON.parse(content) as Record<
    string,
    { readonly clientId: string; readonly clientSecret: string }
  >;
  expect(saved?.clientId).toBe('m2m');
  expect(saved?.clientSecret).toMatch(/^[A-Za-z0-9]{64}$/);
  const told = `${streams.printed()}${streams.told()}${(failure as CommandFailure).message}`;
  expect(told).not.toContain(saved?.clientSecret);
});

test('a lost answer is asked for again: the secret that nobody saw is worthless by then', async () => {
  let lost = 0;
  const { run, current } = await open({
    intercept: {
      intercept: ({ path }) => {
        if (!path.endsWith('/rotate-secret') || lost > 0) return undefined;
        lost += 1;
        return { status: 503 };
      },
    },
  });
  expect(await run()).toBe(0);
  expect(lost).toBe(1);
  expect(current()).not.toBe(OLD_SECRET);
});

test('a new secret that Auth0 takes only after a while is waited for', async () => {
  let refused = 0;
  const { run } = await open({
    intercept: {
      intercept: ({ path, body }) => {
        const isNew = path === '/oauth/token' && !body.includes(OLD_SECRET);
        if (!isNew || refused === 3) return undefined;
        refused += 1;
        return { status: 401, body: '{"error":"access_denied"}' };
      },
    },
  });
  expect(await run()).toBe(0);
  expect(refused).toBe(3);
});

test('a secret that is not filled in is said to be so', async () => {
  const { run } = await open({ stored: '{}' });
  expect(await run()).toMatchObject({
    message: `Nothing was changed: The secret ${SECRET} is not filled in`,
    advice: 'npm run credentials -- prod',
  });
});
