import { createHandler, handler } from '../../../lambda/token-rotation/handler';
import {
  runtimeDependencies,
  type RotationDependencies,
} from '../../../lambda/token-rotation/dependencies';

const ENV = {
  ENVIRONMENT: 'prod',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  KEY_PLACES: 'connection,send-phone-message',
  AUTH0_CONNECTION_ID: 'con_1',
  OWNER: '111111111111/eu-west-1/prod',
  GATEWAY_URL: 'https://gateway.example/live/sms',
  CODE_LIFETIME_SECONDS: '180',
};
const EVENT = {
  Step: 'createSecret',
  SecretId:
    'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/prod/gateway-token-AbCdEf',
  ClientRequestToken: '0a1b2c3d-0000-4000-8000-000000000000',
};

/** Nothing is reached: whatever is called ends the test. */
const failureOf = async (event: unknown, env: Record<string, string> = ENV) => {
  const lines: string[] = [];
  const dependencies: RotationDependencies = {
    ...runtimeDependencies(env),
    http: { request: () => Promise.reject(new Error('nothing is called')) },
    writeLine: (line) => lines.push(line),
  };
  const invoke = createHandler(dependencies);
  const failure = await invoke(event, { getRemainingTimeInMillis: () => 1_000 }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return { message: failure?.message, lines };
};

test.each([
  ['is none of Secrets Manager', { hello: 'world' }],
  ['has a step of another kind', { ...EVENT, Step: 'create_secret' }],
  ['has no token', { ...EVENT, ClientRequestToken: '' }],
])('an event that %s is refused', async (_, event) => {
  expect((await failureOf(event)).message).toBe(
    'The event is not one of Secrets Manager about a rotation.',
  );
});

test.each([
  'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/dev/gateway-token-AbCdEf',
  'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sms-gateway/prod/auth0-management-AbCdEf',
  'sms-gateway/prod/gateway-token-other',
])('another secret is not rotated: %s', async (SecretId) => {
  expect((await failureOf({ ...EVENT, SecretId })).message).toBe(
    'This function rotates the secret sms-gateway/prod/gateway-token and no other.',
  );
});

test.each(Object.keys(ENV))('a function without %s says so, in one line', async (missing) => {
  const { [missing]: _, ...env } = ENV as Record<string, string>;
  const { message, lines } = await failureOf(EVENT, env);
  expect(message).toBe(`The function lacks its environment variable ${missing}.`);
  expect(lines).toHaveLength(1);
});

test('a function that is told of a place it does not know says so', async () => {
  const { message } = await failureOf(EVENT, { ...ENV, KEY_PLACES: 'connection,elsewhere' });
  expect(message).toBe(
    "The function's environment variable KEY_PLACES names a place it does not know.",
  );
});

test('the handler that Lambda calls can be loaded without any environment', () => {
  expect(handler).toBeInstanceOf(Function);
});
