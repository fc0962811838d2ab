import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createHttpClient } from '../../../lambda/shared/http';
import { CLIENT_CREDENTIALS_GRANT, REGISTRATION_SCOPES } from '../../../local/tenant/model';
import { type RunningTenant, startTenant } from '../../../local/tenant/start-tenant';
import { CommandFailure } from '../../../tools/cli/failure';
import { createTerminal } from '../../../tools/cli/terminal';
import { runCredentials } from '../../../tools/credentials/run';
import { createSecretDesk } from '../../../tools/shared/secret-desk';
import { environmentWith } from '../../support/environment';
import { answer, json, startHttpServer, type TestServer } from '../../support/http-server';
import { type AwsServer, startAwsServer } from '../support/aws-server';
import { recordStreams, type RecordedStreams } from '../support/streams';

const MANAGEMENT = { clientId: 'm2m', clientSecret: 'client-secret-canary-0f1e2d' };
const TWILIO = { authToken: 'twilio-token-canary-3c4b5a' };
const CLICKATELL = { apiKey: 'clickatell-key-canary-6d7e8f' };
const ALL = {
  'auth0-management': MANAGEMENT,
  'providers/twilio': TWILIO,
  'providers/clickatell': CLICKATELL,
};
const NAMES = {
  management: 'sms-gateway/test/auth0-management',
  twilio: 'sms-gateway/test/providers/twilio',
  clickatell: 'sms-gateway/test/providers/clickatell',
  pending: 'sms-gateway/test/pending-credentials',
};

// The tenant makes its keys at the first token, which a busy machine takes its time for.
jest.setTimeout(30_000);

let aws: AwsServer;
let provider: TestServer;
let tenant: RunningTenant;
let secretsManager: SecretsManagerClient;
let scopes: readonly string[];

beforeAll(async () => {
  [aws, provider] = await Promise.all([startAwsServer(), startHttpServer()]);
  secretsManager = new SecretsManagerClient({
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  tenant = await startTenant({
    applications: [
      {
        ...MANAGEMENT,
        name: 'SMS gateway',
        grants: [CLIENT_CREDENTIALS_GRANT],
        // Read when a token is asked for.
        get managementScopes() {
          return scopes;
        },
      },
    ],
  });
});
afterAll(async () => {
  secretsManager.destroy();
  await Promise.all([aws.close(), provider.close(), tenant.close()]);
});
beforeEach(() => {
  scopes = REGISTRATION_SCOPES;
  aws.state.secrets.clear();
  aws.state.denied.clear();
  aws.calls.length = 0;
  provider.answerWith(json(200, {}));
});

/** As the Gateway stack leaves them. */
const deploySecrets = () => {
  for (const name of [NAMES.management, NAMES.twilio, NAMES.clickatell])
    aws.state.secrets.set(name, {});
};

const environment = () =>
  environmentWith({
    auth0: { ...environmentWith().auth0, domain: tenant.url },
    providers: {
      twilio: {
        type: 'twilio',
        baseUrl: provider.url,
        accountSid: `AC${'0'.repeat(32)}`,
        from: '+12025550100',
      },
      clickatell: { type: 'clickatell', baseUrl: provider.url },
      sns: { type: 'sns' },
    },
  });

interface Run {
  readonly streams?: RecordedStreams;
  readonly stdin?: object;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

const run = async ({ stdin, streams, only = [], json: asJson = false }: Run) => {
  const recorded =
    streams ?? recordStreams({ input: stdin === undefined ? '' : JSON.stringify(stdin) });
  const exitCode = await runCredentials(
    { environment: environment(), only, fromStdin: stdin !== undefined, json: asJson },
    {
      desk: createSecretDesk(secretsManager),
      http: createHttpClient(),
      terminal: createTerminal(recorded),
    },
  );
  return { exitCode, printed: recorded.printed(), told: recorded.told() };
};

const stored = (name: string): unknown => {
  const value = aws.state.secrets.get(name)?.value;
  return value === undefined ? undefined : JSON.parse(value);
};

const failureOf = async (work: Promise<unknown>): Promise<CommandFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof CommandFailure) return error;
  throw new Error('it did not end the command');
};

describe('after the first deployment', () => {
  beforeEach(deploySecrets);

  test('what is piped in is tried and stored, each in its secret', async () => {
    const { exitCode, printed } = await run({ stdin: ALL });
    expect(exitCode).toBe(0);
    expect(printed.split('\n')).toEqual([
      '✓ auth0-management: stored',
      '✓ providers/twilio: stored',
      '✓ providers/clickatell: stored',
      '',
    ]);
    expect(stored(NAMES.management)).toEqual(MANAGEMENT);
    expect(stored(NAMES.twilio)).toEqual(TWILIO);
    expect(stored(NAMES.clickatell)).toEqual(CLICKATELL);
    expect(aws.state.secrets.has(NAMES.pending)).toBe(false);
    expect(provider.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('a person is asked for what is missing, and for nothing else', async () => {
    aws.state.secrets.set(NAMES.management, { value: JSON.stringify(MANAGEMENT) });
    aws.state.secrets.set(NAMES.twilio, { value: JSON.stringify(TWILIO) });
    const streams = recordStreams({ isTTY: true });
    const ended = run({ streams });
    await until(() => streams.told().includes('apiKey: '));
    streams.stdin.push(`${CLICKATELL.apiKey}\r`);
    const { exitCode, printed } = await ended;
    expect(exitCode).toBe(0);
    expect(printed).toContain('✓ auth0-management: is filled in already');
    expect(printed).toContain('✓ providers/clickatell: stored');
    expect(stored(NAMES.clickatell)).toEqual(CLICKATELL);
    expect(streams.told()).not.toContain('clientSecret');
  });

  test('an answer of the wrong shape is asked for again', async () => {
    const streams = recordStreams({ isTTY: true });
    const ended = run({ streams, only: ['providers/clickatell'] });
    await until(() => streams.told().includes('apiKey: '));
    streams.stdin.push('two words\r');
    await until(() => streams.told().split('apiKey: ').length === 3);
    streams.stdin.push(`${CLICKATELL.apiKey}\r`);
    expect((await ended).exitCode).toBe(0);
    expect(streams.told()).toContain('apiKey must be text without spaces or line breaks');
    expect(stored(NAMES.clickatell)).toEqual(CLICKATELL);
  });

  test('one is replaced by --only', async () => {
    aws.state.secrets.set(NAMES.twilio, { value: JSON.stringify({ authToken: 'old' }) });
    const { exitCode, printed } = await run({
      only: ['providers/twilio'],
      stdin: { 'providers/twilio': TWILIO },
    });
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: '✓ providers/twilio: stored\n' });
    expect(stored(NAMES.twilio)).toEqual(TWILIO);
  });

  test('what the provider refuses is not stored, and the rest is', async () => {
    provider.answerWith(json(401, {}));
    const { exitCode, printed } = await run({ stdin: ALL });
    expect(exitCode).toBe(1);
    expect(printed).toMatch(
      /✗ providers\/twilio: not stored; the provider refused it \(401\)\n {4}→ Copy it anew/,
    );
    expect(stored(NAMES.twilio)).toBeUndefined();
    expect(stored(NAMES.management)).toEqual(MANAGEMENT);
  });

  test('what could not be tried is stored, and said to be untried', async () => {
    provider.answerWith(answer(503));
    const { exitCode, printed } = await run({ stdin: ALL });
    expect(exitCode).toBe(0);
    expect(printed).toContain('! providers/twilio: stored; not checked: it answered 503');
    expect(stored(NAMES.twilio)).toEqual(TWILIO);
  });

  test('credentials that Auth0 refuses are not stored', async () => {
    const { exitCode, printed } = await run({
      only: ['auth0-management'],
      stdin: { 'auth0-management': { ...MANAGEMENT, clientSecret: 'another' } },
    });
    expect(exitCode).toBe(1);
    expect(printed).toContain('✗ auth0-management: not stored; Auth0 answered 401');
    expect(stored(NAMES.management)).toBeUndefined();
  });

  test('missing scopes and needless ones are named', async () => {
    scopes = [
      ...REGISTRATION_SCOPES.filter((scope) => scope !== 'read:connections_options'),
      'delete:users',
      'create:client_grants',
    ];
    const { exitCode, printed } = await run({
      only: ['auth0-management'],
      stdin: { 'auth0-management': MANAGEMENT },
    });
    expect(exitCode).toBe(1);
    expect(printed).toContain('scopes that are missing: read:connections_options;');
    expect(printed).toContain(
      'scopes that nothing here needs: delete:users, create:client_grants;',
    );
    expect(printed).toContain('with create:client_grants it can grant itself every other scope');
    expect(printed).toContain(
      'grant the application read:connections_options and take delete:users',
    );
    expect(stored(NAMES.management)).toEqual(MANAGEMENT);
  });

  test('what is not given stays missing, in red', async () => {
    const { exitCode, printed } = await run({ stdin: { 'auth0-management': MANAGEMENT } });
    expect(exitCode).toBe(1);
    expect(printed).toContain('✗ providers/twilio: missing; not given');
  });
});

describe('before the first deployment', () => {
  test('they wait in a secret of their own, and the next run moves them without asking', async () => {
    const before = await run({ stdin: ALL });
    expect(before.exitCode).toBe(0);
    expect(before.printed).toContain('✓ providers/twilio: waits for the Gateway stack');
    expect(before.told).toContain('npx cdk deploy "test/Gateway"');
    expect(stored(NAMES.pending)).toEqual(ALL);
    expect([...aws.state.secrets.keys()]).toEqual([NAMES.pending]);

    deploySecrets();
    const after = await run({});
    expect(after.exitCode).toBe(0);
    expect(after.printed).toContain('✓ providers/twilio: stored; had been waiting');
    expect(stored(NAMES.management)).toEqual(MANAGEMENT);
    expect(stored(NAMES.twilio)).toEqual(TWILIO);
    expect(stored(NAMES.clickatell)).toEqual(CLICKATELL);
    expect(aws.state.secrets.has(NAMES.pending)).toBe(false);
  });

  test('another run before it asks for the rest, and keeps what waits', async () => {
    await run({ only: ['providers/twilio'], stdin: { 'providers/twilio': TWILIO } });
    const { exitCode, printed } = await run({
      stdin: { 'auth0-management': MANAGEMENT, 'providers/clickatell': CLICKATELL },
    });
    expect(exitCode).toBe(0);
    expect(printed).toContain('! providers/twilio: waits for the Gateway stack');
    expect(stored(NAMES.pending)).toEqual(ALL);
  });

  test('what waits is moved also when nobody is there to answer for the rest', async () => {
    await run({ only: ['auth0-management'], stdin: { 'auth0-management': MANAGEMENT } });
    deploySecrets();
    expect((await failureOf(run({}))).exitCode).toBe(2);
    expect(stored(NAMES.management)).toEqual(MANAGEMENT);
    expect(aws.state.secrets.has(NAMES.pending)).toBe(false);
  });

  test('what waits does not overwrite what somebody stored meanwhile', async () => {
    await run({ stdin: ALL });
    deploySecrets();
    aws.state.secrets.set(NAMES.twilio, { value: JSON.stringify({ authToken: 'newer' }) });
    await run({});
    expect(stored(NAMES.twilio)).toEqual({ authToken: 'newer' });
    expect(aws.state.secrets.has(NAMES.pending)).toBe(false);
  });
});

describe('bad input stores nothing', () => {
  beforeEach(deploySecrets);
  afterEach(() => {
    expect(aws.calls).not.toContain('secretsmanager:PutSecretValue');
    expect(aws.calls).not.toContain('secretsmanager:CreateSecret');
  });

  test.each<[string, object, readonly string[]]>([
    ['no object', [1], ['Standard input holds no JSON object']],
    ['an unknown key', { 'providers/nope': {} }, ['"providers/nope" is none of']],
    [
      'several faults, all told',
      { 'auth0-management': { clientId: 'x' }, 'providers/clickatell': { apiKey: 'two words' } },
      [
        'auth0-management: "clientSecret" is missing',
        'providers/clickatell: apiKey must be text without spaces or line breaks',
      ],
    ],
    [
      'the other Twilio credential',
      { 'providers/twilio': { apiKeySecret: 'x' } },
      ['"authToken" is missing'],
    ],
    [
      'a key too many',
      { 'providers/clickatell': { ...CLICKATELL, apikey: 'x' } },
      ['providers/clickatell: apikey must be an object with exactly the key "apiKey"'],
    ],
  ])('%s', async (_, stdin, sentences) => {
    const failure = await failureOf(run({ stdin }));
    expect(failure.exitCode).toBe(2);
    for (const sentence of sentences) expect(failure.message).toContain(sentence);
    expect(failure.message).not.toContain('canary');
  });

  test('nobody at the terminal, and no --from-stdin', async () => {
    const failure = await failureOf(run({}));
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain('providers/clickatell');
    expect(failure.advice).toContain('--from-stdin');
  });

  test('an unknown key with --only', async () => {
    const failure = await failureOf(run({ only: ['twilio'] }));
    expect(failure.exitCode).toBe(2);
    expect(failure.advice).toContain('providers/twilio');
  });

  test('a secret that is about to be deleted', async () => {
    aws.state.secrets.set(NAMES.twilio, { isBeingDeleted: true });
    expect((await failureOf(run({ stdin: ALL }))).advice).toContain('restore-secret');
  });

  test('an AWS identity that may not read', async () => {
    aws.state.denied.add('secretsmanager:GetSecretValue');
    const failure = await failureOf(run({ stdin: ALL }));
    expect(failure.message).toContain('may not secretsmanager:GetSecretValue');
  });
});

describe('no credential is ever shown', () => {
  test.each<[string, boolean, () => void]>([
    ['when all is well', false, deploySecrets],
    ['as JSON', true, deploySecrets],
    ['when they wait', false, () => {}],
    ['when they are refused', true, () => provider.answerWith(json(401, { echo: TWILIO }))],
  ])('%s', async (_, asJson, prepare) => {
    prepare();
    const { printed, told } = await run({ stdin: ALL, json: asJson });
    expect(printed).not.toContain('canary');
    expect(told).not.toContain('canary');
    if (asJson) expect(() => JSON.parse(printed) as unknown).not.toThrow();
  });
});

const until = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 500) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
