import assert from 'node:assert/strict';
import { figuresOf, type Figures } from './figures';
import type { Provider } from './plan';
import type { Run } from './run-scenario';
import { BUDGET_MS } from './scale';
import { LEARNT_AFTER, type Expectation, type Scenario } from './scenario';

/** Of the budget's end, a timer and the machine have their own idea. */
const GRACE_MS = 100;
/** So much slower than beside it, where all is well, may the median be, once the instances know. */
const LEARNT_RATIO = 1.3;
/** The share of messages that may then still meet a dead provider: by probes. */
const STILL_FAILING_OVER = 0.02;

/** What is promised whatever goes wrong, as long as one provider on the route is well. */
export const alwaysPromised = ({ ambiguous = false }: Scenario): readonly Expectation[] => [
  ofFigures('every message is accepted, and is with a provider by its number and text', (f) =>
    assert.equal(f.lost, 0),
  ),
  timed(ofFigures('within its budget', ({ slowest }) => atMost(slowest, BUDGET_MS + GRACE_MS))),
  ambiguous
    ? ofFigures('only what was taken without a clear answer goes out twice', (f) => {
        assert.ok(f.duplicates > 0, 'nothing ambiguous happened');
        atMost(f.duplicates, f.unclear);
      })
    : ofFigures('nothing goes out twice', ({ duplicates }) => assert.equal(duplicates, 0)),
];

export const medianHolds: Expectation = timed(
  ofFigures(
    `after ${LEARNT_AFTER} messages of each instance, the median is within ${LEARNT_RATIO} × of a healthy route’s beside it`,
    ({ learnt, p50Learnt, p50Beside }) => {
      assert.ok(learnt > 0, `no instance had more than ${LEARNT_AFTER} messages`);
      atMost(p50Learnt / p50Beside, LEARNT_RATIO);
    },
  ),
);

/** After so many messages in trouble, an instance knows whom not to ask. */
export const learns: readonly Expectation[] = [
  medianHolds,
  ofFigures('and all but a few probes go straight to a provider that is well', (f) =>
    atMost(f.failedOverLearnt, STILL_FAILING_OVER),
  ),
];

export const oneAttemptEach: Expectation = ofFigures('no message needs a second attempt', (f) =>
  assert.equal(f.failedOver, 0),
);

export const noBreakerOpens: Expectation = ofFigures('no breaker opens', ({ openings }) =>
  assert.equal(openings, 0),
);

export const breakerOpens: Expectation = ofFigures('its breaker opens', ({ openings }) =>
  assert.ok(openings > 0),
);

/** How often a provider was asked between its recovery and the moment when an instance closed its breaker. */
export const attemptsUntilBack = (run: Run, provider: Provider, healsAtMs: number) => {
  const healedMs = run.begunMs + healsAtMs;
  const closed = run.breakers.find(
    (event) => event.provider === provider && event.status === 'closed' && event.atMs >= healedMs,
  );
  if (closed === undefined) return undefined;
  const attempts = run.report.arrivals[provider].filter(
    (atMs) => atMs >= healedMs && atMs <= closed.atMs,
  );
  return { attempts: attempts.length, afterMs: closed.atMs - healedMs };
};

export const isLetBack = (provider: Provider, healsAtMs: number): Expectation => ({
  promise: 'it is let back by one probe after it heals',
  check: (run) => assert.equal(attemptsUntilBack(run, provider, healsAtMs)?.attempts, 1),
});

export const takesLastMessages = (provider: Provider): Expectation => ({
  promise: 'and then takes all messages again',
  check: ({ sent }) => {
    const last = sent.slice(-Math.ceil(sent.length / 10));
    const others = last.filter(({ attempts }) => attempts[0]?.provider !== provider).length;
    assert.equal(others, 0);
  },
});

function ofFigures(promise: string, check: (figures: Figures) => void): Expectation {
  return { promise, check: (run) => check(figuresOf(run)) };
}

function timed(expectation: Expectation): Expectation {
  return { ...expectation, timing: true };
}

const atMost = (value: number, most: number): void =>
  assert.ok(value <= most, `${value.toFixed(2)} is more than ${most.toFixed(2)}`);
