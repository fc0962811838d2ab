import { createDynamoDbLimits } from '../../../lambda/gateway/adapters/dynamodb-limits';
import { hourSort } from '../../../lambda/gateway/core/limits/hours';
import { createHttpClient } from '../../../lambda/shared/http';
import { sendLimitsConfig } from '../../../lib/send-limits-config';
import { sendLimitsOf } from '../../support/environment';
import { AWS_ENV, createTestGateway, NUMBER, TEXT } from '../../support/gateway';
import {
  after,
  deserted,
  drip,
  halfAnswer,
  hang,
  json,
  reset,
  startHttpServer,
  type Answer,
  type TestServer,
} from '../../support/http-server';
import { inTime } from '../../support/in-time';
import { scriptedProvider } from '../../support/scripted-provider';

/**
 * How long a message waits for counters that are slow, throttled or gone: the real handler and the real
 * adapter, before a DynamoDB that misbehaves, by a clock that the test moves.
 */

const ROUTES = [{ countries: ['US', 'GB'], providers: ['one'] }];
const IP = '192.0.2.1';

let server: TestServer;
let nowhere: string;
beforeAll(async () => {
  server = await startHttpServer();
  nowhere = await deserted();
});
afterAll(() => server.close());

const gatewayWith = (section: object = {}, url = server.url) => {
  const { definition, sent } = scriptedProvider([{ class: 'accepted', messageId: 'm-1' }]);
  const gateway = createTestGateway({
    providers: { one: { type: 'scripted' } },
    definitions: { scripted: definition },
    routes: ROUTES,
    sendLimits: sendLimitsConfig(sendLimitsOf(section), ROUTES),
    counters: createDynamoDbLimits({
      http: createHttpClient(),
      region: 'eu-west-1',
      env: { ...AWS_ENV, AWS_ENDPOINT_URL_DYNAMODB: url },
      table: 'state',
    }),
  });
  const send = () => gateway.send({ recipient: NUMBER, body: TEXT, req: { ip: IP } });
  return { ...gateway, send, sent };
};

interface TableCall {
  /** Of which kind of item: `range`, `ip` or `limits`. Absent when it reads. */
  readonly item?: string;
  readonly isTakingBack: boolean;
  /** Of which kind of items it reads. */
  readonly read?: string;
}

const byRequest =
  (answerOf: (call: TableCall) => Answer): Answer =>
  (response, request) => {
    const { Key, UpdateExpression, ExpressionAttributeValues } = JSON.parse(request.body) as {
      Key?: { pk: { S: string } };
      UpdateExpression?: string;
      ExpressionAttributeValues?: Record<string, { S: string }>;
    };
    const kindOf = (partition = '') => partition.replace(/#.*/, '');
    const call =
      Key === undefined
        ? { read: kindOf(ExpressionAttributeValues?.[':pk']?.S), isTakingBack: false }
        : {
            item: kindOf(Key.pk.S),
            // What counts sets a time to live.
            isTakingBack: UpdateExpression?.startsWith('SET') !== true,
          };
    answerOf(call)(response, request);
  };

const counted = json(200, { Attributes: {}, Items: [] });
const awsError = (name: string, status = 400) =>
  json(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}` });

const STEP_MS = 10;
/** What was written to a socket of this process has been read after so many rounds of its event loop. */
const ROUNDS = 50;
/** Number with range, address, hour; and past hours, behind the message's back. */
const CALLS = 4;
/** A token is verified outside the event loop, so that no number of rounds is enough for it. */
const UNDER_WAY_WITHIN_MS = 10_000;

const rounds = async (): Promise<void> => {
  for (let n = 0; n < ROUNDS; n += 1) await new Promise(setImmediate);
};

/** How long it took, in milliseconds of the moved clock, which begins when the store has been asked. */
const waitOf = async <T>(work: Promise<T>): Promise<readonly [result: T, waitedMs: number]> => {
  const progress = { isDone: false };
  void Promise.allSettled([work]).then(() => {
    progress.isDone = true;
  });
  const untilMs = performance.now() + UNDER_WAY_WITHIN_MS;
  while (!progress.isDone && server.requests.length < CALLS && performance.now() < untilMs)
    await rounds();
  await rounds();
  let waitedMs = 0;
  for (; !progress.isDone && waitedMs < 2_000; waitedMs += STEP_MS) {
    jest.advanceTimersByTime(STEP_MS);
    await rounds();
  }
  return [await work, waitedMs];
};

describe('by a clock that is moved', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
    });
  });
  afterEach(() => {
    jest.clearAllTimers();
    jest.useRealTimers();
  });

  const ANSWERING: readonly (readonly [string, Answer, waitedMs: number])[] = [
    ['at once', counted, 0],
    ['after 100 ms', after(100, counted), 100],
    ['after 290 ms', after(290, counted), 290],
  ];

  test.each(ANSWERING)('a store that answers %s is waited for, and counts', async (_, is, ms) => {
    server.answerWith(is);
    const { send, sent, completed } = gatewayWith();
    const [{ status }, waitedMs] = await waitOf(send());
    expect([status, waitedMs]).toEqual([200, ms]);
    expect(sent).toHaveLength(1);
    expect(completed()[0]).not.toHaveProperty('countersAway');
    expect(completed()[0]).not.toHaveProperty('StoreUnavailable');
  });

  const AWAY: readonly (readonly [string, Answer | 'nobody', waitedMs: number])[] = [
    ['silent', hang, 300],
    ['slower than 300 ms', after(310, counted), 300],
    ['dripping without an end', drip(20), 300],
    ['throttling', awsError('ThrottlingException'), 0],
    ['out of capacity', awsError('ProvisionedThroughputExceededException'), 0],
    ['throttling, and slow to say so', after(250, awsError('ThrottlingException')), 250],
    ['without the table', awsError('ResourceNotFoundException'), 0],
    ['closed to the function', awsError('AccessDeniedException'), 0],
    ['broken', awsError('InternalServerError', 500), 0],
    ['overloaded', awsError('ServiceUnavailable', 503), 0],
    ['talking nonsense', (response) => response.writeHead(200).end('<html>'), 0],
    ['hanging up', reset, 0],
    ['hanging up in the middle of an answer', halfAnswer(), 0],
    ['gone: nobody listens', 'nobody', 0],
    [
      'silent for one item of three',
      byRequest(({ item }) => (item === 'ip' ? hang : counted)),
      300,
    ],
    [
      'throttling one',
      byRequest(({ item }) => (item === 'limits' ? awsError('ThrottlingException') : counted)),
      0,
    ],
  ];

  const worldOf = (is: Answer | 'nobody', section: object) => {
    server.answerWith(is === 'nobody' ? hang : is);
    return gatewayWith(section, is === 'nobody' ? nowhere : server.url);
  };

  test.each(AWAY)(
    '%s: the message goes out all the same, and a metric says so',
    async (_, is, ms) => {
      const { send, sent, completed } = worldOf(is, {});
      const [{ status }, waitedMs] = await waitOf(send());
      expect([status, waitedMs]).toEqual([200, ms]);
      expect(sent).toHaveLength(1);
      expect(completed()).toMatchObject([{ countersAway: true, StoreUnavailable: 1, Accepted: 1 }]);
    },
  );

  test.each(AWAY)('%s: or it does not, if the environment says so', async (_, is, ms) => {
    const { send, sent, completed } = worldOf(is, { onError: 'deny' });
    const [{ status, body }, waitedMs] = await waitOf(send());
    expect([status, body, waitedMs]).toEqual([503, { error: 'unavailable' }, ms]);
    expect(sent).toEqual([]);
    expect(completed()).toMatchObject([{ countersAway: true, StoreUnavailable: 1 }]);
  });

  describe('a message that is refused may wait 300 ms more', () => {
    const full = json(400, {
      __type: 'ConditionalCheckFailedException',
      Item: { total: { N: '1' } },
    });

    test.each<[string, Answer, waitedMs: number]>([
      ['not when its counts are taken back at once', counted, 0],
      ['for that, at most', hang, 300],
    ])('%s', async (_, isBack, ms) => {
      server.answerWith(
        byRequest(({ item, isTakingBack }) => {
          if (isTakingBack) return isBack;
          return item === 'limits' ? full : counted;
        }),
      );
      const { send } = gatewayWith({ total: { perHour: 1 } });
      const [{ status, body }, waitedMs] = await waitOf(send());
      expect([status, waitedMs]).toEqual([429, ms]);
      expect(body).toEqual({ error: 'rate_limited', limit: 'total' });
    });

    test('also where one item is silent, and nothing may go out uncounted', async () => {
      server.answerWith(
        byRequest(({ item, isTakingBack }) => (isTakingBack || item === 'ip' ? hang : counted)),
      );
      const { send } = gatewayWith({ onError: 'deny' });
      const [{ status }, waitedMs] = await waitOf(send());
      expect([status, waitedMs]).toEqual([503, 600]);
    });

    test('and as long to be told from a stranger, beyond what its country may take', async () => {
      const lastHour = Math.floor(Date.now() / 3_600_000) - 1;
      const history = json(200, { Items: [{ sk: { S: hourSort(lastHour) }, total: { N: '1' } }] });
      const hourOf = (count: number) => json(200, { Attributes: { 'in:US': { N: `${count}` } } });
      const storeAt = (count: number) =>
        byRequest(({ item, read, isTakingBack }) => {
          if (read !== undefined) return read === 'limits' ? history : hang;
          return item === 'limits' && !isTakingBack ? hourOf(count) : counted;
        });
      server.answerWith(storeAt(1));
      const section = { adaptive: { learnHours: 1, floorPerHour: 10, floorPerDay: 0 } };
      const { send } = gatewayWith(section);
      // The first one has the past hours read, behind its back.
      expect((await waitOf(send()))[0].status).toBe(200);
      server.answerWith(storeAt(11));
      const [{ status, body }, waitedMs] = await waitOf(send());
      expect([status, waitedMs]).toEqual([429, 300]);
      expect(body).toEqual({ error: 'rate_limited', limit: 'adaptive' });
    });
  });
});

test('by a real clock, a silent store costs a message no more than 300 ms', async () => {
  server.answerWith(hang);
  const { send } = gatewayWith();
  await send();
  // 300 ms, and what else a message takes on a busy machine.
  await inTime(450, async () => {
    const startedMs = performance.now();
    expect((await send()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(290);
  });
});
