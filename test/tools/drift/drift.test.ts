import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayOptions } from '../../../lambda/auth0-connection/core/options';
import { CLIENT_CREDENTIALS_GRANT, MANAGEMENT_SCOPES } from '../../../local/tenant/model';
import { type RunningTenant, startTenant } from '../../../local/tenant/start-tenant';
import { type Environment, loadEnvironments } from '../../../lib/environment';
import { allRegistered, registeredProperties } from '../../../lib/registered-properties';
import { runCommand } from '../../../tools/cli/run';
import { drift as command } from '../../../tools/drift/command';
import { driftDeclaration } from '../../../tools/drift/declaration';
import { OPERATOR, operatorOf } from '../../support/operator';
import { INSTANT_BUILD, registerPhone } from '../../support/registered-phone';
import { type Hands, handsOn } from '../../support/tenant-hands';
import { type AwsServer, startAwsServer } from '../support/aws-server';
import { runTool } from '../support/process';
import { recordStreams } from '../support/streams';

const GATEWAY_URL = 'https://abc.execute-api.eu-west-1.amazonaws.com/live/sms';
const KEY = 'CanaryGatewayKey00000000000000000000000000000000000000000000AbCd';
const MANAGEMENT = { clientId: 'm2m', clientSecret: 'canary-of-the-client-secret' };

let aws: AwsServer;
const folder = mkdtempSync(join(tmpdir(), 'sms-gateway-drift-'));

beforeAll(async () => {
  aws = await startAwsServer();
  Object.assign(process.env, aws.env);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.close();
});
beforeEach(() => {
  aws.state.stacks.set('sms-gateway-test', {
    status: 'CREATE_COMPLETE',
    outputs: { GatewayUrl: GATEWAY_URL },
    resources: [],
  });
  aws.state.secrets.set('sms-gateway/test/gateway-token', { value: KEY });
  aws.state.secrets.set('sms-gateway/test/auth0-management', {
    value: JSON.stringify(MANAGEMENT),
  });
});

const writeEnvironment = (domain: string, auth0: object = {}): Environment => {
  const file = {
    account: '111111111111',
    region: 'eu-west-1',
    auth0: { domain, connection: { enabledClients: ['app1'] }, revision: 3, ...auth0 },
    providers: { sns: { type: 'sns' } },
  };
  writeFileSync(join(folder, 'test.json'), JSON.stringify(file));
  const loaded = loadEnvironments(folder);
  const [environment] = loaded.ok ? loaded.value : [];
  if (environment === undefined) throw new Error('the environment file is wrong');
  return environment;
};

interface Since {
  readonly auth0: object;
  readonly plant: (by: Hands) => unknown;
}

/** The command against a tenant in which somebody has changed these options, and more, since. */
const drift = async (changes: object, ...argv: readonly string[]) =>
  driftSince(changes, { auth0: {}, plant: () => undefined }, ...argv);

const driftSince = async (changes: object, { auth0, plant }: Since, ...argv: readonly string[]) => {
  const properties = registeredProperties(
    writeEnvironment('http://127.0.0.1:1', auth0),
    GATEWAY_URL,
  );
  const { owner = '', integration } = properties;
  const registered = gatewayOptions(properties, KEY);
  const tenant: RunningTenant = await startTenant({
    applications: [
      {
        ...MANAGEMENT,
        name: 'SMS gateway',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: MANAGEMENT_SCOPES,
      },
      OPERATOR,
    ],
    build: INSTANT_BUILD,
    connections: [
      {
        id: 'con_sms0000000000000',
        name: 'sms',
        options: {
          ...registered,
          use_phone_provider: integration === 'phone-provider',
          ...changes,
        },
        clients: ['app1'],
        settings: { metadata: { sms_gateway_owner: owner } },
      },
    ],
  });
  const { phone } = allRegistered(writeEnvironment(tenant.url, auth0), GATEWAY_URL);
  try {
    if (phone !== undefined) await registerPhone(phone, KEY);
    await plant(handsOn({ manage: await operatorOf(tenant, tenant.url), pass: () => undefined }));
    const streams = recordStreams();
    const exitCode = await runCommand(
      driftDeclaration,
      command,
      [...argv, '--environments', folder],
      streams,
    );
    return { exitCode, stdout: streams.printed(), stderr: streams.told() };
  } finally {
    await tenant.close();
  }
};

const REDEPLOY = 'raise auth0.revision by one and deploy';
const WRONG_KEY = 'CanaryOfAnotherKey0000000000000000000000';
const CHANGES = {
  template: 'Hello {{ code }}',
  totp: { length: 4, time_step: 180 },
  upstream_params: { nobody: 'minds' },
  gateway_authentication: {
    method: 'bearer',
    audience: 'urn:sms-gateway:test',
    subject: 'auth0:test',
    secret: WRONG_KEY,
    secret_base64_encoded: false,
  },
};

test('a tenant as it was registered: a green line and exit code 0', async () => {
  const { exitCode, stdout, stderr } = await drift({}, 'test');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^✓ http:\/\/127.0.0.1:\d+ is as this environment registers it\n$/);
});

test('differences: a table without secrets, what repairs them, and exit code 1', async () => {
  const { exitCode, stdout, stderr } = await drift(CHANGES, 'test');
  expect(exitCode).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'path                                              registered                              now',
    'connection.options.gateway_authentication.secret  (secret)                                differs',
    'connection.options.template                       "Your verification code is {{ code }}"  "Hello {{ code }}"',
    'connection.options.totp.length                    6                                       4',
    '',
  ]);
  expect(stderr).toContain('raise auth0.revision in test.json (it is 3), then:');
  expect(stderr).toContain('npx cdk deploy "test/*"');
  expect(stdout + stderr).not.toMatch(/Canary/);
});

test('the same as JSON', async () => {
  const { exitCode, stdout } = await drift(CHANGES, 'test', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    environment: 'test',
    differences: [
      {
        path: 'connection.options.gateway_authentication.secret',
        registered: '(secret)',
        now: 'differs',
        fix: REDEPLOY,
      },
      {
        path: 'connection.options.template',
        registered: '"Your verification code is {{ code }}"',
        now: '"Hello {{ code }}"',
        fix: REDEPLOY,
      },
      { path: 'connection.options.totp.length', registered: '6', now: '4', fix: REDEPLOY },
    ],
  });
});

describe('a tenant with a phone provider', () => {
  const auth0 = { integration: 'phone-provider', mfa: { methods: ['sms'] } };

  test('as it was registered: a green line', async () => {
    const { exitCode, stdout } = await driftSince({}, { auth0, plant: () => undefined }, 'test');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/is as this environment registers it\n$/) as string,
    });
  });

  test('differences everywhere, without a word of the code', async () => {
    const plant = async (by: Hands) => {
      await by.editAndDeploy({ code: `// Owner: 111111111111/eu-west-1/test\n// ${WRONG_KEY}` });
      await by.changeProvider({ disabled: true });
      await by.factor(false);
    };
    const { exitCode, stdout, stderr } = await driftSince({}, { auth0, plant }, 'test');
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^path +registered +now$/),
      expect.stringMatching(/^action\.code +"sha256:[0-9a-f]{16}" +"sha256:[0-9a-f]{16}"$/),
      expect.stringMatching(/^phoneProvider\.disabled +false +true$/),
      expect.stringMatching(/^mfa\.factor +true +false$/),
      '',
    ]);
    expect(stderr).toContain('raise auth0.revision in test.json (it is 3), then:');
    expect(stdout + stderr).not.toMatch(/Canary/);
  });

  test('what no deployment mends has its own fix', async () => {
    const plant = (by: Hands) =>
      by.editAndDeploy({ code: '// Owner: 222222222222/eu-west-1/staging\n' });
    const { stdout, stderr } = await driftSince({}, { auth0, plant }, 'test');
    expect(stdout).toMatch(
      /^action\.owner +"111111111111\/eu-west-1\/test" +"222222222222\/eu-west-1\/staging"$/m,
    );
    expect(stderr).toBe(
      '\naction.owner: it belongs to the environment "staging" of AWS account 222222222222 in eu-west-1: give one of the two a tenant of its own, or delete the other\'s stack, then raise auth0.revision by one and deploy.\n',
    );
  });
});

test('nothing deployed, and nothing to compare with', async () => {
  aws.state.stacks.clear();
  const { exitCode, stderr } = await drift({}, 'test');
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    'error: The stack sms-gateway-test is not deployed, so nothing is registered.\n  npx cdk deploy "test/*".\n',
  );
});

test('credentials that Auth0 refuses, in one sentence', async () => {
  aws.state.secrets.set('sms-gateway/test/auth0-management', {
    value: JSON.stringify({ ...MANAGEMENT, clientSecret: 'another-canary' }),
  });
  const { exitCode, stdout, stderr } = await drift({}, 'test');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('error: Auth0 answered 401 when asked for an access token');
  expect(stderr).toContain('npm run doctor -- test');
  expect(stderr).not.toContain('canary');
});

test('the process shows its help, and refuses an option that it does not know', async () => {
  const [help, unknown] = await Promise.all([
    runTool('tools/drift/main.ts', ['--help']),
    runTool('tools/drift/main.ts', ['test', '--fix']),
  ]);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
}, 60_000);
