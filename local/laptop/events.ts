import type { Decision } from '../decision';
import type { Decisions } from '../decisions';
import type { EventStream } from '../http/message';
import { withCode, type Inbox, type MessageWithCode } from '../inbox';
import type { ProviderState } from '../providers/state';
import type { IntegrationState } from './integration-state';
import type { LimitsState } from './limits-state';

/** By the name of the event; docs/laptop.md documents them. */
export interface LaptopEvents {
  /** First of every stream: whoever reconnects has missed nothing. */
  readonly snapshot: {
    readonly messages: readonly MessageWithCode[];
    readonly decisions: readonly Decision[];
    readonly providers: ProviderStates;
    readonly limits: LimitsState;
    readonly integration: IntegrationState;
  };
  readonly message: MessageWithCode;
  readonly decision: Decision;
  readonly providers: ProviderStates;
  readonly limits: LimitsState;
  readonly integration: IntegrationState;
  readonly 'messages-cleared': null;
  readonly 'decisions-cleared': null;
}

export type ProviderStates = Readonly<Record<string, ProviderState>>;

export interface EventSources {
  readonly inbox: Inbox;
  readonly decisions: Decisions;
  readonly providers: {
    readonly states: () => ProviderStates;
    readonly watch: Watch;
  };
  readonly limits: {
    readonly state: () => LimitsState;
    readonly watch: Watch;
  };
  readonly integration: {
    readonly state: () => IntegrationState;
    readonly watch: Watch;
  };
}

/** Returns what ends the watch. */
type Watch = (changed: () => void) => () => void;

/** A page has no use for more. */
const SNAPSHOT_ENTRIES = 50;

export const createEvents =
  ({ inbox, decisions, providers, limits, integration }: EventSources): EventStream =>
  (send) => {
    const tell = <Name extends keyof LaptopEvents>(name: Name, data: LaptopEvents[Name]) =>
      send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    tell('snapshot', {
      messages: inbox.all().slice(-SNAPSHOT_ENTRIES).map(withCode),
      decisions: decisions.all().slice(-SNAPSHOT_ENTRIES),
      providers: providers.states(),
      limits: limits.state(),
      integration: integration.state(),
    });
    const stops = [
      inbox.watch({
        added: (message) => tell('message', withCode(message)),
        cleared: () => tell('messages-cleared', null),
      }),
      decisions.watch({
        added: (decision) => tell('decision', decision),
        cleared: () => tell('decisions-cleared', null),
      }),
      providers.watch(() => tell('providers', providers.states())),
      limits.watch(() => tell('limits', limits.state())),
      integration.watch(() => tell('integration', integration.state())),
    ];
    return () => stops.forEach((stop) => stop());
  };
