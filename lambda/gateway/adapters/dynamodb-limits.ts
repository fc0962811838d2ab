import * as v from 'valibot';
import { STATE_TABLE } from '../../contract';
import { createAwsJsonCall, type AwsFault, type AwsJsonOptions } from '../../shared/aws-json';
import type { LimitStore, StoredItem, Take, Taken } from '../core/limits/store';
import { createExpression } from './dynamodb-expression';

export interface DynamoDbLimitsOptions extends Pick<AwsJsonOptions, 'http' | 'region' | 'env'> {
  readonly table: string;
  /** For one call, in milliseconds. A message waits no longer for its counters; then `onError` decides. @default 300 */
  readonly timeoutMs?: number;
}

/**
 * Counters in DynamoDB. One conditional `UpdateItem` counts everything that an item holds, or
 * nothing, and answers with the values: no read before the write, and no race between the two.
 * Protocol: docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export const createDynamoDbLimits = ({
  table,
  timeoutMs = 300,
  ...world
}: DynamoDbLimitsOptions): LimitStore => {
  const call = createAwsJsonCall({
    ...world,
    service: 'dynamodb',
    target: 'DynamoDB_20120810',
    jsonVersion: '1.0',
    endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
    timeoutMs,
  });
  const keyOf = ({ partition, sort }: Pick<Take, 'partition' | 'sort'>) => ({
    [STATE_TABLE.partitionKey]: { S: partition },
    [STATE_TABLE.sortKey]: { S: sort },
  });
  const update = (take: Take, parameters: Readonly<Record<string, unknown>>) =>
    call('UpdateItem', { TableName: table, Key: keyOf(take), ...parameters });
  /** False when somebody else has the claim by now, which keeps everything as it is. */
  const undo = async (take: Take): Promise<boolean> => {
    const answer = await update(take, undoExpression(take));
    if (!answer.ok && !isConditionFailed(answer.error))
      throw new Error('the counters cannot be given back');
    return answer.ok;
  };

  return {
    take: async (take) => {
      const answer = await update(take, {
        ...takeExpression(take),
        ReturnValues: 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      if (answer.ok) return readTaken(take, true, answer.value['Attributes']);
      if (!isConditionFailed(answer.error)) throw new Error('the counters cannot be written');
      return readTaken(take, false, answer.error.answer['Item']);
    },

    giveBack: async (take) => {
      const { claim, ...counted } = take;
      if (claim !== undefined && (await undo(take))) return;
      if (counted.counters.length > 0) await undo(counted);
    },

    endClaim: async (take) => {
      if (take.claim !== undefined) await undo({ ...take, counters: [] });
    },

    readItems: async (partition, fromSort, toSort) => {
      const items: StoredItem[] = [];
      let from: unknown;
      do {
        const answer = await call('Query', {
          TableName: table,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#pk': STATE_TABLE.partitionKey, '#sk': STATE_TABLE.sortKey },
          ExpressionAttributeValues: {
            ':pk': { S: partition },
            ':from': { S: fromSort },
            ':to': { S: toSort },
          },
          ...(from !== undefined && { ExclusiveStartKey: from }),
        });
        if (!answer.ok) throw new Error('the counters cannot be read');
        const page = v.parse(pageSchema, answer.value);
        for (const item of page.Items) {
          const sort = textOf(item[STATE_TABLE.sortKey]);
          if (sort !== undefined) items.push({ sort, counts: countsOf(item) });
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return items;
    },
  };
};

const isConditionFailed = (
  error: AwsFault,
): error is Extract<AwsFault, { readonly kind: 'refused' }> =>
  error.kind === 'refused' && error.error === 'ConditionalCheckFailedException';

/** The attribute beside a claim that says until when it holds. */
const untilOf = (claim: string): string => `${claim}:until`;

const takeExpression = ({ counters, member, claim, expiresAtSeconds }: Take) => {
  const { name, number, text, texts, parameters } = createExpression();
  const expiry = `SET ${name(STATE_TABLE.timeToLive)} = ${number(expiresAtSeconds)}`;
  const sets = claim
    ? `, ${name(claim.name)} = ${text(claim.message)}, ${name(untilOf(claim.name))} = ${number(claim.untilMs)}`
    : '';
  const adds = [
    ...counters.map((counter) => `${name(counter.name)} ${number(counter.add)}`),
    ...(member ? [`${name(member.set)} ${texts([member.text])}`] : []),
  ];
  const conditions = [
    ...counters.flatMap(({ name: counter, below }) =>
      // A counter that is not there yet counts 0.
      below === undefined
        ? []
        : [
            below > 0
              ? `(attribute_not_exists(${name(counter)}) OR ${name(counter)} < ${number(below)})`
              : `${name(counter)} < ${number(below)}`,
          ],
    ),
    ...(member?.atMost === undefined
      ? []
      : [
          `(attribute_not_exists(${name(member.set)}) OR contains(${name(member.set)}, ${text(member.text)}) OR size(${name(member.set)}) < ${number(member.atMost)})`,
        ]),
    ...(claim
      ? [
          `(attribute_not_exists(${name(claim.name)}) OR ${name(claim.name)} <> ${text(claim.message)} OR ${name(untilOf(claim.name))} <= ${number(claim.nowMs)})`,
        ]
      : []),
  ];
  return {
    UpdateExpression: `${expiry}${sets}${adds.length > 0 ? ` ADD ${adds.join(', ')}` : ''}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ...parameters(),
  };
};

const undoExpression = ({ counters, claim }: Take) => {
  const { name, number, text, parameters } = createExpression();
  const adds = counters.map((counter) => `${name(counter.name)} ${number(-counter.add)}`);
  const removes = claim ? [name(claim.name), name(untilOf(claim.name))] : [];
  return {
    UpdateExpression: [
      ...(adds.length > 0 ? [`ADD ${adds.join(', ')}`] : []),
      ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
    ].join(' '),
    ...(claim && {
      ConditionExpression: `${name(claim.name)} = ${text(claim.message)} AND ${name(untilOf(claim.name))} = ${number(claim.untilMs)}`,
    }),
    ...parameters(),
  };
};

const attributesSchema = v.fallback(v.record(v.string(), v.unknown()), {});
const pageSchema = v.object({
  Items: v.array(attributesSchema),
  LastEvaluatedKey: v.optional(v.unknown()),
});
const numberSchema = v.object({ N: v.pipe(v.string(), v.transform(Number), v.number()) });
const textSchema = v.object({ S: v.string() });
const textsSchema = v.object({ SS: v.array(v.string()) });

const readTaken = (take: Take, taken: boolean, attributes: unknown): Taken => {
  const item = v.parse(attributesSchema, attributes);
  const { counters, member, claim } = take;
  const members = v.safeParse(textsSchema, member && item[member.set]);
  const until = claim && v.safeParse(numberSchema, item[untilOf(claim.name)]);
  return {
    taken,
    counts: Object.fromEntries(counters.map(({ name }) => [name, countOf(item[name]) ?? 0])),
    members: members.success ? members.output.SS : [],
    claimed:
      !taken &&
      claim !== undefined &&
      textOf(item[claim.name]) === claim.message &&
      until?.success === true &&
      until.output.N > claim.nowMs,
  };
};

const countOf = (attribute: unknown): number | undefined => {
  const parsed = v.safeParse(numberSchema, attribute);
  return parsed.success ? parsed.output.N : undefined;
};

const textOf = (attribute: unknown): string | undefined => {
  const parsed = v.safeParse(textSchema, attribute);
  return parsed.success ? parsed.output.S : undefined;
};

const countsOf = (item: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, attribute]) => {
      const count = countOf(attribute);
      return count === undefined ? [] : [[name, count]];
    }),
  );
