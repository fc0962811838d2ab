import type { GatewayConfig } from '../contract';
import type { HttpClient } from '../shared/http';
import type { SecretStore } from '../shared/secrets';
import type { AnyProviderDefinition } from './adapters/providers/provider';

/** The world as the gateway sees it. `handler.ts` gets the real one in Lambda, tests and the laptop their own. */
export interface GatewayWorld {
  readonly config: GatewayConfig;
  /** Definitions by provider type; at least those that `config.providers` names. */
  readonly providers: Readonly<Record<string, AnyProviderDefinition>>;
  readonly secrets: SecretStore;
  readonly http: HttpClient;
  /** Region of the function, e.g. `eu-west-1`. */
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes one line of the log, without its line break. */
  readonly writeLine: (line: string) => void;
}
