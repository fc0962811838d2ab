import type { LocalHandler } from '../http/message';
import { createInbox, type Inbox } from '../inbox';
import { systemRandom, type RandomInt } from '../random';
import { STAND_IN_ACCOUNTS, type Accounts } from './accounts';
import { createClickatell } from './clickatell';
import type { ProviderName } from './names';
import { createPlivo } from './plivo';
import { createSns } from './sns';
import { createStandIn } from './stand-in';
import type { ProviderState } from './state';
import { createTwilio } from './twilio';

export { PROVIDER_NAMES, type ProviderName } from './names';

export interface ProvidersOptions {
  /** Where delivered messages land. @default an inbox of their own */
  readonly inbox?: Inbox;
  /** @default STAND_IN_ACCOUNTS */
  readonly accounts?: Partial<Accounts>;
  readonly random?: RandomInt;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** Stand-ins of all providers, each speaking its real wire format. */
export interface Providers {
  readonly inbox: Inbox;
  /** By provider; paths are those of the provider's own host. */
  readonly handlers: Readonly<Record<ProviderName, LocalHandler>>;
  readonly stateOf: (name: ProviderName) => ProviderState;
  readonly setState: (name: ProviderName, state: ProviderState) => void;
}

export const createProviders = ({
  now = Date.now,
  inbox = createInbox(now),
  accounts = {},
  random = systemRandom,
}: ProvidersOptions = {}): Providers => {
  const known: Accounts = { ...STAND_IN_ACCOUNTS, ...accounts };
  const world = { random, now };
  const states = new Map<ProviderName, ProviderState>();
  const stateOf = (name: ProviderName): ProviderState => states.get(name) ?? { state: 'healthy' };
  const wires = {
    sns: createSns(known.sns, world),
    clickatell: createClickatell(known.clickatell, world),
    twilio: createTwilio(known.twilio, world),
    plivo: createPlivo(known.plivo, world),
  };
  const standIn = (name: ProviderName) =>
    createStandIn(name, wires[name], inbox, () => stateOf(name));
  return {
    inbox,
    handlers: {
      sns: standIn('sns'),
      clickatell: standIn('clickatell'),
      twilio: standIn('twilio'),
      plivo: standIn('plivo'),
    },
    stateOf,
    setState: (name, state) => states.set(name, state),
  };
};
