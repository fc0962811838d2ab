import { createDynamoDbLimits } from '../../../lambda/gateway/adapters/dynamodb-limits';
import { createInMemoryLimits } from '../../../lambda/gateway/adapters/in-memory-limits';
import type { LimitStore } from '../../../lambda/gateway/core/limits/store';
import { createHttpClient } from '../../../lambda/shared/http';
import { sendLimitsConfig } from '../../../lib/send-limits-config';
import { sendLimitsOf } from '../../support/environment';
import { AWS_ENV, createTestGateway, NUMBER, TEXT } from '../../support/gateway';
import { json, startHttpServer, type TestServer } from '../../support/http-server';
import { scriptedProvider, type Script } from '../../support/scripted-provider';

/** Send limits through the real handler: counters in memory, or in DynamoDB. `counters-away.test.ts` has one that misbehaves. */

const ROUTES = [{ countries: ['US', 'GB'], providers: ['one'] }];

interface World {
  readonly section?: object;
  readonly counters?: LimitStore;
  readonly script?: Script;
}

const gatewayWith = ({
  section = {},
  counters,
  script = [{ class: 'accepted', messageId: 'm-1' }],
}: World = {}) => {
  const { definition, sent } = scriptedProvider(script);
  const gateway = createTestGateway({
    providers: { one: { type: 'scripted' } },
    definitions: { scripted: definition },
    routes: ROUTES,
    sendLimits: sendLimitsConfig(sendLimitsOf(section), ROUTES),
    ...(counters && { counters }),
  });
  let texts = 0;
  const send = (changes: object = {}) => {
    texts += 1;
    return gateway.send({ recipient: NUMBER, body: `${TEXT} (${texts})`, ...changes });
  };
  const metric = (name: string) =>
    gateway.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((it) => it[name]);
  return { ...gateway, send, sent, metric };
};

/** Beside the counters, which items they are in. */
const countedGateway = () => {
  const partitions: string[] = [];
  const real = createInMemoryLimits(() => Date.now());
  const counters: LimitStore = {
    ...real,
    take: (take) => {
      partitions.push(take.partition);
      return real.take(take);
    },
  };
  return { ...gatewayWith({ counters }), store: { partitions: () => partitions } };
};

describe('what a caller is told', () => {
  test('the sixth message in ten minutes: 429, which limit, and when to come back', async () => {
    const { send, sent, completed, metric } = gatewayWith();
    for (let n = 0; n < 5; n += 1) expect((await send()).status).toBe(200);
    const { status, retryAfter, body } = await send();
    expect({ status, body }).toEqual({
      status: 429,
      body: { error: 'rate_limited', limit: 'recipient' },
    });
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
    expect(Number(retryAfter)).toBeLessThanOrEqual(600);
    expect(sent).toHaveLength(5);
    const line = completed().at(-1);
    expect(line).toMatchObject({ outcome: 'rate_limited', detail: 'recipient' });
    // Until when, for whoever is asked why no code comes.
    expect(line?.['limits']).toContainEqual({
      limit: 'recipient',
      count: 5,
      ceiling: 5,
      exceeded: true,
      retryAfterSeconds: Number(retryAfter),
    });
    expect(metric('LimitHit')).toMatchObject([{ limit: 'recipient', mode: 'enforce' }]);
  });

  test('the same message again: 200, duplicate, and nothing is sent', async () => {
    const { send, sent, metric } = gatewayWith();
    await send({ body: TEXT });
    const { status, body } = await send({ body: TEXT });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'duplicate' } });
    expect(sent).toHaveLength(1);
    expect(metric('Duplicate')).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ['country_not_allowed', { countries: ['GB'] }, NUMBER],
    ['number_blocked', { alwaysBlock: { prefixes: ['+1202'] } }, NUMBER],
    ['number_type_not_allowed', {}, '+19005550123'],
  ])('%s: 403, and no counter is asked', async (reason, section, recipient) => {
    const counters = { take: () => Promise.reject(new Error('asked')) } as unknown as LimitStore;
    const { send, sent, metric } = gatewayWith({ section, counters });
    const { status, body } = await send({ recipient });
    expect({ status, body }).toEqual({ status: 403, body: { error: 'blocked', reason } });
    expect(sent).toEqual([]);
    expect(metric('LimitHit')).toMatchObject([{ mode: 'enforce' }]);
  });
});

test('in shadow mode each of those goes out, and the log says what would not have', async () => {
  const { send, sent, completed, metric } = gatewayWith({
    section: { mode: 'shadow', countries: ['GB'], perRecipient: { per10Minutes: 1 } },
  });
  await send();
  expect((await send()).status).toBe(200);
  expect(sent).toHaveLength(2);
  expect(completed().at(-1)?.['limits']).toEqual(
    expect.arrayContaining([
      { limit: 'countries', exceeded: true, shadow: true },
      {
        limit: 'recipient',
        count: 2,
        ceiling: 1,
        exceeded: true,
        shadow: true,
        retryAfterSeconds: expect.any(Number),
      },
      { limit: 'total', count: 2, ceiling: 5000, shadow: true },
    ]),
  );
  expect(metric('LimitHit').map(({ limit, mode }) => [limit, mode])).toEqual([
    ['countries', 'shadow'],
    ['countries', 'shadow'],
    ['recipient', 'shadow'],
  ]);
});

test('a repeat in shadow mode goes out, and the log says what it is', async () => {
  const { send, sent, completed, metric } = gatewayWith({
    section: { duplicates: { mode: 'shadow' } },
  });
  await send({ body: TEXT });
  const { status, body } = await send({ body: TEXT });
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'accepted' } });
  expect(sent).toHaveLength(2);
  expect(completed().at(-1)?.['limits']).toContainEqual({
    limit: 'duplicate',
    exceeded: true,
    shadow: true,
  });
  expect(metric('LimitHit')).toMatchObject([{ limit: 'duplicate', mode: 'shadow' }]);
  expect(metric('Duplicate')).toEqual([]);
});

test('the log knows people by less than what they are counted by', async () => {
  const { send, completed, store } = countedGateway();
  await send({ req: { ip: '192.0.2.1' } });
  const [line] = completed();
  const { recipient, range, ip } = (line?.['keys'] ?? {}) as Record<string, string>;
  for (const key of [recipient, range, ip]) expect(key).toMatch(/^[\w-]{10}$/);
  expect(new Set([recipient, range, ip]).size).toBe(3);
  expect(store.partitions()).toEqual([
    expect.stringMatching(new RegExp(`^range#${range}[\\w-]{12}$`)),
    expect.stringMatching(new RegExp(`^ip#${ip}[\\w-]{12}$`)),
    'limits',
  ]);
});

describe('a message that failed', () => {
  const repeat = { body: TEXT };

  test('is no duplicate when it comes again, and does not count where nothing was sent', async () => {
    const { send, completed } = gatewayWith({
      script: [
        { class: 'configuration', code: '20003' },
        { class: 'accepted', messageId: 'm-2' },
      ],
    });
    expect((await send(repeat)).status).toBe(502);
    expect((await send(repeat)).status).toBe(200);
    expect(completed().at(-1)?.['limits']).toContainEqual(
      expect.objectContaining({ limit: 'recipient', count: 1 }),
    );
  });

  test('and may have been sent counts, and may go out again', async () => {
    const { send, completed } = gatewayWith({
      script: [
        { class: 'unknown', code: 'timeout' },
        { class: 'accepted', messageId: 'm-2' },
      ],
    });
    expect((await send(repeat)).status).toBe(502);
    expect((await send(repeat)).status).toBe(200);
    expect(completed().at(-1)?.['limits']).toContainEqual(
      expect.objectContaining({ limit: 'recipient', count: 2 }),
    );
  });

  test('by a bug of ours may go out again', async () => {
    const { send } = gatewayWith({
      script: [() => Promise.reject(new Error('a bug')), { class: 'accepted', messageId: 'm-2' }],
    });
    expect((await send(repeat)).status).toBe(502);
    expect((await send(repeat)).body).toMatchObject({ status: 'accepted' });
  });
});

describe('with DynamoDB', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startHttpServer();
  });
  afterAll(() => server.close());

  const counters = () =>
    createDynamoDbLimits({
      http: createHttpClient(),
      region: 'eu-west-1',
      env: { ...AWS_ENV, AWS_ENDPOINT_URL_DYNAMODB: server.url },
      table: 'state',
    });
  const updates = () =>
    server.requests.filter(({ headers }) => String(headers['x-amz-target']).endsWith('UpdateItem'));

  test('an accepted message makes one round trip: all its calls are under way before one is answered', async () => {
    const held: (() => void)[] = [];
    server.answerWith((response, request) => {
      const { Key } = JSON.parse(request.body) as { Key?: object };
      const answer = () => json(200, Key ? { Attributes: {} } : { Items: [] })(response, request);
      if (!Key) return answer();
      held.push(answer);
      // Number and range, address, hour.
      if (held.length === 3) for (const release of held) release();
    });
    const { send, completed } = gatewayWith({ counters: counters() });
    expect((await send({ req: { ip: '192.0.2.1' } })).status).toBe(200);
    expect(updates()).toHaveLength(3);
    expect(completed()[0]?.['countersAway']).toBeUndefined();
  });

  test('what is stored names nobody', async () => {
    server.answerWith(json(200, { Attributes: {}, Items: [] }));
    const { send } = gatewayWith({ counters: counters() });
    await send({ req: { ip: '198.51.100.77' } });
    const stored = server.requests.map(({ body }) => body).join('\n');
    for (const secret of [NUMBER.slice(1), '2025550', '198.51.100', TEXT, '739154'])
      expect(stored).not.toContain(secret);
  });

  test('limits that cannot be asked are unknown, each with its ceiling', async () => {
    server.answerWith(json(500, { __type: 'InternalServerError' }));
    const { send, completed } = gatewayWith({ counters: counters() });
    await send();
    expect(completed()[0]?.['limits']).toEqual(
      [
        ['recipient', 5],
        ['recipient-day', 15],
        ['range', 10],
        ['country', 200],
        ['total', 5000],
      ].map(([limit, ceiling]) => ({ limit, ceiling, unknown: true })),
    );
  });

  test('an item that does not answer leaves its limits unknown, and the others as they are', async () => {
    server.answerWith((response, request) => {
      if (request.body.includes('"ip#')) return json(500, {})(response, request);
      return json(200, { Attributes: {}, Items: [] })(response, request);
    });
    const { send, completed } = gatewayWith({ counters: counters() });
    await send({ req: { ip: '192.0.2.1' } });
    const limits = completed()[0]?.['limits'] as { limit: string; unknown?: true }[];
    expect(limits.filter(({ unknown }) => unknown).map(({ limit }) => limit)).toEqual([
      'ip',
      'countries-per-ip',
    ]);
    expect(limits).toContainEqual({ limit: 'recipient', count: 0, ceiling: 5 });
  });
});
