import type { CdkCustomResourceEvent } from 'aws-lambda';
import {
  createSecretVault,
  type SecretVault,
} from '../../../lambda/auth0-management/adapters/secrets';
import { runtimeDependencies } from '../../../lambda/auth0-connection/dependencies';
import { createHandler, handler } from '../../../lambda/auth0-connection/handler';
import { canariesIn, CANARIES } from './support/canaries';
import { startSecretsServer } from './support/secrets-server';

const event = {
  RequestType: 'Create',
  RequestId: 'request-1',
  ResourceProperties: {
    environment: 'test',
    domain: 'acme.eu.auth0.com',
    gatewayUrl: 'https://gateway.example/sms',
    audience: 'urn:sms-gateway:test',
    subject: 'auth0:test',
    onDelete: 'restore',
    connection: {
      name: 'sms',
      template: '{{ code }}',
      syntax: 'liquid',
      codeLength: '6',
      codeLifetimeSeconds: '180',
      disableSignup: 'false',
      bruteForceProtection: 'true',
      forwardRequestInfo: 'true',
    },
  },
} as unknown as CdkCustomResourceEvent;
const context = { getRemainingTimeInMillis: () => 60_000 };

const env = {
  BACKUP_SECRET: 'backup',
  AUTH0_MANAGEMENT_SECRET: 'management',
  GATEWAY_TOKEN_SECRET: 'token',
};

test('a function without its environment variables says which one it lacks', async () => {
  const lines: string[] = [];
  const bare = createHandler({ ...runtimeDependencies({}), writeLine: (line) => lines.push(line) });
  await expect(bare(event, context)).rejects.toThrow(
    'The function lacks its environment variable BACKUP_SECRET.',
  );
  expect(lines).toHaveLength(2);
});

test('the handler that Lambda calls can be loaded without any environment', () => {
  expect(handler).toBeInstanceOf(Function);
});

test('the real SDK client is used as Lambda sets it up', async () => {
  const server = await startSecretsServer();
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  try {
    const { vault } = runtimeDependencies(env);
    expect(await vault.read('token')).toStrictEqual({ ok: true, value: undefined });
    expect(await vault.write('token', 'value')).toStrictEqual({ ok: true, value: undefined });
    expect(await vault.read('token')).toStrictEqual({ ok: true, value: 'value' });
  } finally {
    process.env = before;
    await server.close();
  }
});

test('a Secrets Manager that cannot be reached is a fault with a short name', async () => {
  const server = await startSecretsServer();
  const vault = createSecretVault(server.client);
  await server.close();
  const read = await vault.read('token');
  expect(read).toMatchObject({ ok: false, error: expect.stringMatching(/^\w[\w ]+$/) as string });
});

test('a bug of ours shows its place in the code in the log, and no text of its own', async () => {
  const lines: string[] = [];
  const broken: SecretVault = {
    read: () => Promise.reject(new TypeError(`cannot read ${CANARIES.gatewayKey}`)),
    write: () => Promise.reject(new TypeError('unexpected')),
  };
  const failing = createHandler({
    ...runtimeDependencies(env),
    vault: broken,
    writeLine: (line) => lines.push(line),
  });
  const failure = await failing(event, context).catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({
    message: expect.stringMatching(
      /^The registration failed for a reason it does not know/,
    ) as string,
  });
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    level: 'error',
    exception: { name: 'TypeError', frames: expect.any(Array) as string[] },
  });
  expect(canariesIn([JSON.stringify(failure), ...lines].join('\n'))).toStrictEqual([]);
});
