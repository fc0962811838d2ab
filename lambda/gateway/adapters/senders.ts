import * as v from 'valibot';
import { secretNames, type DeliveryMethod, type ProviderSettings } from '../../contract';
import type { HttpClient } from '../../shared/http';
import type { AttemptLimits, AttemptOutcome, Message, Sender, Unready } from '../core/attempt';
import type { AnyProviderDefinition } from './providers/provider';
import type { SecretCache } from './secret-cache';

export interface SendersOptions {
  readonly environment: string;
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** By provider type. */
  readonly definitions: Readonly<Record<string, AnyProviderDefinition>>;
  readonly secrets: SecretCache;
  readonly http: HttpClient;
  readonly region: string;
  /** Where Lambda puts the credentials of the function's role. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds by a clock that is never set, unlike that of a machine that was frozen for a while. */
  readonly monotonicNow: () => number;
}

/** The sender of a provider for one method and country; `undefined` when it has no such method. */
export type SenderOf = (
  name: string,
  method: DeliveryMethod,
  country: string,
) => Sender | undefined;

/**
 * The providers of the environment as {@link Sender}s. A sender looks up its credentials, performs
 * one attempt, and keeps the promise that the dispatcher lives by: an outcome, in time, whatever
 * happens.
 */
export const createSenders = (options: SendersOptions): SenderOf => {
  const providers = new Map(
    Object.entries(options.providers).map(([name, settings]) => [
      name,
      createProvider(name, settings, options),
    ]),
  );
  return (name, method, country) => {
    const provider = providers.get(name);
    if (provider === undefined) throw new Error(`a route names "${name}", which is no provider`);
    return provider(method, country);
  };
};

/** Name of the secret a provider needs, if its type needs one. */
export const secretOf = (
  environment: string,
  name: string,
  definition: AnyProviderDefinition,
): string | undefined =>
  definition.credentials ? secretNames(environment).provider(name) : undefined;

type Attempt = (
  message: Message,
  limits: AttemptLimits,
  credentials: unknown,
) => Promise<AttemptOutcome>;

const createProvider = (
  name: string,
  { type, attemptTimeoutSeconds, perCountry = {}, ...settings }: ProviderSettings,
  { environment, definitions, secrets, http, region, env = {}, now, monotonicNow }: SendersOptions,
) => {
  const definition = definitions[type];
  if (definition === undefined)
    throw new Error(`provider "${name}" is of type "${type}", which this bundle does not contain`);
  const secret = secretOf(environment, name, definition);
  const withCredentials =
    secret === undefined ? undefined : credentials(secret, definition, secrets, now);

  const senderWith = (
    connect: AnyProviderDefinition['connect'],
    breaker: string,
    country?: string,
  ): Sender => {
    const overrides = country === undefined ? {} : perCountry[country];
    const attempt: Attempt = connect({ ...settings, ...overrides }, { http, region, env });
    const once: Sender['send'] = (message, limits) => {
      if (!withCredentials) return attempt(message, limits, undefined);
      const endsAtMs = monotonicNow() + limits.timeoutMs;
      return withCredentials((given) =>
        // Whatever the secret took, a provider must not be asked when nobody waits any longer.
        attempt(message, { ...limits, timeoutMs: Math.max(0, endsAtMs - monotonicNow()) }, given),
      );
    };
    return {
      name,
      breaker,
      send: (message, limits) => within(limits.timeoutMs, () => once(message, limits)),
      ...(attemptTimeoutSeconds !== undefined && {
        attemptTimeoutMs: attemptTimeoutSeconds * 1000,
      }),
    };
  };

  const sendersOf = (connect: AnyProviderDefinition['connect'] | undefined, breaker: string) => {
    if (connect === undefined) return () => undefined;
    const general = senderWith(connect, breaker);
    const special = new Map(
      Object.keys(perCountry).map((country) => [country, senderWith(connect, breaker, country)]),
    );
    return (country: string) => special.get(country) ?? general;
  };
  const methods = {
    text: sendersOf(definition.connect, name),
    voice: sendersOf(definition.connectVoice, `${name}:voice`),
  };
  return (method: DeliveryMethod, country: string) => methods[method](country);
};

/** Refused credentials are looked up anew at most this often. */
const REREAD_AT_MOST_EVERY_MS = 30_000;

/**
 * Runs attempts with a provider's credentials. When the provider takes them for a fault of our
 * configuration, they may just have been rotated: they are read anew, and if they changed, the
 * attempt is made once more with the new ones.
 */
const credentials = (
  secret: string,
  { credentials: schema }: AnyProviderDefinition,
  secrets: SecretCache,
  now: () => number,
) => {
  let rereadAtMs = -Infinity;
  let known: { readonly text: string; readonly credentials: unknown } | undefined;

  const parse = (text: string): unknown => {
    if (known?.text !== text) known = { text, credentials: parseCredentials(text, schema) };
    return known.credentials;
  };

  const attemptWith = async (
    text: string,
    attempt: (given: unknown) => Promise<AttemptOutcome>,
  ): Promise<AttemptOutcome> => {
    const given = parse(text);
    return given === undefined ? unready(secret, 'malformed') : attempt(given);
  };

  return async (attempt: (given: unknown) => Promise<AttemptOutcome>): Promise<AttemptOutcome> => {
    const read = await secrets.get(secret);
    if (!read.ok) return unready(secret, read.error);
    const outcome = await attemptWith(read.value, attempt);
    if (outcome.class !== 'configuration' || now() - rereadAtMs < REREAD_AT_MOST_EVERY_MS)
      return outcome;
    rereadAtMs = now();
    const reread = await secrets.refresh(secret);
    return reread.ok && reread.value !== read.value ? attemptWith(reread.value, attempt) : outcome;
  };
};

/** `undefined`: not the JSON that the provider needs. */
const parseCredentials = (text: string, schema: AnyProviderDefinition['credentials']): unknown => {
  if (schema === undefined) return undefined;
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

const unready = (secret: string, why: Unready['why']): AttemptOutcome => ({
  class: 'configuration',
  code: `credentials_${why}`,
  unready: { secret, why },
});

/** A provider that overstays or throws has an outcome nevertheless: we cannot know what it did. */
const within = (
  timeoutMs: number,
  attempt: () => Promise<AttemptOutcome>,
): Promise<AttemptOutcome> =>
  new Promise((resolve) => {
    // Providers end their own attempts in time; the grace keeps their more exact word for it.
    const timer = setTimeout(() => resolve({ class: 'unknown', code: 'timeout' }), timeoutMs + 50);
    void attempt()
      .catch((error: unknown): AttemptOutcome => ({ class: 'unknown', code: exceptionCode(error) }))
      .then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
  });

/** The kind of error and nothing of its text, which may quote the message. */
const exceptionCode = (error: unknown): string =>
  error instanceof Error ? `exception.${error.name}` : 'exception';
