import { heldUpMs, judge, measure } from './measure';
import type { Run } from './run-scenario';
import type { Expectation } from './scenario';

/** A run of which two things were noted: how long it took, and breakers. */
const runOf = (tookMs: number, { stoodStillMs = 0, openings = 0 } = {}): Run => ({
  begunMs: 0,
  tookMs,
  instances: 56,
  sent: [],
  beside: [],
  breakers: Array.from({ length: openings }, () => ({
    atMs: 0,
    provider: 'plivo' as const,
    status: 'open' as const,
  })),
  report: { arrivals: { clickatell: [], twilio: [], plivo: [] }, taken: [], longestStallMs: 0 },
  longestStallMs: stoodStillMs,
});

const FAST: Expectation = {
  promise: 'fast',
  timing: true,
  check: ({ tookMs }) => {
    if (tookMs > 100) throw new Error(`${tookMs} is more than 100`);
  },
};
const NONE_OPENS: Expectation = {
  promise: 'no breaker opens',
  check: ({ breakers }) => {
    if (breakers.length > 0) throw new Error('one opened');
  },
};

/** Plays the given runs in turn, and says how many it took and what was not kept. */
const playing = async (runs: readonly Run[]) => {
  let played = 0;
  const shares: number[] = [];
  const measured = await measure({}, [FAST, NONE_OPENS], (share) => {
    const run = runs[played];
    shares.push(share);
    played += 1;
    return run ? Promise.resolve(run) : Promise.reject(new Error('one run too many'));
  });
  const broken = [FAST, NONE_OPENS].filter((promise) => {
    try {
      judge(promise, measured);
      return false;
    } catch {
      return true;
    }
  });
  return { ...measured, played, shares, broken: broken.map(({ promise }) => promise) };
};

const FINE = runOf(90);
const SLOW = runOf(130);
const OPENING = runOf(90, { openings: 1 });
const HELD_UP = runOf(130, { stoodStillMs: 450, openings: 1 });

test.each<[string, readonly Run[], number, readonly string[]]>([
  ['a run that keeps all promises is enough', [FINE], 1, []],
  ['a run that was too slow is measured again', [SLOW, FINE], 2, []],
  ['what is too slow three times is too slow', [SLOW, SLOW, SLOW], 3, ['fast']],
  ['an open breaker is not measured again', [OPENING], 1, ['no breaker opens']],
  [
    'nor when the run was too slow as well',
    [runOf(130, { openings: 1 })],
    1,
    ['fast', 'no breaker opens'],
  ],
  ['a breaker that opens in one of several runs counts', [SLOW, OPENING], 2, ['no breaker opens']],
  ['a run that the machine held up says nothing', [HELD_UP, HELD_UP, FINE], 3, []],
  ['and does not count among the three', [HELD_UP, SLOW, HELD_UP, SLOW, FINE], 5, []],
  [
    'where there is no other, it is judged',
    Array(6).fill(HELD_UP),
    6,
    ['fast', 'no breaker opens'],
  ],
  ['six runs are the most', [SLOW, ...Array<Run>(5).fill(HELD_UP)], 6, ['fast']],
])('%s', async (_, runs, played, broken) => {
  expect(await playing(runs)).toMatchObject({ played, broken });
});

test('each time that a scenario is played again, the reason is told', async () => {
  const { again } = await playing([HELD_UP, SLOW, FINE]);
  expect(again).toEqual(['the machine held it up for 450 ms', '"fast": 130 is more than 100']);
});

test('a machine that cannot keep up is given half as many instances each time', async () => {
  const { shares } = await playing([HELD_UP, SLOW, HELD_UP, HELD_UP, HELD_UP, FINE]);
  expect(shares).toEqual([1, 1 / 2, 1 / 2, 1 / 4, 1 / 8, 1 / 8]);
});

test('a message beside that was answered late tells of a busy machine as well', () => {
  const beside = { ...FINE, beside: [{ ...SENT, ms: 460 }] };
  expect(heldUpMs(beside)).toBe(400);
});

const SENT = {
  message: { to: '', text: '' },
  status: 200,
  atMs: 0,
  ms: 0,
  nth: 0,
  attempts: [],
};
