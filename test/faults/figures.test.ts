import { figuresOf, nextTo } from './figures';
import type { Sent } from './instances';
import { medianHolds } from './promises';
import type { Run } from './run-scenario';

const sent = (atMs: number, ms: number, nth = 21): Sent => ({
  message: { to: '', text: '' },
  status: 200,
  atMs,
  ms,
  nth,
  attempts: [],
});

const runOf = (messages: readonly Sent[], beside: readonly Sent[]): Run => ({
  begunMs: 0,
  tookMs: 0,
  instances: 56,
  sent: messages,
  beside,
  breakers: [],
  report: { arrivals: { clickatell: [], twilio: [], plivo: [] }, taken: [], longestStallMs: 0 },
  longestStallMs: 0,
});

test('each message is compared to the one beside that was sent nearest to it', () => {
  const beside = [sent(0, 1), sent(100, 2), sent(200, 3), sent(300, 4)];
  const messages = [sent(290, 0), sent(10, 0), sent(160, 0), sent(140, 0), sent(900, 0)];
  expect(nextTo(messages, beside).map(({ ms }) => ms)).toEqual([1, 2, 3, 4, 4]);
});

test('a quiet time before the instances know is no measure for a busy one after', () => {
  const quiet = Array.from({ length: 50 }, (_, n) => sent(n, 60));
  const busy = Array.from({ length: 10 }, (_, n) => sent(1_000 + n, 90));
  const messages = Array.from({ length: 10 }, (_, n) => sent(1_000 + n, 93));
  expect(figuresOf(runOf(messages, [...quiet, ...busy]))).toMatchObject({
    learnt: 10,
    p50Learnt: 93,
    p50Beside: 90,
  });
});

test('no message after the twentieth shows nothing, and keeps no promise', () => {
  const run = runOf([sent(0, 60, 20)], [sent(0, 60)]);
  expect(() => medianHolds.check(run)).toThrow('no instance had more than 20 messages');
});

test('a median of more than 1.3 × the one beside keeps no promise either', () => {
  expect(() => medianHolds.check(runOf([sent(0, 131)], [sent(0, 100)]))).toThrow('1.31');
  expect(() => medianHolds.check(runOf([sent(0, 130)], [sent(0, 100)]))).not.toThrow();
});
