import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAwsSecretStore } from '../../../lambda/shared/aws-secret-store';
import { createHttpClient } from '../../../lambda/shared/http';

const ACCESS_KEY = 'AKIDEXAMPLE';
const SECRET_KEY = 'wJalrXUtnFEMI/EXAMPLEKEY';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();

/**
 * Signature Version 4, computed here once more and from what arrived, as AWS does.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
const expectedSignature = (request: IncomingMessage, body: string): string => {
  const authorization = request.headers.authorization ?? '';
  const scope = /Credential=[^/]+\/([^,]+)/.exec(authorization)?.[1] ?? '';
  const signedHeaders = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '';
  const canonical = [
    'POST',
    '/',
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join(
    '\n',
  );
  const key = scope
    .split('/')
    .reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${SECRET_KEY}`);
  return hmac(key, toSign).toString('hex');
};

let server: Server;
let answer: { status: number; body: string } = { status: 200, body: '{}' };
const received: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ request, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, { connection: 'close' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => received.splice(0));

const store = (env: Record<string, string> = {}) =>
  createAwsSecretStore({
    http: createHttpClient(),
    region: 'eu-west-1',
    env: {
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...env,
    },
  });

test('a secret is read by a request that AWS would take for signed', async () => {
  answer = { status: 200, body: JSON.stringify({ SecretString: 'value', VersionId: 'v' }) };
  expect(await store().read('sms-gateway/test/gateway-token')).toEqual({
    ok: true,
    value: 'value',
  });

  const [{ request, body }] = received as [(typeof received)[number]];
  expect(JSON.parse(body)).toEqual({
    SecretId: 'sms-gateway/test/gateway-token',
    VersionStage: 'AWSCURRENT',
  });
  expect(request.headers).toMatchObject({
    'x-amz-target': 'secretsmanager.GetSecretValue',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-security-token': 'session',
  });
  expect(request.headers.authorization).toContain(`${ACCESS_KEY}/`);
  expect(request.headers.authorization).toContain('/eu-west-1/secretsmanager/aws4_request');
  expect(request.headers.authorization).toContain(`Signature=${expectedSignature(request, body)}`);
});

test('another version is read by its stage', async () => {
  answer = { status: 200, body: JSON.stringify({ SecretString: 'old' }) };
  await store().read('name', 'AWSPREVIOUS');
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ VersionStage: 'AWSPREVIOUS' });
});

test.each<[string, number, string, 'absent' | 'unavailable']>([
  [
    'no such secret, or none in that stage',
    400,
    '{"__type":"ResourceNotFoundException"}',
    'absent',
  ],
  [
    'the same with a namespace',
    400,
    '{"__type":"com.amazonaws#ResourceNotFoundException"}',
    'absent',
  ],
  ['an empty value', 200, '{"SecretString":""}', 'absent'],
  ['a binary value', 200, '{"SecretBinary":"eA=="}', 'absent'],
  ['no permission', 400, '{"__type":"AccessDeniedException"}', 'unavailable'],
  ['a key that is disabled', 400, '{"__type":"DecryptionFailure"}', 'unavailable'],
  ['throttling', 400, '{"__type":"ThrottlingException"}', 'unavailable'],
  ['an internal error', 500, '{"__type":"InternalServiceError"}', 'unavailable'],
  ['an answer that is no JSON', 503, '<html>', 'unavailable'],
])('%s (%d) is told apart', async (_, status, body, error) => {
  answer = { status, body };
  expect(await store().read('name')).toEqual({ ok: false, error });
});

test('an endpoint that refuses connections is unavailable', async () => {
  const env = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' };
  expect(await store(env).read('name')).toEqual({ ok: false, error: 'unavailable' });
});
