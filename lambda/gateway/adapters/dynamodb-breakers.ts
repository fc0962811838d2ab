import * as v from 'valibot';
import { STATE_TABLE } from '../../contract';
import { createAwsJsonCall, type AwsJsonOptions } from '../../shared/aws-json';
import { RELAPSE_MS, type BreakerState } from '../core/breaker';
import type { BreakerStore } from '../core/provider-health';

/** Whoever waits for it has a person waiting behind them. */
const CALL_TIMEOUT_MS = 300;

const PARTITION = 'breaker';

export interface DynamoDbBreakersOptions extends Pick<AwsJsonOptions, 'http' | 'region' | 'env'> {
  readonly table: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Breakers in DynamoDB, where all instances of the function see them: one item per breaker that
 * opened lately, gone again some time after it closed.
 * Protocol: docs.aws.amazon.com/amazondynamodb/latest/APIReference/
 */
export const createDynamoDbBreakers = ({
  table,
  now,
  ...world
}: DynamoDbBreakersOptions): BreakerStore => {
  const call = createAwsJsonCall({
    ...world,
    service: 'dynamodb',
    target: 'DynamoDB_20120810',
    jsonVersion: '1.0',
    endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
    timeoutMs: CALL_TIMEOUT_MS,
  });
  const keyOf = (key: string) => ({
    [STATE_TABLE.partitionKey]: { S: PARTITION },
    [STATE_TABLE.sortKey]: { S: key },
  });

  /** False when the condition did not hold. */
  const update = async (key: string, expression: UpdateExpression): Promise<boolean> => {
    const answer = await call('UpdateItem', {
      TableName: table,
      Key: keyOf(key),
      ...expression,
    });
    if (answer.ok) return true;
    if (answer.error.kind === 'refused' && answer.error.error === 'ConditionalCheckFailedException')
      return false;
    throw new Error('the breakers cannot be written');
  };

  return {
    read: async () => {
      const answer = await call('Query', {
        TableName: table,
        KeyConditionExpression: '#pk = :breaker',
        // DynamoDB takes its time to remove what has ended.
        FilterExpression: '#ttl > :now',
        ExpressionAttributeNames: {
          '#pk': STATE_TABLE.partitionKey,
          '#ttl': STATE_TABLE.timeToLive,
        },
        ExpressionAttributeValues: {
          ':breaker': { S: PARTITION },
          ':now': { N: String(Math.floor(now() / 1000)) },
        },
      });
      if (!answer.ok) throw new Error('the breakers cannot be read');
      const { Items } = v.parse(querySchema, answer.value);
      return Object.fromEntries(
        Items.flatMap((item) => {
          const parsed = v.safeParse(itemSchema, item);
          return parsed.success ? [[parsed.output.sk.S, stateOf(parsed.output)]] : [];
        }),
      );
    },

    write: async (key, { status, cause, openings, atMs }) => {
      await update(key, {
        UpdateExpression:
          'SET #status = :status, #cause = :cause, #openings = :openings, #atMs = :atMs, #ttl = :ttl REMOVE #probe',
        // An instance that knew less must not shorten a pause that another has begun.
        ConditionExpression: 'attribute_not_exists(#atMs) OR #status <> :status OR #atMs < :atMs',
        ExpressionAttributeNames: {
          '#status': 'status',
          '#cause': 'cause',
          '#openings': 'openings',
          '#atMs': 'atMs',
          '#probe': 'probeUntilMs',
          '#ttl': STATE_TABLE.timeToLive,
        },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ':cause': { S: cause },
          ':openings': { N: String(openings) },
          ':atMs': { N: String(atMs) },
          ':ttl': { N: String(Math.ceil((atMs + 2 * RELAPSE_MS) / 1000)) },
        },
      });
    },

    claimProbe: (key, untilMs) =>
      update(key, {
        UpdateExpression: 'SET #probe = :until, #ttl = if_not_exists(#ttl, :ttl)',
        ConditionExpression: 'attribute_not_exists(#probe) OR #probe < :now',
        ExpressionAttributeNames: { '#probe': 'probeUntilMs', '#ttl': STATE_TABLE.timeToLive },
        ExpressionAttributeValues: {
          ':until': { N: String(untilMs) },
          ':now': { N: String(now()) },
          ':ttl': { N: String(Math.ceil((untilMs + RELAPSE_MS) / 1000)) },
        },
      }),
  };
};

interface UpdateExpression {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const numberAttribute = v.object({ N: v.pipe(v.string(), v.transform(Number), v.number()) });
const querySchema = v.object({ Items: v.array(v.unknown()) });
/** An item that a claim alone has made, for a breaker that is gone, holds less and is passed over. */
const itemSchema = v.object({
  sk: v.object({ S: v.string() }),
  status: v.object({ S: v.picklist(['open', 'closed']) }),
  cause: v.object({ S: v.picklist(['failing', 'misconfigured']) }),
  openings: numberAttribute,
  atMs: numberAttribute,
});

const stateOf = ({
  status,
  cause,
  openings,
  atMs,
}: v.InferOutput<typeof itemSchema>): BreakerState => ({
  status: status.S,
  cause: cause.S,
  openings: openings.N,
  atMs: atMs.N,
});
