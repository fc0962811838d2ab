import { createInMemoryBreakers } from '../../../../lambda/gateway/adapters/in-memory-breakers';
import type { AttemptOutcome } from '../../../../lambda/gateway/core/attempt';
import {
  createProviderHealth,
  type BreakerChange,
  type BreakerStore,
} from '../../../../lambda/gateway/core/provider-health';

const ACCEPTED: AttemptOutcome = { class: 'accepted' };
const TIMEOUT: AttemptOutcome = { class: 'unknown', code: 'timeout' };
const THROTTLED: AttemptOutcome = { class: 'transient', code: '429' };
const BAD_KEY: AttemptOutcome = { class: 'configuration', code: '20003' };
const NOT_FILLED_IN: AttemptOutcome = {
  class: 'configuration',
  code: 'credentials_absent',
  unready: { secret: 's', why: 'absent' },
};
const NO_SUCH_NUMBER: AttemptOutcome = { class: 'recipient', code: '21211', reason: 'invalid' };
const NO_ROUTE: AttemptOutcome = { class: 'route-only', code: '21612' };

const times = (count: number, outcome: AttemptOutcome) =>
  Array.from({ length: count }, () => outcome);

const T0 = 1_795_000_000_000;

/** Instances of the function that share a clock and, unless told otherwise, a store. */
const setUp = (sharedStore?: BreakerStore) => {
  const clock = { nowMs: T0 };
  const now = () => clock.nowMs;
  const store = sharedStore ?? createInMemoryBreakers(now);
  const changes: BreakerChange[] = [];
  const storeFaults: number[] = [];
  const instance = () => {
    const health = createProviderHealth({
      store,
      now,
      onChange: (change) => changes.push(change),
      onStoreUnavailable: () => storeFaults.push(1),
    });
    return {
      ...health,
      /** Records outcomes at a provider, one second apart. */
      sees: async (provider: string, ...outcomes: AttemptOutcome[]) => {
        for (const outcome of outcomes) {
          await health.record(provider, 'US', outcome);
          clock.nowMs += 1_000;
        }
      },
      /** Reads what others know, and waits for it. */
      learns: async () => {
        clock.nowMs += 5_000;
        health.catchUp();
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  };
  return { clock, changes, storeFaults, instance };
};

describe('a provider is no longer asked', () => {
  test.each<[string, AttemptOutcome[], boolean]>([
    ['after three failures in a row', [TIMEOUT, TIMEOUT, TIMEOUT], true],
    [
      'after five failures in a row, however well it was before',
      [...times(50, ACCEPTED), ...times(5, TIMEOUT)],
      true,
    ],
    [
      'not after four failures in a row at the end of better days',
      [...times(50, ACCEPTED), ...times(4, TIMEOUT)],
      false,
    ],
    ['after failures of different kinds', [TIMEOUT, THROTTLED, TIMEOUT], true],
    [
      'when half of its attempts fail',
      [ACCEPTED, TIMEOUT, ACCEPTED, TIMEOUT, ACCEPTED, TIMEOUT],
      true,
    ],
    ['not after two failures', [TIMEOUT, TIMEOUT], false],
    [
      'not when fewer than half fail',
      [ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, TIMEOUT, TIMEOUT, TIMEOUT],
      false,
    ],
    ['at once when our configuration is wrong', [BAD_KEY], true],
    [
      'not because credentials are not filled in, which costs nothing',
      [NOT_FILLED_IN, NOT_FILLED_IN, NOT_FILLED_IN],
      false,
    ],
    ['not because numbers do not exist', [NO_SUCH_NUMBER, NO_SUCH_NUMBER, NO_SUCH_NUMBER], false],
    ['not because it does not reach a number', [NO_ROUTE, NO_ROUTE, NO_ROUTE], false],
  ])('%s', async (_, outcomes, open) => {
    const { sees, admit } = setUp().instance();
    await sees('a', ...outcomes);
    expect(await admit('a', 'US')).toBe(open ? 'skip' : 'go');
  });

  test('and others still are', async () => {
    const { sees, admit } = setUp().instance();
    await sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    expect(await admit('b', 'US')).toBe('go');
  });

  test('in any country when it is in trouble, but only in one when our configuration is', async () => {
    const { sees, admit } = setUp().instance();
    await sees('in trouble', TIMEOUT, TIMEOUT, TIMEOUT);
    await sees('misconfigured', BAD_KEY);
    expect(await admit('in trouble', 'DE')).toBe('skip');
    expect(await admit('misconfigured', 'US')).toBe('skip');
    expect(await admit('misconfigured', 'DE')).toBe('go');
  });

  test('because of failures of the last two minutes, not older ones', async () => {
    const { clock, instance } = setUp();
    const { sees, admit } = instance();
    await sees('a', TIMEOUT, TIMEOUT);
    clock.nowMs += 125_000;
    await sees('a', TIMEOUT);
    expect(await admit('a', 'US')).toBe('go');
  });
});

describe('an open breaker', () => {
  const open = async () => {
    const world = setUp();
    const health = world.instance();
    await health.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    return { ...world, health };
  };

  test('lets one probe through after ten seconds, and nobody else meanwhile', async () => {
    const { clock, health } = await open();
    clock.nowMs = T0 + 2_000 + 9_999;
    expect(await health.admit('a', 'US')).toBe('skip');
    clock.nowMs += 2;
    expect(await health.admit('a', 'US')).toBe('probe');
    expect(await health.admit('a', 'US')).toBe('skip');
  });

  test('closes when the probe gets any sensible answer', async () => {
    const { clock, health, changes } = await open();
    clock.nowMs += 20_000;
    await health.admit('a', 'US');
    await health.sees('a', NO_SUCH_NUMBER);
    expect(await health.admit('a', 'US')).toBe('go');
    expect(changes.map(({ state }) => state.status)).toEqual(['open', 'closed']);
  });

  test('pauses twice as long each time a probe fails, up to two minutes', async () => {
    const { clock, health, changes } = await open();
    for (let n = 0; n < 6; n += 1) {
      clock.nowMs = changes.at(-1)?.state.atMs ?? 0;
      clock.nowMs += 1;
      expect(await health.admit('a', 'US')).toBe('probe');
      const failedAtMs = clock.nowMs;
      await health.sees('a', TIMEOUT);
      const pauseMs = (changes.at(-1)?.state.atMs ?? 0) - failedAtMs;
      expect(pauseMs).toBe([20_000, 40_000, 80_000, 120_000, 120_000, 120_000][n]);
    }
  });

  test('pauses no longer because of attempts that were on their way when it opened', async () => {
    const { clock, health, changes } = await open();
    await health.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    expect(changes).toHaveLength(1);
    await health.sees('b', BAD_KEY, BAD_KEY, BAD_KEY);
    expect(changes.map(({ state }) => state.openings)).toEqual([1, 1]);
    clock.nowMs = T0 + 20_000;
    await health.sees('a', ACCEPTED, TIMEOUT);
    expect(await health.admit('a', 'US')).toBe('go');
  });

  test('for our configuration pauses a minute, and never more than five', async () => {
    const { clock, changes, instance } = setUp();
    const health = instance();
    const pausesMs: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await health.admit('a', 'US');
      await health.record('a', 'US', BAD_KEY);
      pausesMs.push((changes.at(-1)?.state.atMs ?? 0) - clock.nowMs);
      clock.nowMs = (changes.at(-1)?.state.atMs ?? 0) + 1;
    }
    expect(pausesMs).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test('gives the probe to another when the first never came back', async () => {
    const { clock, health } = await open();
    clock.nowMs += 20_000;
    expect(await health.admit('a', 'US')).toBe('probe');
    clock.nowMs += 30_001;
    expect(await health.admit('a', 'US')).toBe('probe');
  });

  test('goes on where it was when it opens again soon, and starts anew after ten good minutes', async () => {
    const { clock, health, changes } = await open();
    clock.nowMs += 20_000;
    await health.sees('a', ACCEPTED, TIMEOUT, TIMEOUT, TIMEOUT);
    expect(changes.at(-1)?.state).toMatchObject({ status: 'open', openings: 2 });
    clock.nowMs += 60_000;
    await health.sees('a', ACCEPTED);
    clock.nowMs += 600_000;
    await health.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    expect(changes.at(-1)?.state).toMatchObject({ status: 'open', openings: 1 });
  });

  test('is the better last resort the sooner it ends', async () => {
    const { health } = await open();
    await health.sees('b', BAD_KEY);
    expect(health.leastBadFirst(['b', 'a'], 'US')).toEqual(['a', 'b']);
  });
});

describe('instances of the function', () => {
  test('learn from each other within five seconds', async () => {
    const { instance } = setUp();
    const [one, other] = [instance(), instance()];
    await one.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    expect(await other.admit('a', 'US')).toBe('go');
    await other.learns();
    expect(await other.admit('a', 'US')).toBe('skip');
  });

  test('send one probe between them', async () => {
    const { clock, instance } = setUp();
    const instances = [instance(), instance(), instance()];
    await instances[0]?.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    for (const each of instances) await each.learns();
    clock.nowMs += 20_000;
    const admissions = await Promise.all(instances.map((each) => each.admit('a', 'US')));
    expect(admissions.toSorted()).toEqual(['probe', 'skip', 'skip']);
  });

  test('all come back after one probe that went well', async () => {
    const { clock, instance } = setUp();
    const [one, other] = [instance(), instance()];
    await one.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    await other.learns();
    clock.nowMs += 20_000;
    await one.admit('a', 'US');
    await one.sees('a', ACCEPTED);
    await other.learns();
    expect(await other.admit('a', 'US')).toBe('go');
  });

  test('believe what they have found out since they asked for news, not the older answer', async () => {
    const clock = { nowMs: T0 };
    const store = createInMemoryBreakers(() => clock.nowMs);
    const later: (() => void)[] = [];
    const { instance } = setUp({
      ...store,
      read: async () => {
        const known = await store.read();
        await new Promise<void>((resolve) => later.push(resolve));
        return known;
      },
    });
    const health = instance();
    await health.record('a', 'US', BAD_KEY);
    await health.record('a', 'US', ACCEPTED);
    await health.learns();
    await health.sees('a', BAD_KEY);
    for (const answer of later) answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await health.admit('a', 'US')).toBe('skip');
  });

  test('look for news at most every five seconds', () => {
    const reads: number[] = [];
    const { clock, instance } = setUp({
      ...createInMemoryBreakers(() => 0),
      read: () => {
        reads.push(1);
        return Promise.resolve({});
      },
    });
    const { catchUp } = instance();
    for (let n = 0; n < 50; n += 1) {
      catchUp();
      clock.nowMs += 100;
    }
    expect(reads).toHaveLength(1);
    catchUp();
    expect(reads).toHaveLength(2);
  });
});

describe('without the store', () => {
  const away: BreakerStore = {
    read: () => Promise.reject(new Error('away')),
    write: () => Promise.reject(new Error('away')),
    claimProbe: () => Promise.reject(new Error('away')),
  };

  test('an instance goes by what it has seen itself, and says so', async () => {
    const { clock, storeFaults, instance } = setUp(away);
    const health = instance();
    await health.sees('a', TIMEOUT, TIMEOUT, TIMEOUT);
    expect(await health.admit('a', 'US')).toBe('skip');
    clock.nowMs += 20_000;
    expect(await health.admit('a', 'US')).toBe('probe');
    await health.sees('a', ACCEPTED);
    expect(await health.admit('a', 'US')).toBe('go');
    expect(storeFaults.length).toBeGreaterThan(0);
  });

  test('nothing is refused while nothing has failed', async () => {
    const health = setUp(away).instance();
    await health.learns();
    expect(await health.admit('a', 'US')).toBe('go');
  });
});
