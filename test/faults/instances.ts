import { secretNames } from '../../lambda/contract';
import { provider as clickatell } from '../../lambda/gateway/adapters/providers/clickatell';
import { provider as plivo } from '../../lambda/gateway/adapters/providers/plivo';
import { provider as twilio } from '../../lambda/gateway/adapters/providers/twilio';
import type { BreakerStore } from '../../lambda/gateway/core/provider-health';
import { createHandler } from '../../lambda/gateway/handler';
import { createHttpClient } from '../../lambda/shared/http';
import type { SecretStore } from '../../lambda/shared/secrets';
import { ENVIRONMENT, gatewayEvent, inMemorySecrets, TOKEN_SECRET } from '../support/gateway';
import { providerSettings, secretOf } from './accounts';
import type { SentMessage } from './messages';
import { PROVIDERS, type Provider } from './plan';
import { DELIVERY } from './scale';

/** One attempt, as the gateway's own log has it. */
export interface LoggedAttempt {
  readonly provider: Provider;
  readonly class: string;
  readonly ms: number;
  readonly probe?: boolean;
}

/** What became of one message. */
export interface Sent {
  readonly message: SentMessage;
  readonly status: number;
  /** When it was sent, in milliseconds since the run began. */
  readonly atMs: number;
  /** As whoever called has measured it. */
  readonly ms: number;
  /** Which message of its instance it was since the trouble began, from 1; 0 before. */
  readonly nth: number;
  readonly attempts: readonly LoggedAttempt[];
}

/** A breaker that opened or closed, as an instance has logged it. */
export interface BreakerEvent {
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly atMs: number;
  readonly provider: Provider;
  readonly status: 'open' | 'closed';
}

/** An instance of the function: the real handler, which Lambda gives one message at a time. */
export interface Instance {
  readonly send: (message: SentMessage) => Promise<Sent>;
}

export interface World {
  readonly urls: Readonly<Record<Provider, string>>;
  readonly route: readonly Provider[];
  readonly breakers: BreakerStore;
  readonly secrets: SecretStore;
  readonly now: () => number;
  /** When the trouble begins, by `performance.now()`. */
  readonly troubleMs: number;
  /** When the run began, by the same clock. */
  readonly startedMs: number;
  readonly onBreaker: (event: BreakerEvent) => void;
}

interface Line {
  readonly message: string;
  readonly provider: Provider;
  readonly status: BreakerEvent['status'];
  readonly attempts: readonly LoggedAttempt[];
}

export const startInstance = (world: World): Instance => {
  const { urls, route, breakers, secrets, now, onBreaker } = world;
  let attempts: readonly LoggedAttempt[] = [];
  let count = 0;
  const handler = createHandler({
    config: {
      environment: ENVIRONMENT,
      providers: providerSettings(urls),
      routes: [{ countries: ['US', 'GB'], providers: route }],
      delivery: DELIVERY,
    },
    providers: { clickatell, twilio, plivo },
    secrets,
    breakers,
    http: createHttpClient(),
    region: 'eu-west-1',
    now,
    writeLine: (text) => {
      const line = JSON.parse(text) as Line;
      if (line.message === 'completed') attempts = line.attempts;
      if (line.message === 'breaker')
        onBreaker({ atMs: Date.now(), provider: line.provider, status: line.status });
    },
  });
  return {
    send: async (message) => {
      const event = gatewayEvent({ recipient: message.to, body: message.text });
      const sentMs = performance.now();
      if (sentMs >= world.troubleMs) count += 1;
      const nth = count;
      const { statusCode } = await handler(event);
      const ms = performance.now() - sentMs;
      return { message, status: statusCode, atMs: sentMs - world.startedMs, ms, nth, attempts };
    },
  };
};

/** The secrets of all instances; `rotate` puts the second credentials in the place of the first. */
export const startSecrets = () => {
  const names = secretNames(ENVIRONMENT);
  const store = inMemorySecrets({
    [names.gatewayToken]: TOKEN_SECRET,
    ...Object.fromEntries(PROVIDERS.map((name) => [names.provider(name), secretOf(name, 'first')])),
  });
  return {
    store,
    rotate: (provider: Provider) => {
      store.values[names.provider(provider)] = secretOf(provider, 'second');
    },
  };
};
