import { gatewayTokenClaims, secretNames, type GatewayConfig } from '../contract';
import type { HttpClient } from '../shared/http';
import type { SecretStore } from '../shared/secrets';
import { createTokenVerifier } from './adapters/gateway-token';
import { createJournal } from './adapters/journal';
import type { AnyProviderDefinition } from './adapters/providers/provider';
import { createSecretCache } from './adapters/secret-cache';
import { createSenders, secretOf } from './adapters/senders';
import { createDeliverCode } from './core/deliver-code';

/** The world as the gateway sees it. In Lambda `handler.ts` makes the real one; tests and the laptop bring their own. */
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

/** Puts the gateway together and starts reading the secrets that the first message will need. */
export const createGateway = ({
  config,
  providers: definitions,
  secrets: store,
  http,
  region,
  now,
  writeLine,
}: GatewayWorld) => {
  const { environment, providers, routes, delivery } = config;
  const secrets = createSecretCache(store, now);
  const senders = createSenders({ environment, providers, definitions, secrets, http, region });
  const gatewayToken = secretNames(environment).gatewayToken;

  // While Lambda is still starting up, so that the first message need not wait for them in turn.
  void secrets.get(gatewayToken);
  for (const name of firstProviders(config)) {
    const definition = definitions[providers[name]?.type ?? ''];
    const secret = definition && secretOf(environment, name, definition);
    if (secret !== undefined) void secrets.get(secret);
  }

  return {
    deliverCode: createDeliverCode({
      verifyToken: createTokenVerifier({
        secretName: gatewayToken,
        ...gatewayTokenClaims(environment),
        secrets,
        now,
      }),
      routes,
      senderOf: (name) => {
        const sender = senders.get(name);
        if (sender === undefined) throw new Error(`a route names "${name}", which is no provider`);
        return sender;
      },
      delivery,
      now: monotonicNow,
    }),
    journal: createJournal(environment, writeLine, now),
    monotonicNow,
  };
};

/** Whole milliseconds on a clock that only moves forward. */
const monotonicNow = (): number => Math.round(performance.now());

const firstProviders = ({ routes }: GatewayConfig): ReadonlySet<string> =>
  new Set(routes.flatMap((route) => route.providers.slice(0, 1)));
