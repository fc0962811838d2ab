import * as v from 'valibot';
import { secretNames, type ProviderSettings } from '../../contract';
import type { HttpClient } from '../../shared/http';
import type { AttemptOutcome, Sender, Unready } from '../core/attempt';
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
}

/**
 * One {@link Sender} per provider of the environment, by provider name. A sender looks up its
 * credentials, performs one attempt, and keeps the promise that the dispatcher lives by: an outcome,
 * in time, whatever happens.
 */
export const createSenders = (options: SendersOptions): ReadonlyMap<string, Sender> =>
  new Map(
    Object.entries(options.providers).map(([name, settings]) => [
      name,
      createSender(name, settings, options),
    ]),
  );

/** Name of the secret a provider needs, if its type needs one. */
export const secretOf = (
  environment: string,
  name: string,
  definition: AnyProviderDefinition,
): string | undefined =>
  definition.credentials ? secretNames(environment).provider(name) : undefined;

const createSender = (
  name: string,
  { type, ...settings }: ProviderSettings,
  { environment, definitions, secrets, http, region }: SendersOptions,
): Sender => {
  const definition = definitions[type];
  if (definition === undefined)
    throw new Error(`provider "${name}" is of type "${type}", which this bundle does not contain`);
  const attempt = definition.connect(settings, { http, region });
  const secret = secretOf(environment, name, definition);
  const readCredentials = credentialsReader(definition.credentials);

  const attemptOnce: Sender['send'] = async (message, limits) => {
    if (secret === undefined) return attempt(message, limits, undefined);
    const read = await secrets.get(secret);
    if (!read.ok) return unready(secret, read.error);
    const credentials = readCredentials(read.value);
    if (credentials === undefined) return unready(secret, 'malformed');
    return attempt(message, limits, credentials);
  };

  return {
    name,
    send: (message, limits) => within(limits.timeoutMs, () => attemptOnce(message, limits)),
  };
};

/** Parses a secret's text once per value. `undefined`: not the JSON that the provider needs. */
const credentialsReader = (schema: AnyProviderDefinition['credentials']) => {
  let known: { readonly text: string; readonly credentials: unknown } | undefined;
  return (text: string): unknown => {
    if (known?.text !== text) known = { text, credentials: parseCredentials(text, schema) };
    return known.credentials;
  };
};

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
