import assert from 'node:assert/strict';
import { createDynamoDbLimits } from '../../lambda/gateway/adapters/dynamodb-limits';
import { createSendLimits } from '../../lambda/gateway/core/limits/send-limits';
import type { LimitStore } from '../../lambda/gateway/core/limits/store';
import { createHttpClient } from '../../lambda/shared/http';
import { readPhoneNumber } from '../../lambda/shared/phone-number';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { sendLimitsOf } from '../support/environment';
import { STORE_PROMISES } from '../support/limit-store-contract';
import type { Checks } from './checks';
import { REGION } from './environment';

export interface LimitsSurroundings {
  readonly checks: Checks;
  /** Where AWS answers. */
  readonly endpoint: string;
  /** The deployed table. */
  readonly table: string;
}

const PARALLEL = 500;
const REPEATS = 100;

/** The counters in a real table, by the calls that the gateway makes. */
export const checkLimits = async (surroundings: LimitsSurroundings): Promise<void> => {
  const { check, heading } = surroundings.checks;
  const store = storeIn(surroundings);

  heading('Counters in DynamoDB');
  for (const [n, { promise, play }] of STORE_PROMISES.entries())
    await check(promise, () => play(store, `contract#${n}`));

  const admit = admitBy(store);
  await check(`of ${PARALLEL} messages at once to one number, exactly 5 go out`, async () => {
    const kinds = await Promise.all(
      Array.from({ length: PARALLEL }, (_, n) => admit('+447700900188', `code ${n}`)),
    );
    assert.deepEqual(tally(kinds), { admitted: 5, 'limited recipient': PARALLEL - 5 });
  });
  await check('and the hour has counted those five alone', async () => {
    const hours = await store.readItems('limits', 'hour#00000000', 'hour#99999999');
    assert.equal(hours.map(({ counts }) => counts['in:GB'] ?? 0).reduce(sum, 0), 5);
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

const storeIn = ({ endpoint, table }: LimitsSurroundings): LimitStore =>
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

const sum = (a: number, b: number): number => a + b;

const tally = (kinds: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};
