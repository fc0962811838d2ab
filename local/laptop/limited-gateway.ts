import type { LimitMode } from '../../lambda/contract';
import { createInMemoryBreakers } from '../../lambda/gateway/adapters/in-memory-breakers';
import { createInMemoryLimits } from '../../lambda/gateway/adapters/in-memory-limits';
import type { GatewayHandler } from '../../lambda/gateway/handler';
import { createLocalGateway, type LocalGatewayOptions } from './gateway';
import { LIMIT_MODES, type LimitsState } from './limits-state';
import { CEILINGS, sendLimitsIn } from './send-limits';

/** The gateway, and a switch for its send limits. */
export interface LimitedGateway {
  readonly handler: GatewayHandler;
  readonly limits: LimitsSwitch;
}

export interface LimitsSwitch {
  readonly state: () => LimitsState;
  /** Counts anew: not every counter of one mode is one of the other, too. */
  readonly setMode: (mode: LimitMode) => void;
  /** Every counter begins anew, and nothing is a duplicate any more. */
  readonly clear: () => void;
}

export interface LimitedGatewayOptions extends Omit<
  LocalGatewayOptions,
  'breakers' | 'limits' | 'sendLimits'
> {
  /** At the start. */
  readonly mode: LimitMode;
  readonly onModeChange: () => void;
}

/**
 * A switch deploys the gateway anew, as an operator would. A message on its way ends with the gateway and
 * the counters it began with, so what it takes back is never taken from new ones.
 */
export const createLimitedGateway = ({
  mode: first,
  onModeChange,
  ...world
}: LimitedGatewayOptions): LimitedGateway => {
  const breakers = createInMemoryBreakers(world.now);
  let mode = first;
  const deploy = () =>
    createLocalGateway({
      ...world,
      breakers,
      limits: createInMemoryLimits(world.now),
      sendLimits: sendLimitsIn(mode),
    });
  let handler = deploy();
  return {
    handler: (event) => handler(event),
    limits: {
      state: () => ({ mode, offers: LIMIT_MODES, ceilings: CEILINGS }),
      setMode: (next) => {
        mode = next;
        handler = deploy();
        onModeChange();
      },
      clear: () => {
        handler = deploy();
      },
    },
  };
};
