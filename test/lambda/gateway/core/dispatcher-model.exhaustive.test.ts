import * as fc from 'fast-check';
import { createInMemoryBreakers } from '../../../../lambda/gateway/adapters/in-memory-breakers';
import type { AttemptOutcome, Message, Sender } from '../../../../lambda/gateway/core/attempt';
import { dispatch } from '../../../../lambda/gateway/core/dispatch';
import { movesOn } from '../../../../lambda/gateway/core/outcome-rules';
import {
  createProviderHealth,
  type BreakerStore,
} from '../../../../lambda/gateway/core/provider-health';
import { parsePhoneNumber, type PhoneNumber } from '../../../../lambda/shared/phone-number';
import {
  createReference,
  createReferenceStore,
  type Clock,
  type Known,
  type Play,
} from '../../../support/dispatcher-reference';
import { NUMBER, TEXT } from '../../../support/gateway';

const MESSAGE: Message = { to: parsePhoneNumber(NUMBER) as PhoneNumber, text: TEXT };
const T0 = 1_795_000_000_000;
const ATTEMPT_MS = 5_000;
const PROVIDERS = ['a', 'b', 'c'] as const;
const COUNTRIES = ['US', 'DE'] as const;
const INSTANCES = 3;

const OUTCOMES: readonly AttemptOutcome[] = [
  { class: 'accepted' },
  { class: 'transient', code: '429' },
  { class: 'unknown', code: 'timeout' },
  { class: 'configuration', code: '20003' },
  {
    class: 'configuration',
    code: 'credentials_absent',
    unready: { secret: 's', why: 'absent' },
  },
  { class: 'route-only', code: '21612' },
  { class: 'recipient', code: '21211', reason: 'invalid' },
  { class: 'no-sms', code: '21614' },
  { class: 'bug', code: '21617' },
];

const outcome = fc.constantFrom(...OUTCOMES);
const takesMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 501, max: 8_000 }) },
);
/** Trouble and health last a while, as in life, so that breakers open, are probed and close. */
const mood = fc.record({
  provider: fc.constantFrom(...PROVIDERS),
  play: fc.record({
    outcome: fc.oneof(
      { weight: 3, arbitrary: fc.constant<AttemptOutcome>({ class: 'accepted' }) },
      { weight: 3, arbitrary: fc.constantFrom(...OUTCOMES.slice(1, 4)) },
      { weight: 1, arbitrary: outcome },
    ),
    takesMs,
  }),
});

type Step =
  | { readonly kind: 'all well' }
  /** Until the next pause is over, if there is one. */
  | { readonly kind: 'wait for a probe' }
  | { readonly kind: 'mood'; readonly provider: string; readonly play: Play }
  | { readonly kind: 'wait'; readonly ms: number }
  | {
      readonly kind: 'send';
      readonly instance: number;
      readonly country: string;
      readonly route: readonly string[];
      readonly budgetMs: number;
      readonly times: number;
    };

const route = fc.shuffledSubarray([...PROVIDERS], { minLength: 1 });
const send = fc.record({
  kind: fc.constant('send' as const),
  instance: fc.nat(INSTANCES - 1),
  country: fc.constantFrom(...COUNTRIES),
  route,
  budgetMs: fc.constantFrom(15_000, 15_000, 5_200, 600),
  times: fc.integer({ min: 1, max: 8 }),
});
const wait = fc
  .oneof(
    fc.integer({ min: 1, max: 12_000 }),
    fc.constantFrom(9_999, 10_001, 30_001, 60_001, 121_000, 300_001, 600_001),
  )
  .map((ms) => ({ kind: 'wait' as const, ms }));
const changeOfMood = mood.map((given) => ({ kind: 'mood' as const, ...given }));
const ALL_WELL = { kind: 'all well' } as const;
const WAIT_FOR_PROBE = { kind: 'wait for a probe' } as const;

/** Steps, and what is rare when left to chance: a provider's probes, one by one, and its recovery. */
const scene: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 2, arbitrary: changeOfMood.map((given) => [given]) },
  { weight: 2, arbitrary: wait.map((given) => [given]) },
  { weight: 4, arbitrary: send.map((given) => [given]) },
  { weight: 1, arbitrary: send.map((given) => [ALL_WELL, WAIT_FOR_PROBE, given]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(mood, outcome, send, fc.integer({ min: 1, max: 6 }), fc.boolean())
      .map(([{ provider, play }, last, sent, probes, onceMore]): readonly Step[] => {
        const alone = { ...sent, route: [provider], budgetMs: 15_000 };
        const probe: readonly Step[] = [WAIT_FOR_PROBE, { ...alone, times: 1 }];
        const takes = { ...play, takesMs: 100 };
        return [
          { kind: 'mood', provider, play: takes },
          { ...alone, times: 5 },
          ...Array.from({ length: probes }, () => probe).flat(),
          { kind: 'mood', provider, play: { ...takes, outcome: last } },
          ...probe,
          ...(onceMore
            ? [{ kind: 'mood', provider, play: takes } as const, { ...alone, times: 5 }]
            : []),
        ];
      }),
  },
);

const keyOf = (provider: string, country?: string) =>
  country === undefined ? provider : `${provider}#${country}`;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The real thing, on a clock that only its attempts and the test move. */
const realInstance = (
  store: BreakerStore,
  clock: Clock,
  changed: (key: string, state: Known) => void,
) => {
  const now = () => clock.nowMs;
  const health = createProviderHealth({
    store,
    now,
    onChange: ({ provider, country, state: { status, openings, atMs } }) =>
      changed(keyOf(provider, country), { open: status === 'open', openings, atMs }),
    onStoreUnavailable: () => {},
  });
  return {
    catchUp: async () => {
      health.catchUp();
      await settled();
    },
    send: async (
      names: readonly string[],
      country: string,
      budgetMs: number,
      play: (provider: string) => Play,
    ) => {
      const timeouts: number[] = [];
      const senders = names.map((name): Sender => ({
        name,
        breaker: name,
        send: (_, { timeoutMs }) => {
          const plays = play(name);
          timeouts.push(timeoutMs);
          clock.nowMs += Math.min(plays.takesMs, timeoutMs);
          const inTime = plays.takesMs <= timeoutMs;
          return Promise.resolve(inTime ? plays.outcome : { class: 'unknown', code: 'timeout' });
        },
      }));
      const limits = { deadlineMs: clock.nowMs + budgetMs, attemptTimeoutMs: ATTEMPT_MS };
      const done = await dispatch(MESSAGE, country, senders, limits, { health, now });
      return {
        attempts: done.attempts.map((attempt, n) => ({
          provider: attempt.provider,
          class: attempt.outcome.class,
          probe: attempt.probe === true,
          timeoutMs: timeouts[n],
        })),
        skipped: done.skipped,
        ranOutOfTime: done.ranOutOfTime,
      };
    },
  };
};

test('one message after the other, instances do what the reference does', async () => {
  const reached = { open: 0, closed: 0, probes: 0, skipped: 0, lastResorts: 0, outOfTime: 0 };

  await fc.assert(
    fc.asyncProperty(fc.array(scene, { minLength: 5, maxLength: 40 }), async (scenes) => {
      const [realClock, clock]: [Clock, Clock] = [{ nowMs: T0 }, { nowMs: T0 }];
      const changes: { real: unknown[]; expected: unknown[] } = { real: [], expected: [] };
      const realStore = createInMemoryBreakers(() => realClock.nowMs);
      const store = createReferenceStore(clock);
      const instances = Array.from({ length: INSTANCES }, () => ({
        real: realInstance(realStore, realClock, (...change) => changes.real.push(change)),
        reference: createReference(store, clock, (...change) => changes.expected.push(change)),
      }));
      const moods = new Map<string, Play>();
      const play = (provider: string): Play =>
        moods.get(provider) ?? { outcome: { class: 'accepted' }, takesMs: 100 };

      for (const given of scenes.flat()) {
        if (given.kind === 'all well') moods.clear();
        if (given.kind === 'wait for a probe') {
          const ends = [...store.states.values()].filter((state) => state.open).map((s) => s.atMs);
          const next = Math.min(...ends.filter((atMs) => atMs >= clock.nowMs));
          if (Number.isFinite(next)) realClock.nowMs = clock.nowMs = next + 1;
        }
        if (given.kind === 'mood') moods.set(given.provider, given.play);
        if (given.kind === 'wait') for (const each of [realClock, clock]) each.nowMs += given.ms;
        if (given.kind !== 'send') continue;
        const instance = instances[given.instance];
        if (instance === undefined) throw new Error('no such instance');
        for (let n = 0; n < given.times; n += 1) {
          await instance.real.catchUp();
          instance.reference.catchUp();
          const { country, budgetMs } = given;
          const expected = instance.reference.send(given.route, country, budgetMs, play);
          expect(await instance.real.send(given.route, country, budgetMs, play)).toEqual(expected);
          expect(changes.real).toEqual(changes.expected);
          expect(realClock).toEqual(clock);

          const tried = expected.attempts.map(({ provider }) => provider);
          reached.probes += expected.attempts.filter(({ probe }) => probe).length;
          reached.skipped += expected.skipped.length;
          reached.lastResorts += expected.skipped.filter((name) => tried.includes(name)).length;
          reached.outOfTime += expected.ranOutOfTime ? 1 : 0;
        }
      }
      for (const [, state] of changes.expected as [string, Known][])
        reached[state.open ? 'open' : 'closed'] += 1;
    }),
    { numRuns: 300, seed: 20261123 },
  );
  // The generator gets to all that there is to see, and often.
  for (const times of Object.values(reached)) expect(times).toBeGreaterThan(100);
}, 60_000);

/** Messages that overlap, with a store that answers when it likes: what holds in any order. */
test('many messages at once, in any order of events, keep what is promised', async () => {
  const traffic = fc.array(
    fc.record({
      instance: fc.nat(INSTANCES - 1),
      country: fc.constantFrom(...COUNTRIES),
      route,
      answers: fc.record({ a: outcome, b: outcome, c: outcome }),
    }),
    { minLength: 2, maxLength: 10 },
  );
  const rounds = fc.array(
    fc.record({ traffic, waitMs: fc.constantFrom(1, 5_001, 10_001, 61_000) }),
    { minLength: 2, maxLength: 6 },
  );
  let probesSeen = 0;

  await fc.assert(
    fc.asyncProperty(fc.scheduler(), rounds, fc.boolean(), async (scheduler, given, shared) => {
      const clock: Clock = { nowMs: T0 };
      const now = () => clock.nowMs;
      const memory = createInMemoryBreakers(now);
      /** Who has the probe of a breaker, until it is settled or given up for lost. */
      const claimedAtMs = new Map<string, number>();
      let claims = 0;
      const claim = async (key: string, untilMs: number) => {
        const mine = await memory.claimProbe(key, untilMs);
        if (!mine) return false;
        expect(now() - (claimedAtMs.get(key) ?? -Infinity)).toBeGreaterThan(30_000);
        claimedAtMs.set(key, now());
        claims += 1;
        return true;
      };
      const store: BreakerStore = {
        read: () => scheduler.schedule(memory.read()),
        write: async (key, state) => {
          await scheduler.schedule(Promise.resolve());
          claimedAtMs.delete(key);
          await memory.write(key, state);
        },
        claimProbe: async (key, untilMs) => {
          await scheduler.schedule(Promise.resolve());
          return claim(key, untilMs);
        },
      };
      const away: BreakerStore = {
        read: () => Promise.reject(new Error('away')),
        write: () => Promise.reject(new Error('away')),
        claimProbe: () => Promise.reject(new Error('away')),
      };
      const healths = Array.from({ length: INSTANCES }, () =>
        createProviderHealth({
          store: shared ? store : away,
          now,
          onChange: () => {},
          onStoreUnavailable: () => {},
        }),
      );

      for (const round of given) {
        const messages = round.traffic.map(async (message) => {
          const health = healths[message.instance];
          if (health === undefined) throw new Error('no such instance');
          const admissions = new Map<string, string>();
          const sends: string[] = [];
          let recording = 0;
          const senders = message.route.map((name): Sender => ({
            name,
            breaker: name,
            send: () => {
              sends.push(name);
              const answers: AttemptOutcome = message.answers[name];
              return scheduler.schedule(Promise.resolve(answers));
            },
          }));
          health.catchUp();
          const limits = { deadlineMs: now() + 15_000, attemptTimeoutMs: ATTEMPT_MS };
          const done = await dispatch(MESSAGE, message.country, senders, limits, {
            now,
            health: {
              ...health,
              admit: async (provider, country) => {
                const admission = await health.admit(provider, country);
                admissions.set(provider, admission);
                return admission;
              },
              record: async (...seen) => {
                recording += 1;
                await health.record(...seen);
                recording -= 1;
              },
            },
          });
          // Lambda freezes what is not over by then.
          expect(recording).toBe(0);
          return { message, admissions, sends, done };
        });
        const all = Promise.all(messages);
        await scheduler.waitFor(all);

        let probes = 0;
        for (const { message, admissions, sends, done } of await all) {
          const classes = done.attempts.map((attempt) => attempt.outcome);
          // Attempts in the record are the sends, and nobody is asked twice.
          expect(done.attempts.map(({ provider }) => provider)).toEqual(sends);
          expect(new Set(sends).size).toBe(sends.length);
          // No route is ever empty, and nothing is sent once it is over.
          expect(sends.length).toBeGreaterThan(0);
          expect(classes.slice(0, -1).every(movesOn)).toBe(true);
          if (classes.every(movesOn)) expect(sends.length).toBe(message.route.length);
          // Those that may be asked are, in the route's order; the others only after them.
          const asked = message.route.filter((name) => (admissions.get(name) ?? 'skip') !== 'skip');
          expect(sends.slice(0, asked.length)).toEqual(asked);
          probes += done.attempts.filter(({ probe }) => probe).length;
        }
        // One probe at a time: each has claimed it from all others.
        if (shared) expect(probes).toBeLessThanOrEqual(claims);
        claims = 0;
        probesSeen += probes;
        clock.nowMs += round.waitMs;
      }
    }),
    { numRuns: 300, seed: 20261123 },
  );
  expect(probesSeen).toBeGreaterThan(20);
}, 60_000);
