import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fail } from '../../../lambda/shared/result';
import type { AttemptOutcome } from '../../../lambda/gateway/core/attempt';
import {
  createTestGateway,
  inMemorySecrets,
  CODE,
  NUMBER,
  type LogLine,
  signToken,
  TEXT,
  type TestGatewayOptions,
} from '../../support/gateway';
import { scriptedProvider, type Script } from '../../support/scripted-provider';

const REQUEST = { recipient: NUMBER, body: TEXT, sender: '+12025550100' };
const ACCEPTED: AttemptOutcome = { class: 'accepted', messageId: 'm-1' };

/** A gateway with providers `one` and `two` that answer as told; `speakers` can call as well. */
const setUp = (
  one: Script,
  two: Script = [],
  options: Partial<TestGatewayOptions> = {},
  speakers: readonly string[] = [],
) => {
  const first = scriptedProvider(one, speakers.includes('one'));
  const second = scriptedProvider(two, speakers.includes('two'));
  const gateway = createTestGateway({
    providers: { one: { type: 'one' }, two: { type: 'two' } },
    definitions: { one: first.definition, two: second.definition },
    ...options,
  });
  return {
    ...gateway,
    sent: { one: first.sent, two: second.sent },
    spoken: { one: first.spoken, two: second.spoken },
  };
};

describe('the answer', () => {
  test('to a message that a provider takes is exactly 200', async () => {
    const { send, sent } = setUp([ACCEPTED]);
    expect(await send(REQUEST)).toEqual({
      status: 200,
      body: { status: 'accepted', provider: 'one', messageId: 'm-1' },
    });
    expect(sent.one).toEqual([{ to: NUMBER, text: TEXT, code: CODE }]);
  });

  test('names the second provider when the first cannot', async () => {
    const { send, sent } = setUp([{ class: 'transient', code: 'http_503' }], [ACCEPTED]);
    expect((await send(REQUEST)).body).toMatchObject({ status: 'accepted', provider: 'two' });
    expect(sent.two).toHaveLength(1);
  });

  test.each<[string, unknown, number, object]>([
    ['no JSON', '{', 400, { error: 'invalid_request', detail: 'body: expected JSON' }],
    [
      'a missing field',
      { recipient: NUMBER },
      400,
      { error: 'invalid_request', detail: 'body: missing' },
    ],
    ['a body over 16 KiB', { ...REQUEST, pad: 'x'.repeat(16 * 1024) }, 413, { error: 'too_large' }],
    [
      '16 KiB of characters that are more in bytes',
      `"${'ß'.repeat(8 * 1024)}"`,
      413,
      { error: 'too_large' },
    ],
    ['no phone number', { ...REQUEST, recipient: 'anna' }, 422, { error: 'invalid_recipient' }],
    [
      'a number too short to exist',
      { ...REQUEST, recipient: '+1202555' },
      422,
      { error: 'invalid_recipient' },
    ],
    [
      'a country on no route',
      { ...REQUEST, recipient: '+447700900123' },
      403,
      { error: 'blocked', reason: 'country_not_allowed' },
    ],
  ])('to %s sends nothing', async (_, body, status, answer) => {
    const { send, sent } = setUp([], [], {
      routes: [{ countries: ['US'], providers: ['one', 'two'] }],
    });
    expect(await send(body)).toEqual({ status, body: answer });
    expect([...sent.one, ...sent.two]).toEqual([]);
  });

  test.each<[string, Record<string, string> | null]>([
    ['no headers at all', null],
    ['no token', {}],
    ['a wrong token', { Authorization: `Bearer ${signToken({}, { secret: 'wrong'.repeat(8) })}` }],
    ['an expired token', { Authorization: `Bearer ${signToken({ exp: 1 })}` }],
    [
      'a token of another environment',
      { Authorization: `Bearer ${signToken({ aud: 'urn:sms-gateway:prod' })}` },
    ],
  ])('to %s is 401, says no more, and sends nothing', async (_, headers) => {
    const { send, sent } = setUp([]);
    // @ts-expect-error -- API Gateway sends null for no headers, against its own type.
    expect(await send(REQUEST, { headers })).toEqual({
      status: 401,
      body: { error: 'unauthorized' },
    });
    expect(sent.one).toEqual([]);
  });

  test('to a stranger is 401 whatever the body', async () => {
    expect(await setUp([]).send('x'.repeat(20_000), { headers: {} })).toMatchObject({
      status: 401,
    });
  });

  test('reads a number as people write it', async () => {
    const { send, sent } = setUp([ACCEPTED]);
    await send({ ...REQUEST, recipient: '+1 (202) 555-0123' });
    expect(sent.one[0]?.to).toBe(NUMBER);
  });

  test('reads a header in any case and a body in Base64', async () => {
    const { send } = setUp([ACCEPTED]);
    const answer = await send(Buffer.from(JSON.stringify(REQUEST)).toString('base64'), {
      isBase64Encoded: true,
      headers: { authorization: `Bearer ${signToken()}` },
    });
    expect(answer.status).toBe(200);
  });

  test('to a compressed body is 400', async () => {
    const answer = await setUp([]).send(gzipSync(JSON.stringify(REQUEST)).toString('base64'), {
      isBase64Encoded: true,
    });
    expect(answer.status).toBe(400);
  });

  test('is 502 when every provider failed', async () => {
    const { send } = setUp(
      [{ class: 'configuration', code: '20003' }],
      [{ class: 'transient', code: 'http_503' }],
    );
    expect(await send(REQUEST)).toEqual({
      status: 502,
      body: { error: 'delivery_failed', retryable: true },
    });
  });

  test('is 503 while Secrets Manager is away', async () => {
    const { send, completed } = setUp([], [], {
      store: { read: () => Promise.resolve(fail('unavailable')) },
    });
    expect(await send(REQUEST)).toEqual({ status: 503, body: { error: 'unavailable' } });
    expect(completed()[0]).toMatchObject({
      level: 'error',
      detail: 'secret not usable: sms-gateway/test/gateway-token',
      StoreUnavailable: 1,
    });
  });

  test('is 503 when our own code breaks, with the place in the log and nothing of the text', async () => {
    const { send, completed } = setUp([], [], {
      routes: [{ countries: '*', providers: ['nobody'] }],
    });
    expect(await send(REQUEST)).toEqual({ status: 503, body: { error: 'unavailable' } });
    expect(completed()[0]?.['exception']).toMatchObject({
      name: 'Error',
      frames: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });
});

describe('a probe', () => {
  const PROBE = { probe: true };

  test('with a good token is 200, and neither sends nor counts', async () => {
    const { send, sent, spoken, lines } = setUp([]);
    expect(await send(PROBE)).toEqual({ status: 200, body: { status: 'ready' } });
    expect([...sent.one, ...sent.two, ...spoken.one, ...spoken.two]).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        message: 'completed',
        requestId: 'request-1',
        environment: 'test',
        outcome: 'probed',
        status: 200,
        attempts: [],
        durationMs: expect.any(Number),
        coldStart: true,
        time: expect.any(String),
      },
    ]);
  });

  test('without one is 401, and counts as any stranger does', async () => {
    const { send, completed } = setUp([]);
    expect((await send(PROBE, { headers: {} })).status).toBe(401);
    expect(completed()[0]).toMatchObject({ outcome: 'unauthorized', Unauthorized: 1 });
  });

  test('that is a message as well is 400 and sends nothing', async () => {
    const { send, sent } = setUp([]);
    expect(await send({ ...REQUEST, ...PROBE })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    expect(sent.one).toEqual([]);
  });

  test('is answered while no provider has credentials, or every provider is failing', async () => {
    const { send } = setUp([{ class: 'transient', code: 'http_503' }]);
    for (let n = 0; n < 4; n += 1) await send(REQUEST);
    expect((await send(PROBE)).status).toBe(200);
  });
});

describe('a token that is bound to a body', () => {
  const boundTo = (body: string) => ({
    headers: {
      Authorization: `Bearer ${signToken({
        body_sha256: createHash('sha256').update(body).digest('base64url'),
      })}`,
    },
  });
  const body = JSON.stringify({ ...REQUEST, body: `Ihr Code für Acme lautet ${CODE}` });

  test.each([
    ['as text', body, false],
    ['in Base64', Buffer.from(body).toString('base64'), true],
  ])('is accepted with it %s', async (_, sent, isBase64Encoded) => {
    const { send } = setUp([ACCEPTED]);
    expect((await send(sent, { ...boundTo(body), isBase64Encoded })).status).toBe(200);
  });

  test('carries no other message: 401, nothing is sent, and the log says why', async () => {
    const { send, sent, completed } = setUp([]);
    const other = body.replace(NUMBER, '+12025550199');
    expect(await send(other, boundTo(body))).toEqual({
      status: 401,
      body: { error: 'unauthorized' },
    });
    expect(sent.one).toEqual([]);
    expect(completed()[0]).toMatchObject({ detail: 'token: body_sha256' });
  });
});

describe('a provider that does not keep its word', () => {
  test('and throws is passed over', async () => {
    const { send, completed } = setUp(
      [() => Promise.reject(new TypeError(`cannot send ${TEXT}`))],
      [ACCEPTED],
    );
    expect((await send(REQUEST)).body).toMatchObject({ provider: 'two' });
    expect(completed()[0]?.attempts[0]).toMatchObject({
      class: 'unknown',
      code: 'exception.TypeError',
    });
  });

  test('and never ends is cut off', async () => {
    const { send } = setUp([() => new Promise(() => {})], [ACCEPTED], {
      delivery: { attemptTimeoutSeconds: 0.3 },
    });
    expect((await send(REQUEST)).body).toMatchObject({ provider: 'two' });
  });

  test('and is the only one left when the budget is gone ends in 504', async () => {
    const { send } = setUp([() => new Promise(() => {})], [], {
      delivery: { budgetSeconds: 0.5, attemptTimeoutSeconds: 0.5 },
    });
    expect(await send(REQUEST)).toEqual({ status: 504, body: { error: 'timeout' } });
  });
});

describe('the log', () => {
  test('has one completed line per message, with all that on-call needs', async () => {
    const { send, completed, lines } = setUp(
      [{ class: 'transient', code: 'http_503' }],
      [ACCEPTED],
    );
    await send({ ...REQUEST, correlationId: 'c0ffee-1' });
    expect(lines).toHaveLength(3);
    expect(completed()).toEqual([
      expect.objectContaining({
        level: 'info',
        environment: 'test',
        requestId: 'request-1',
        correlationId: 'c0ffee-1',
        outcome: 'accepted',
        status: 200,
        country: 'US',
        recipient: 'US…23',
        coldStart: true,
        durationMs: expect.any(Number),
        attempts: [
          { provider: 'one', class: 'transient', code: 'http_503', ms: expect.any(Number) },
          { provider: 'two', class: 'accepted', messageId: 'm-1', ms: expect.any(Number) },
        ],
      }),
    ]);
  });

  test('says why a token was refused, which the caller is not told', async () => {
    const { send, completed } = setUp([]);
    await send(REQUEST, { headers: { Authorization: `Bearer ${signToken({ exp: 1 })}` } });
    expect(completed()[0]).toMatchObject({
      level: 'warn',
      detail: 'token: expired',
      Unauthorized: 1,
    });
  });

  test('names the secret of a provider that was passed over', async () => {
    const { send, completed } = setUp(
      [
        {
          class: 'configuration',
          code: 'credentials_absent',
          unready: { secret: 'sms-gateway/test/providers/one', why: 'absent' },
        },
      ],
      [ACCEPTED],
    );
    await send(REQUEST);
    expect(completed()[0]?.attempts[0]).toMatchObject({
      secret: 'sms-gateway/test/providers/one',
    });
  });

  test('marks the first message of an instance only', async () => {
    const { send, completed } = setUp([ACCEPTED]);
    await send(REQUEST);
    await send(REQUEST);
    expect(completed().map(({ coldStart }) => coldStart)).toEqual([true, false]);
  });
});

describe('the metrics', () => {
  const metricsOf = async (...outcomes: AttemptOutcome[]) => {
    const { send, lines } = setUp([outcomes[0] as AttemptOutcome], outcomes.slice(1));
    await send(REQUEST);
    return lines.map((line) => JSON.parse(line) as LogLine);
  };

  test('count an accepted message by country, and its time', async () => {
    const completed = (await metricsOf(ACCEPTED)).at(-1);
    expect(completed).toMatchObject({
      Accepted: 1,
      EndToEndLatency: expect.any(Number),
      country: 'US',
    });
    expect(completed?._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'SmsGateway',
        Dimensions: [['environment'], ['environment', 'country']],
        Metrics: [
          { Name: 'Accepted', Unit: 'Count' },
          { Name: 'Segments', Unit: 'Count' },
          { Name: 'EndToEndLatency', Unit: 'Milliseconds' },
        ],
      },
    ]);
  });

  test('count each attempt by provider and class', async () => {
    const [first, second] = await metricsOf({ class: 'route-only', code: '27' }, ACCEPTED);
    expect(first).toMatchObject({ Attempt: 1, provider: 'one', class: 'route-only' });
    expect(second).toMatchObject({ Attempt: 1, provider: 'two', class: 'accepted' });
  });

  test('count a failover once', async () => {
    const lines = await metricsOf({ class: 'unknown', code: 'timeout' }, ACCEPTED);
    expect(lines.filter((line) => 'Failover' in line)).toHaveLength(1);
  });

  test('count a failure by its kind and not by country', async () => {
    const MALFORMED: AttemptOutcome = { class: 'bug', code: '21617' };
    const completed = (await metricsOf(MALFORMED, MALFORMED)).at(-1);
    expect(completed).toMatchObject({ Failed: 1, reason: 'delivery_failed' });
    expect(completed?._aws.CloudWatchMetrics[0]?.['Dimensions']).toEqual([
      ['environment'],
      ['environment', 'reason'],
    ]);
  });
});

describe('a provider that keeps failing', () => {
  const DOWN: AttemptOutcome = { class: 'transient', code: 'connection_refused' };

  test('is no longer asked, and the log and a metric say so', async () => {
    const { send, sent, lines, completed } = setUp([DOWN], [ACCEPTED]);
    for (let n = 0; n < 5; n += 1) expect((await send(REQUEST)).status).toBe(200);
    expect(sent.one).toHaveLength(3);
    expect(sent.two).toHaveLength(5);
    expect(completed().at(-1)).toMatchObject({ skipped: ['one'] });
    const breaker = lines
      .map((line) => JSON.parse(line) as LogLine)
      .filter(({ message }) => message === 'breaker');
    expect(breaker).toEqual([
      expect.objectContaining({
        level: 'warn',
        provider: 'one',
        status: 'open',
        cause: 'failing',
        BreakerOpened: 1,
      }),
    ]);
  });

  test('is tried nevertheless when there is no other', async () => {
    const { send, sent } = setUp([DOWN], [DOWN]);
    for (let n = 0; n < 5; n += 1) expect((await send(REQUEST)).status).toBe(502);
    expect(sent.one).toHaveLength(5);
    expect(sent.two).toHaveLength(5);
  });
});

describe('a call', () => {
  const VOICE = { ...REQUEST, deliveryMethod: 'voice' };
  const routes = [
    { countries: '*' as const, methods: ['text', 'voice'] as const, providers: ['one', 'two'] },
  ];

  test('goes to the providers that can speak', async () => {
    const { send, sent, spoken, completed } = setUp([ACCEPTED], [ACCEPTED], { routes }, ['two']);
    expect(await send(VOICE)).toMatchObject({ status: 200, body: { provider: 'two' } });
    expect([sent.one, sent.two]).toEqual([[], []]);
    expect(spoken.two).toHaveLength(1);
    expect(completed()[0]).toMatchObject({ method: 'voice' });
  });

  test('that fails does not take the provider away from texts', async () => {
    const DOWN: AttemptOutcome = { class: 'transient', code: 'http_503' };
    const speaks = scriptedProvider([ACCEPTED], true, [DOWN]);
    const { send } = createTestGateway({
      providers: { one: { type: 'one' } },
      definitions: { one: speaks.definition },
      routes: [{ countries: '*', methods: ['text', 'voice'], providers: ['one'] }],
    });
    for (let n = 0; n < 4; n += 1) expect((await send(VOICE)).status).toBe(502);
    expect((await send(REQUEST)).status).toBe(200);
  });

  test('is refused when no provider of the route can speak', async () => {
    const { send } = setUp([], [], { routes });
    expect(await send(VOICE)).toEqual({
      status: 403,
      body: { error: 'blocked', reason: 'delivery_method_not_allowed' },
    });
  });
});

test('secrets that the first message needs are read while the function starts', () => {
  const store = inMemorySecrets({});
  setUp([ACCEPTED], [], { store });
  expect(store.reads).toEqual(['AWSCURRENT sms-gateway/test/gateway-token']);
});
