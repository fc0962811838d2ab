import {
  requestAccessToken,
  type AccessToken,
} from '../../lambda/auth0-management/adapters/access-token';
import type { ManagementCredentials } from '../../lambda/auth0-management/adapters/credentials';
import {
  createManagementCaller,
  type ManagementCaller,
} from '../../lambda/auth0-management/adapters/management-caller';
import { createPersistentSender } from '../../lambda/auth0-management/adapters/persistent-sender';
import { createScrubber } from '../../lambda/auth0-management/adapters/scrub';
import { createPatience } from '../../lambda/auth0-management/core/patience';
import { RegistrationError } from '../../lambda/auth0-management/core/registration-error';
import type { HttpClient } from '../../lambda/shared/http';
import { fail, ok, type Result } from '../../lambda/shared/result';

/** For one token, or for all calls of a command to one tenant, in milliseconds. */
const TIME_MS = 40_000;

/** The Management API of a tenant, once it has given us a token. */
export interface Auth0Session {
  readonly scopes: readonly string[];
  readonly caller: ManagementCaller;
}

export interface Auth0SessionOptions {
  readonly domain: string;
  /** Of the secret that the credentials are from, or are for. */
  readonly secretName: string;
  readonly credentials: ManagementCredentials;
  readonly http: HttpClient;
}

/** Why there is no session: a sentence that says what to do. */
export interface SessionFault {
  readonly sentence: string;
  /** Whether Auth0 looked at the credentials and did not take them. */
  readonly refusesCredentials: boolean;
}

/** Signs in at the Management API. */
export const openAuth0Session = async ({
  domain,
  secretName,
  credentials,
  http,
}: Auth0SessionOptions): Promise<Result<Auth0Session, SessionFault>> => {
  const startedMs = Date.now();
  const context = { domain, secretName, scrubber: createScrubber(), retry: 'try again' };
  const patience = createPatience({
    remainingMs: () => TIME_MS - (Date.now() - startedMs),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  });
  const sender = createPersistentSender({ http, patience, now: Date.now });
  const token = await faultOf<AccessToken>(() =>
    requestAccessToken({ sender, readCredentials: () => Promise.resolve(credentials), context }),
  );
  if (!token.ok) return token;
  const accessToken = () => Promise.resolve(token.value.token);
  return ok({
    scopes: token.value.scopes,
    caller: createManagementCaller({ sender, accessToken, context }),
  });
};

/** What the Management API refused, as a value. */
export const faultOf = async <T>(work: () => Promise<T>): Promise<Result<T, SessionFault>> => {
  try {
    return ok(await work());
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    return fail({ sentence: error.message, refusesCredentials: error.refusesCredentials });
  }
};
