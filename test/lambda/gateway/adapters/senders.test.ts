import * as v from 'valibot';
import { defineProvider } from '../../../../lambda/gateway/adapters/providers/provider';
import { createSecretCache } from '../../../../lambda/gateway/adapters/secret-cache';
import { createSenders } from '../../../../lambda/gateway/adapters/senders';
import type {
  AttemptLimits,
  AttemptOutcome,
  Message,
} from '../../../../lambda/gateway/core/attempt';
import { createHttpClient } from '../../../../lambda/shared/http';
import { parsePhoneNumber } from '../../../../lambda/shared/phone-number';
import { inMemorySecrets, NUMBER, TEXT } from '../../../support/gateway';

const SECRET = 'sms-gateway/test/providers/p';
const MESSAGE = { to: parsePhoneNumber(NUMBER), text: TEXT } as Message;
const LIMITS = { timeoutMs: 5_000, attemptNumber: 1 };
const ACCEPTED: AttemptOutcome = { class: 'accepted' };
const REFUSED: AttemptOutcome = { class: 'configuration', code: '20003' };

/** A provider that takes one key, and tells which settings and keys it was used with. */
const setUp = (
  settings: Record<string, unknown> = {},
  secrets: Record<string, string> = { [SECRET]: '{"apiKey":"right"}' },
) => {
  const clock = { nowMs: 1_795_000_000_000, monotonicMs: 0 };
  const now = () => clock.nowMs;
  const used: { apiKey: string; from: unknown }[] = [];
  const limits: AttemptLimits[] = [];
  const right = { key: 'right' };
  const definition = defineProvider({
    type: 'keyed',
    title: 'Wants a key',
    settings: v.object({ from: v.optional(v.string()) }),
    credentials: v.strictObject({ apiKey: v.string() }),
    connect:
      ({ from }) =>
      (_, given, { apiKey }) => {
        used.push({ apiKey, from });
        limits.push(given);
        return Promise.resolve(apiKey === right.key ? ACCEPTED : REFUSED);
      },
  });
  const store = { ...inMemorySecrets(secrets) };
  const senderOf = createSenders({
    environment: 'test',
    providers: { p: { type: 'keyed', ...settings } },
    definitions: { keyed: definition },
    secrets: createSecretCache(store, now),
    http: createHttpClient(),
    region: 'us-east-1',
    now,
    monotonicNow: () => clock.monotonicMs,
  });
  const send = (country = 'US') => senderOf('p', 'text', country)?.send(MESSAGE, LIMITS);
  return { clock, store, used, limits, right, senderOf, send };
};

test('a provider is used with the credentials of its secret', async () => {
  const { send, used } = setUp();
  expect(await send()).toEqual(ACCEPTED);
  expect(used).toEqual([{ apiKey: 'right', from: undefined }]);
});

describe('a provider without usable credentials is not asked, and its secret is named', () => {
  test.each<[string, Record<string, string>, string]>([
    ['none filled in', {}, 'absent'],
    ['no JSON', { [SECRET]: 'right' }, 'malformed'],
    ['JSON of another shape', { [SECRET]: '{"authToken":"x"}' }, 'malformed'],
    ['a key too many', { [SECRET]: '{"apiKey":"right","extra":"x"}' }, 'malformed'],
  ])('%s', async (_, secrets, why) => {
    const { send, used } = setUp({}, secrets);
    expect(await send()).toEqual({
      class: 'configuration',
      code: `credentials_${why}`,
      unready: { secret: SECRET, why },
    });
    expect(used).toEqual([]);
  });
});

describe('rotated credentials', () => {
  test('are in use at once when the old ones are refused', async () => {
    const { send, used, store, right } = setUp();
    await send();
    store.values[SECRET] = '{"apiKey":"new"}';
    right.key = 'new';
    expect(await send()).toEqual(ACCEPTED);
    expect(used.map(({ apiKey }) => apiKey)).toEqual(['right', 'right', 'new']);
  });

  test('are in use within five minutes when the old ones still work', async () => {
    const { clock, send, used, store } = setUp();
    await send();
    store.values[SECRET] = '{"apiKey":"new"}';
    clock.nowMs += 5 * 60_000;
    await send();
    expect(used.at(-1)).toMatchObject({ apiKey: 'new' });
  });

  test('that are refused as well are not asked for again for 30 seconds', async () => {
    const { clock, send, used, store, right } = setUp();
    right.key = 'somebody changed it at the provider';
    expect(await send()).toEqual(REFUSED);
    const reads = store.reads.length;
    for (let n = 0; n < 5; n += 1) await send();
    expect(store.reads).toHaveLength(reads);
    expect(used).toHaveLength(6);
    clock.nowMs += 30_000;
    await send();
    expect(store.reads).toHaveLength(reads + 1);
  });
});

test('time that its secret took is not given to the provider as well', async () => {
  const { clock, store, senderOf, limits } = setUp();
  const { read } = store;
  store.read = (name, stage) => {
    clock.monotonicMs += 2_000;
    return read(name, stage);
  };
  await senderOf('p', 'text', 'US')?.send(MESSAGE, { timeoutMs: 5_000, attemptNumber: 1 });
  expect(limits).toEqual([{ timeoutMs: 3_000, attemptNumber: 1 }]);
});

test('a clock that is set meanwhile takes no time from the provider', async () => {
  const { clock, store, senderOf, limits } = setUp();
  const { read } = store;
  store.read = (name, stage) => {
    clock.nowMs += 60_000;
    return read(name, stage);
  };
  await senderOf('p', 'text', 'US')?.send(MESSAGE, { timeoutMs: 5_000, attemptNumber: 1 });
  expect(limits).toEqual([{ timeoutMs: 5_000, attemptNumber: 1 }]);
});

test("a country's own settings take the place of the general ones", async () => {
  const { send, used } = setUp({ from: 'Acme', perCountry: { US: { from: '+12025550100' } } });
  await send('US');
  await send('DE');
  expect(used.map(({ from }) => from)).toEqual(['+12025550100', 'Acme']);
});

test("a provider's own time limit goes before the environment's", () => {
  const { senderOf } = setUp({ attemptTimeoutSeconds: 2 });
  expect(senderOf('p', 'text', 'US')?.attemptTimeoutMs).toBe(2_000);
});

test('a provider that cannot speak has no sender for calls', () => {
  expect(setUp().senderOf('p', 'voice', 'US')).toBeUndefined();
});
