import { setTimeout as pause } from 'node:timers/promises';
import { awayBreakers, nearBreakers } from './breaker-store';
import { startInstance, startSecrets, type BreakerEvent, type Sent } from './instances';
import { messageAt } from './messages';
import { PROVIDERS } from './plan';
import type { Report } from './providers/protocol';
import type { Providers } from './providers/start';
import { ATTEMPT_MS, fastClock } from './scale';
import { LEARNT_AFTER, type Scenario } from './scenario';
import { watchStalls } from './stall';

/** All that was seen of a scenario, on both sides of the wire. */
export interface Run {
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly begunMs: number;
  readonly tookMs: number;
  readonly instances: number;
  readonly sent: readonly Sent[];
  /** What was sent meanwhile by instances that know no other provider than the one that is well. */
  readonly beside: readonly Sent[];
  readonly breakers: readonly BreakerEvent[];
  readonly report: Report;
  /** The longest time that either process stood still. */
  readonly longestStallMs: number;
}

export interface Load {
  readonly seed: string;
  readonly messages: number;
  /** Instances of the function, each of which has one message at a time. */
  readonly instances: number;
}

/**
 * For so many instances, one more sends by the provider that is well in every scenario, and by no
 * other. Both share the machine and its moods, so that the one can be compared to the other.
 */
const INSTANCES_FOR_ONE_BESIDE = 7;
/** Their messages are others. */
const FIRST_BESIDE = 450_000;

export const runScenario = async (
  scenario: Scenario,
  { seed, messages, instances }: Load,
  providers: Providers,
): Promise<Run> => {
  const {
    plans,
    route = PROVIDERS,
    storeAway = false,
    rotation,
    lastsMs = 0,
    troubleFromMs = 0,
  } = scenario;
  const now = fastClock();
  const secrets = startSecrets();
  const breakers: BreakerEvent[] = [];
  const begunMs = await providers.begin(seed, plans);
  const startedMs = performance.now();
  const world = {
    startedMs,
    troubleMs: startedMs + troubleFromMs,
    urls: providers.urls,
    route,
    secrets: secrets.store,
    breakers: storeAway ? awayBreakers() : nearBreakers(now),
    now,
    onBreaker: (event: BreakerEvent) => breakers.push(event),
  };

  const stalls = watchStalls();
  const elapsedMs = () => performance.now() - startedMs;
  const rotating = rotation && setTimeout(() => secrets.rotate(rotation.provider), rotation.atMs);
  const sent: Sent[] = [];
  const beside: Sent[] = [];
  let next = 0;
  let nextBeside = FIRST_BESIDE;
  let working = instances;
  const isOngoing = () => working > 0;

  /** One after the other, as long as there are any: what Lambda does with an instance. */
  const work = async () => {
    const instance = startInstance(world);
    let inTrouble = 0;
    while (next < messages || elapsedMs() < lastsMs || inTrouble < 2 * LEARNT_AFTER) {
      const index = next;
      next += 1;
      const message = await instance.send(messageAt(seed, index));
      inTrouble = message.nth;
      sent.push(message);
    }
    working -= 1;
  };
  const workBeside = async () => {
    const instance = startInstance({ ...world, route: ['plivo'] });
    while (isOngoing()) {
      const index = nextBeside;
      nextBeside += 1;
      beside.push(await instance.send(messageAt(seed, index)));
    }
  };
  const instancesBeside = Math.ceil(instances / INSTANCES_FOR_ONE_BESIDE);
  const allBeside = Promise.all(Array.from({ length: instancesBeside }, workBeside));
  await Promise.all(Array.from({ length: instances }, work));
  await allBeside;
  clearTimeout(rotating);
  const tookMs = elapsedMs();

  // What a provider took without saying so may go out a little later.
  await pause(ATTEMPT_MS);
  const report = await providers.end();
  const longestStallMs = Math.max(stalls.longestMs(), report.longestStallMs);
  return { begunMs, tookMs, instances, sent, beside, breakers, report, longestStallMs };
};
