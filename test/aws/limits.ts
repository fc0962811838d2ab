import assert from 'node:assert/strict';
import { createDynamoDbLimits } from '../../lambda/gateway/adapters/dynamodb-limits';
import { createSendLimits } from '../../lambda/gateway/core/limits/send-limits';
import type { LimitStore, StoredItem } from '../../lambda/gateway/core/limits/store';
import { createHttpClient } from '../../lambda/shared/http';
import { readPhoneNumber } from '../../lambda/shared/phone-number';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { sendLimitsOf } from '../support/environment';
import { STORE_PROMISES } from '../support/limit-store-contract';
import { REGION, SENDER } from './environment';
import type { Stage } from './stage';

export interface LimitsSurroundings extends Pick<Stage, 'checks' | 'gateway' | 'aws'> {
  /** Where AWS answers. */
  readonly endpoint: string;
}

/** On a route of its own test, and on no list of exceptions. */
const LIMITED = '+447700900177';

const PARALLEL = 500;
const REPEATS = 100;

/** The counters in a real table, by the calls that the gateway makes. */
export const checkLimits = async ({
  checks: { check, heading },
  gateway,
  aws,
  endpoint,
}: LimitsSurroundings): Promise<void> => {
  heading('Send limits');
  await check(
    'the sixth message to one number in ten minutes is refused, and told when',
    async () => {
      const statuses: number[] = [];
      for (let n = 0; n < 6; n += 1) {
        const body = `Your Acme code is ${6_815_162_310 + n}`;
        const { status } = await gateway.send({ recipient: LIMITED, body, sender: SENDER });
        statuses.push(status);
      }
      // The window of ten minutes may have ended meanwhile.
      assert.ok(statuses.filter((status) => status === 200).length >= 5, String(statuses));
      assert.ok(
        statuses.every((status) => status === 200 || status === 429),
        String(statuses),
      );
      const last = await gateway.send({
        recipient: LIMITED,
        body: 'Code 6815162320',
        sender: SENDER,
      });
      assert.deepEqual(last.body, { error: 'rate_limited', limit: 'recipient' });
    },
  );

  const store = storeIn(endpoint, await aws.stateTable());

  heading('Counters in DynamoDB');
  for (const [n, { promise, play }] of STORE_PROMISES.entries())
    await check(promise, () => play(store, `contract#${n}`));

  const admit = admitBy(store);
  const readHours = () => store.readItems('limits', 'hour#00000000', 'hour#99999999');
  const before = await readHours();
  await check(`of ${PARALLEL} messages at once to one number, exactly 5 go out`, async () => {
    const kinds = await Promise.all(
      Array.from({ length: PARALLEL }, (_, n) => admit('+447700900188', `code ${n}`)),
    );
    assert.deepEqual(tally(kinds), { admitted: 5, 'limited recipient': PARALLEL - 5 });
  });
  await check('and the hour has counted those five alone', async () => {
    const hours = await readHours();
    assert.equal(hours.map(inBritain).reduce(sum, 0) - before.map(inBritain).reduce(sum, 0), 5);
  });
  await check(`of ${REPEATS} tries of one message at once, one goes out`, async () => {
    const kinds = await Promise.all(
      Array.from({ length: REPEATS }, () => admit('+12025550142', 'one code')),
    );
    assert.deepEqual(tally(kinds), { admitted: 1, duplicate: REPEATS - 1 });
  });
};

/** A server on this machine answers hundreds of calls at once in its own time. */
const PATIENCE_MS = 60_000;

const storeIn = (endpoint: string, table: string): LimitStore =>
  createDynamoDbLimits({
    http: createHttpClient({ maxAnswerBytes: 2 ** 20 }),
    region: REGION,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    table,
    timeoutMs: PATIENCE_MS,
  });

const admitBy = (store: LimitStore) => {
  const limits = createSendLimits({
    // Messages that are still to be refused fill the hour of their country for a moment.
    config: sendLimitsConfig(sendLimitsOf({ perCountry: { perHour: 2 * PARALLEL } }), [
      { countries: ['GB', 'US'], providers: [] },
    ]),
    store,
    hash: () => Promise.resolve((plain) => plain),
    now: Date.now,
    onUnavailable: () => assert.fail('DynamoDB did not answer'),
  });
  return async (to: string, text: string): Promise<string> => {
    const recipient = readPhoneNumber(to);
    assert.ok(recipient);
    const admission = await limits.admit({ recipient, method: 'text', text, segments: 1 });
    return admission.kind === 'limited' ? `limited ${admission.limit}` : admission.kind;
  };
};

const inBritain = ({ counts }: StoredItem): number => counts['in:GB'] ?? 0;

const sum = (a: number, b: number): number => a + b;

const tally = (kinds: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};
