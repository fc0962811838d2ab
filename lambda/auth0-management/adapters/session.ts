import type { HttpClient } from '../../shared/http';
import { createPatience, type Patience } from '../core/patience';
import { createAccess } from './access-token';
import { readManagementCredentials } from './credentials';
import { createManagementCaller, type ManagementCaller } from './management-caller';
import { createPersistentSender } from './persistent-sender';
import { missingScopes } from './refusals';
import { createScrubber, type Scrubber } from './scrub';
import type { SecretVault } from './secrets';

/** What of the world a session needs; tests bring their own. */
export interface SessionDependencies {
  readonly vault: SecretVault;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface SessionOptions {
  readonly domain: string;
  /** Name of the secret with the machine-to-machine application's credentials. */
  readonly secretName: string;
  /** What an operator does when the cause of a failure is gone, e.g. `deploy again`. */
  readonly retry: string;
  /** Until whoever waits loses patience, in milliseconds. */
  readonly remainingMs: () => number;
}

/** The Management API of one tenant, for the time of one event. Nothing is read or called yet. */
export interface Session {
  readonly caller: ManagementCaller;
  readonly patience: Patience;
  readonly scrubber: Scrubber;
  /**
   * Throws a sentence when the application was not granted all of these. A token that does not say what
   * it is good for passes: the calls themselves will tell.
   *
   * @param purpose begins the sentence: "… takes more than the application may do"
   */
  readonly requireScopes: (scopes: readonly string[], purpose: string) => Promise<void>;
  /** Requests so far, retries included. */
  readonly calls: () => number;
}

/** Of answers: a tenant with a few thousand applications lists them in pages of a thousand. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export const createSession = (
  { vault, http, now, sleep, random }: SessionDependencies,
  { domain, secretName, retry, remainingMs }: SessionOptions,
): Session => {
  const scrubber = createScrubber();
  const context = { domain, secretName, scrubber, retry };
  const patience = createPatience({ remainingMs, sleep, random });
  const sender = createPersistentSender({ http, patience, now });
  const access = createAccess({
    sender,
    readCredentials: () => readManagementCredentials(vault, context),
    context,
  });
  return {
    caller: createManagementCaller({
      sender,
      accessToken: async () => (await access()).token,
      context,
    }),
    patience,
    scrubber,
    requireScopes: async (scopes, purpose) => {
      const { scopes: granted } = await access();
      const missing = scopes.filter((scope) => !granted.includes(scope));
      if (granted.length > 0 && missing.length > 0) throw missingScopes(missing, purpose, context);
    },
    calls: sender.calls,
  };
};
