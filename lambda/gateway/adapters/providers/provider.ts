import type * as v from 'valibot';
import type { HttpClient } from '../../../shared/http';
import type { AttemptLimits, AttemptOutcome, Message } from '../../core/attempt';

/**
 * All that the project knows of one type of provider. One file per type, which exports it as
 * `provider`; `registry.ts` lists it.
 */
export interface ProviderDefinition<Settings = never, Credentials = never> {
  /** The `type` of the environment file, which is also the file's name. */
  readonly type: string;
  /** A sentence for docs and for the editor: what this provider is. */
  readonly title: string;
  /** The public settings beside `type` and `baseUrl`. Unknown keys are refused. */
  readonly settings: v.GenericSchema<unknown, Settings>;
  /** The secret's JSON. Absent when the provider authenticates by the function's role. */
  readonly credentials?: v.GenericSchema<unknown, Credentials>;
  /** What the function's role must be allowed beyond reading its secrets. */
  readonly permissions?: (settings: Settings) => readonly Permission[];
  /** Makes the function that sends a text message. Called once per function instance. */
  readonly connect: Connect<Settings, Credentials>;
  /** The same for a voice call that speaks `message.text`. Absent when the provider cannot. */
  readonly connectVoice?: Connect<Settings, Credentials>;
}

/** Makes a function that performs one attempt: it never throws for what a provider answers. */
export type Connect<Settings, Credentials> = (
  settings: Settings & CommonSettings,
  world: ProviderWorld,
) => (message: Message, limits: AttemptLimits, credentials: Credentials) => Promise<AttemptOutcome>;

/** Settings that every provider has. */
export interface CommonSettings {
  /** Replaces the provider's own address, e.g. by `http://127.0.0.1:4010` in tests. No trailing slash. */
  readonly baseUrl?: string;
}

export interface ProviderWorld {
  readonly http: HttpClient;
  /** Region of the function, e.g. `eu-west-1`. */
  readonly region: string;
  /** Where Lambda puts the credentials of the function's role. @default - there are none */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An IAM statement as plain data, with the reason that a reviewer would ask for. */
export interface Permission {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly why: string;
}

/** Keeps the types of settings and credentials that the schemas imply. */
export const defineProvider = <Settings, Credentials = undefined>(
  definition: ProviderDefinition<Settings, Credentials>,
): ProviderDefinition<Settings, Credentials> => definition;

/** A definition whose own types no longer matter to its holder. */
// oxlint-disable-next-line typescript/no-explicit-any -- settings were parsed by this very definition's schema.
export type AnyProviderDefinition = ProviderDefinition<any, any>;
