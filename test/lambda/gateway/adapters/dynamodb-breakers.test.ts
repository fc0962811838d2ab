import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDynamoDbBreakers } from '../../../../lambda/gateway/adapters/dynamodb-breakers';
import type { BreakerState } from '../../../../lambda/gateway/core/breaker';
import { createHttpClient } from '../../../../lambda/shared/http';
import { inTime } from '../../../support/in-time';

const NOW_MS = 1_795_000_000_000;
const OPEN: BreakerState = { status: 'open', cause: 'failing', openings: 2, atMs: NOW_MS + 20_000 };
const CONDITION_FAILED = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' },
};

let server: Server;
let answer: { status: number; body: unknown } | 'hang';
const received: { target: unknown; input: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        target: request.headers['x-amz-target'],
        input: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
      });
      if (answer !== 'hang') response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => received.splice(0));

const breakers = () =>
  createDynamoDbBreakers({
    http: createHttpClient(),
    region: 'eu-west-1',
    env: {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    table: 'state',
    now: () => NOW_MS,
  });

test('an opened breaker is written so that it does not shorten a longer pause', async () => {
  answer = { status: 200, body: {} };
  await breakers().write('twilio-us#US', OPEN);
  expect(received[0]).toMatchObject({
    target: 'DynamoDB_20120810.UpdateItem',
    input: {
      TableName: 'state',
      Key: { pk: { S: 'breaker' }, sk: { S: 'twilio-us#US' } },
      ConditionExpression: 'attribute_not_exists(#atMs) OR #status <> :status OR #atMs < :atMs',
      ExpressionAttributeValues: {
        ':status': { S: 'open' },
        ':cause': { S: 'failing' },
        ':openings': { N: '2' },
        ':atMs': { N: String(OPEN.atMs) },
        ':ttl': { N: String((OPEN.atMs + 1_200_000) / 1000) },
      },
    },
  });
});

test('an opened breaker that another instance has opened for longer is left alone', async () => {
  answer = CONDITION_FAILED;
  await expect(breakers().write('a', OPEN)).resolves.toBeUndefined();
});

test('what was written is read back', async () => {
  const item = {
    pk: { S: 'breaker' },
    sk: { S: 'a' },
    status: { S: 'open' },
    cause: { S: 'failing' },
    openings: { N: '2' },
    atMs: { N: String(OPEN.atMs) },
  };
  const madeByAClaimAlone = { pk: { S: 'breaker' }, sk: { S: 'b' }, probeUntilMs: { N: '1' } };
  answer = { status: 200, body: { Items: [item, madeByAClaimAlone] } };
  expect(await breakers().read()).toEqual({ a: OPEN });
  expect(received[0]?.input).toMatchObject({ FilterExpression: '#ttl > :now' });
});

test('a probe is claimed until a moment, and by one alone', async () => {
  answer = { status: 200, body: {} };
  expect(await breakers().claimProbe('a', NOW_MS + 30_000)).toBe(true);
  expect(received[0]?.input).toMatchObject({
    ConditionExpression: 'attribute_not_exists(#probe) OR #probe < :now',
    ExpressionAttributeValues: {
      ':until': { N: String(NOW_MS + 30_000) },
      ':now': { N: String(NOW_MS) },
      // A claim for a breaker that is gone must not stay for ever.
      ':ttl': { N: String((NOW_MS + 630_000) / 1000) },
    },
  });
  answer = CONDITION_FAILED;
  expect(await breakers().claimProbe('a', NOW_MS + 30_000)).toBe(false);
});

describe('a table that is away is an error for the caller to bear, within 300 ms', () => {
  test.each<[string, typeof answer]>([
    ['throttled', { status: 400, body: { __type: 'ProvisionedThroughputExceededException' } }],
    ['gone', { status: 400, body: { __type: 'ResourceNotFoundException' } }],
    ['broken', { status: 500, body: 'oops' }],
    ['silent', 'hang'],
  ])('%s', async (_, given) => {
    answer = given;
    await inTime(3 * 300 + 400, async () => {
      await expect(breakers().read()).rejects.toThrow('the breakers cannot be read');
      await expect(breakers().write('a', OPEN)).rejects.toThrow('the breakers cannot be written');
      await expect(breakers().claimProbe('a', NOW_MS)).rejects.toThrow(
        'the breakers cannot be written',
      );
    });
  });
});
