import type { Contestant } from './contestants';
import { measureWarm, type Plan } from './measure';
import { SLOW_COUNTERS_MS, SLOW_COUNTERS_PATH } from './stand-ins';

/** Enough for an average, in a few seconds. */
const FEW = { samples: 1, warmUp: 20, earlyFrom: 10, messages: 40 };

/**
 * How many times a message waits for DynamoDB, one time after the other: what it takes longer where every
 * answer of DynamoDB takes some time more. Requests at the same moment are one round trip.
 */
export const measureRoundTrips = async (
  plan: Omit<Plan, 'contestants' | 'samples'>,
  contestant: Contestant,
): Promise<number> => {
  const few = { ...plan, ...FEW, contestants: [contestant] };
  const slow = { AWS_ENDPOINT_URL_DYNAMODB: `${plan.standIns.url}${SLOW_COUNTERS_PATH}` };
  const wallMs = async (variables: Readonly<Record<string, string>>): Promise<number> => {
    const [measured] = await measureWarm({ ...few, variables });
    return measured?.samples[0]?.wall ?? Number.NaN;
  };
  return ((await wallMs(slow)) - (await wallMs({}))) / SLOW_COUNTERS_MS;
};
