import { createFirstTries } from '../../../../lambda/phone-action/adapters/first-tries';
import type { GatewayMessage } from '../../../../lambda/phone-action/core/message';
import { sendMessage } from '../../../../lambda/phone-action/core/send';
import type { GatewayAnswer } from '../../../../lambda/phone-action/core/verdict';

const SETTINGS = {
  gatewayUrl: 'https://api.example/sms',
  gatewayTokenKey: 'key',
  audience: 'a',
  subject: 's',
  codeLifetimeMs: 180_000,
};
const SENT: GatewayAnswer = { kind: 'answered', status: 200, body: '{"status":"accepted"}' };
const BUSY: GatewayAnswer = { kind: 'answered', status: 503, body: '' };
let serial = 0;

/** Runs of the Action, on one instance or on many, by a clock of the test's. */
const setUp = ({ sameInstance = true, fields = {}, full = false } = {}) => {
  serial += 1;
  const code = String(100_000 + serial);
  const message: GatewayMessage = {
    recipient: '+12025550123',
    body: `Your code is ${code}`,
    code,
    messageType: 'otp_verify',
    deliveryMethod: 'text',
    ...fields,
  };
  const clock = { ms: 1_795_000_000_000 };
  const entries = new Map<string, { value: string; until: number }>();
  const cache = {
    get: (key: string) => {
      const entry = entries.get(key);
      return entry && entry.until > clock.ms ? entry : undefined;
    },
    set: (key: string, value: string, { ttl }: { ttl: number }) => {
      if (full) return { type: 'error', code: 'ItemLimitExceeded' };
      entries.set(key, { value, until: clock.ms + ttl });
      return { type: 'success' };
    },
    delete: (key: string) => entries.delete(key),
  };
  const posted: number[] = [];
  const run = async (answer: GatewayAnswer, key = SETTINGS.gatewayTokenKey) => {
    const { kind } = await sendMessage(message, SETTINGS, {
      post: () => {
        posted.push(clock.ms);
        return Promise.resolve(answer);
      },
      // Another instance has the tenant's cache, and not the memory of the module.
      firstTries: sameInstance ? createFirstTries(cache, key) : strangerTo(cache),
      now: () => clock.ms,
    });
    return kind;
  };
  return { run, clock, posted, entries };
};

/** What an instance that has never run the Action makes of the cache. */
const strangerTo = (cache: Parameters<typeof createFirstTries>[0]) => {
  let fresh: typeof createFirstTries | undefined;
  jest.isolateModules(() => {
    ({ createFirstTries: fresh } = jest.requireActual<{
      createFirstTries: typeof createFirstTries;
    }>('../../../../lambda/phone-action/adapters/first-tries'));
  });
  if (!fresh) throw new Error('not loaded');
  return fresh(cache, SETTINGS.gatewayTokenKey);
};

describe.each([
  ['that come back to the same instance', { sameInstance: true }],
  ['that come back to another instance', { sameInstance: false }],
  ['while the cache of the tenant is full', { sameInstance: true, full: true }],
])('repeats %s', (_, options) => {
  test('end when the code has too little time left', async () => {
    const { run, clock } = setUp(options);
    const kinds: string[] = [];
    for (const afterMs of [0, 60_000, 60_000, 45_000]) {
      clock.ms += afterMs;
      kinds.push(await run(BUSY));
    }
    expect(kinds).toEqual(['retry', 'retry', 'retry', 'drop']);
  });

  test('send nothing once the code has expired', async () => {
    const { run, clock, posted } = setUp(options);
    await run(BUSY);
    clock.ms += 180_000;
    expect(await run(SENT)).toBe('drop');
    expect(posted).toHaveLength(1);
  });

  test('are sent while it lives', async () => {
    const { run, clock } = setUp(options);
    await run(BUSY);
    clock.ms += 179_999;
    expect(await run(SENT)).toBe('sent');
  });
});

test('where neither memory knows a repeat, it counts as a first try', async () => {
  const { run, clock } = setUp({ sameInstance: false, full: true });
  await run(BUSY);
  clock.ms += 180_000;
  expect(await run(SENT)).toBe('sent');
});

test('the time that the gateway took counts', async () => {
  const { clock } = setUp();
  const verdict = await sendMessage(
    { recipient: '+12025550123', body: 'a', code: 'slow', deliveryMethod: 'text' },
    SETTINGS,
    {
      post: () => {
        clock.ms += 151_000;
        return Promise.resolve(BUSY);
      },
      firstTries: { at: () => undefined, remember: () => undefined, forget: () => undefined },
      now: () => clock.ms,
    },
  );
  expect(verdict.kind).toBe('drop');
});

test('the same words long after are another message', async () => {
  const { run, clock } = setUp();
  await run(BUSY);
  clock.ms += 24 * 60 * 60_000;
  expect(await run(SENT)).toBe('sent');
});

test.each(['blocked_account', 'password_breach'])(
  '%s holds no code, and is repeated as often as Auth0 will',
  async (messageType) => {
    const { run, clock } = setUp({ fields: { messageType, code: undefined } });
    for (let n = 0; n < 5; n += 1) {
      expect(await run(BUSY)).toBe('retry');
      clock.ms += 120_000;
    }
    expect(await run(SENT)).toBe('sent');
  },
);

test('but not for a limit that ends tomorrow', async () => {
  const { run } = setUp({ fields: { messageType: 'blocked_account', code: undefined } });
  expect(await run({ ...BUSY, status: 429, retryAfter: '86400' })).toBe('drop');
});

test('a message that went out leaves nothing behind', async () => {
  const { run, entries } = setUp();
  await run(BUSY);
  expect(entries.size).toBe(1);
  await run(SENT);
  expect(entries.size).toBe(0);
});

test("what is kept is within the limits of Auth0's cache, and names nobody", async () => {
  const { run, entries } = setUp();
  await run(BUSY);
  const [[key, { value }] = ['', { value: '' }]] = entries;
  expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
  expect(value).toMatch(/^\d{13}$/);
  // Under another secret it is another key: it cannot be found by trying numbers and codes.
  await run(BUSY, 'another key');
  expect(entries.size).toBe(2);
});
