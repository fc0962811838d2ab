import { gatewayTokenClaims, secretNames, type GatewayConfig } from '../contract';
import type { HttpClient } from '../shared/http';
import type { SecretStore } from '../shared/secrets';
import { createTokenVerifier } from './adapters/gateway-token';
import { createJournal } from './adapters/journal';
import type { AnyProviderDefinition } from './adapters/providers/provider';
import { createInMemoryBreakers } from './adapters/in-memory-breakers';
import { createInMemoryLimits } from './adapters/in-memory-limits';
import { createKeyedHash } from './adapters/keyed-hash';
import { createSecretCache } from './adapters/secret-cache';
import { createSenders, secretOf } from './adapters/senders';
import { createDeliverCode } from './core/deliver-code';
import { createSendLimits } from './core/limits/send-limits';
import type { LimitStore } from './core/limits/store';
import { createOutsideProduction } from './core/outside-production';
import { orderOf } from './core/route';
import { createProviderHealth, type BreakerStore } from './core/provider-health';

/** The world as the gateway sees it. In Lambda `handler.ts` makes the real one; tests and the laptop bring their own. */
export interface GatewayWorld {
  readonly config: GatewayConfig;
  /** Definitions by provider type; at least those that `config.providers` names. */
  readonly providers: Readonly<Record<string, AnyProviderDefinition>>;
  readonly secrets: SecretStore;
  readonly http: HttpClient;
  /** Region of the function, e.g. `eu-west-1`. */
  readonly region: string;
  /** Where Lambda puts the credentials of the function's role. @default - there are none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes one line of the log, without its line break. */
  readonly writeLine: (line: string) => void;
  /** @default - of this process alone */
  readonly breakers?: BreakerStore;
  /** Where send limits count. @default - in this process alone */
  readonly limits?: LimitStore;
  /** From 0 up to, and without, 1. @default Math.random */
  readonly random?: () => number;
}

/** Puts the gateway together and starts reading the secrets that the first message will need. */
export const createGateway = ({
  config,
  providers: definitions,
  secrets: store,
  http,
  region,
  env = {},
  now,
  writeLine,
  breakers = createInMemoryBreakers(now),
  limits: limitStore = createInMemoryLimits(now),
  random = Math.random,
}: GatewayWorld) => {
  const { environment, providers, routes, delivery, testNumbers, text = {}, sendLimits } = config;
  const secrets = createSecretCache(store, now);
  const journal = createJournal(environment, writeLine, now);
  const health = createProviderHealth({
    store: breakers,
    now,
    onChange: journal.breakerChanged,
    onStoreUnavailable: journal.breakersUnavailable,
  });
  const { gatewayToken, sendLimitsKey } = secretNames(environment);
  const limits =
    sendLimits &&
    createSendLimits({
      config: sendLimits,
      store: limitStore,
      hash: createKeyedHash(sendLimitsKey, secrets),
      now,
      onUnavailable: journal.limitsUnavailable,
    });

  // While Lambda is still starting up, so that the first message need not wait for them in turn.
  health.catchUp();
  void secrets.get(gatewayToken);
  if (limits) void secrets.get(sendLimitsKey);
  limits?.catchUp();
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
      outsideProduction: createOutsideProduction({
        ...(delivery.onlyTo && { onlyTo: delivery.onlyTo }),
        ...(testNumbers && { testNumbers }),
        now,
      }),
      routes,
      senderOf: createSenders({
        environment,
        providers,
        definitions,
        secrets,
        http,
        region,
        env,
        now,
        monotonicNow,
      }),
      health,
      limits,
      delivery,
      text,
      random,
      now: monotonicNow,
    }),
    journal,
    monotonicNow,
  };
};

/** Whole milliseconds on a clock that only moves forward. */
const monotonicNow = (): number => Math.round(performance.now());

const firstProviders = ({ routes }: GatewayConfig): ReadonlySet<string> =>
  new Set(routes.flatMap((route) => orderOf(route.providers, 0).slice(0, 1)));
