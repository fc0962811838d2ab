import type { HttpClient, HttpFault, HttpRequest, HttpResponse } from '../../shared/http';
import type { Patience } from '../core/patience';
import { RegistrationError } from '../core/registration-error';

/** One attempt takes no longer than this; Auth0 answers within a second or two. */
const ATTEMPT_TIMEOUT_MS = 10_000;
/** For faults that time seldom heals: a name that does not resolve, a refused connection. */
const MAX_TRIES_UNREACHABLE = 5;

/** An answer that is neither 429 nor 5xx. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  /** `undefined` when the body is empty or no JSON. */
  readonly json: unknown;
  /** Whether an earlier attempt at the same request may have had an effect. */
  readonly repeated: boolean;
}

export interface Outgoing extends Omit<HttpRequest, 'timeoutMs'> {
  /** How messages call it, e.g. `PATCH /api/v2/connections/{id}`. */
  readonly label: string;
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
}

export interface PersistentSenderOptions {
  readonly http: HttpClient;
  readonly patience: Patience;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Sends a request until there is an answer that means something: waits out 429, 5xx and network
 * faults within the time left. Resolves to `unknown` when a request that must not be repeated may
 * have been carried out; throws when patience is at its end.
 */
export const createPersistentSender = ({ http, patience, now }: PersistentSenderOptions) => {
  let calls = 0;
  const send = async ({ label, repeatable, ...request }: Outgoing): Promise<Answer | 'unknown'> => {
    let maybeDone = false;
    for (let attempt = 0; ; attempt += 1) {
      const timeLeftMs = patience.timeLeftMs();
      if (timeLeftMs <= 0) throw outOfTime(label, 'was not asked any more', maybeDone);
      calls += 1;
      const timeoutMs = Math.min(ATTEMPT_TIMEOUT_MS, timeLeftMs);
      const result = await http.request({ ...request, timeoutMs });
      const attempted = result.ok
        ? readAnswer(result.value, now())
        : ofFault(result.error, request);
      if (attempted.kind === 'answer') return { ...attempted, repeated: maybeDone };

      const trouble = attempted;
      maybeDone ||= trouble.maybeDone && request.method !== 'GET';
      if (trouble.maybeDone && !repeatable) return 'unknown';
      const tries = trouble.maxTries ?? Infinity;
      if (attempt + 1 >= tries || !(await patience.wait(attempt, trouble.waitMs))) {
        throw outOfTime(label, trouble.what, maybeDone);
      }
    }
  };
  return { send, calls: () => calls };
};

/** Why an attempt came to nothing, and what to do about it. */
interface Trouble {
  readonly kind: 'trouble';
  /** Completes "Auth0 …". */
  readonly what: string;
  readonly maybeDone: boolean;
  readonly waitMs?: number | undefined;
  readonly maxTries?: number | undefined;
}

const readAnswer = (
  { status, headers, body }: HttpResponse,
  nowMs: number,
): Trouble | Omit<Answer, 'repeated'> => {
  const waitMs = askedToWaitMs(headers, nowMs);
  if (status === 429) {
    return {
      kind: 'trouble',
      what: 'answered 429 (too many requests)',
      maybeDone: false,
      waitMs,
    };
  }
  if (status >= 500 || status === 408) {
    return { kind: 'trouble', what: `answered ${status}`, maybeDone: true, waitMs };
  }
  const json = parseJson(body);
  if (status < 300 && body !== '' && json === undefined) {
    return {
      kind: 'trouble',
      what: `answered ${status} with something that is not JSON`,
      maybeDone: true,
      maxTries: MAX_TRIES_UNREACHABLE,
    };
  }
  return { kind: 'answer', status, json };
};

/**
 * `X-RateLimit-Reset` is in seconds of the epoch; `Retry-After`, in seconds, is not documented for
 * the Management API but costs nothing to honour.
 * Source: auth0.com/docs, "Management API Rate Limits".
 */
const askedToWaitMs = (
  headers: Readonly<Record<string, string>>,
  nowMs: number,
): number | undefined => {
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const reset = headers['x-ratelimit-reset'];
  if (reset !== undefined && /^\d{9,11}$/.test(reset)) {
    return Math.max(0, Number(reset) * 1000 - nowMs);
  }
  return undefined;
};

const ofFault = ({ reason, sent }: HttpFault, { url }: { readonly url: string }): Trouble => {
  const { host } = new URL(url);
  const trouble = (what: string, maxTries = Infinity): Trouble => ({
    kind: 'trouble',
    what,
    maybeDone: sent === 'maybe',
    maxTries,
  });
  const unreachable = (what: string, maxTries = MAX_TRIES_UNREACHABLE) =>
    trouble(`at ${host} (is auth0.domain right?) ${what}`, maxTries);
  switch (reason) {
    case 'timeout':
      return trouble('did not answer in time');
    case 'reset':
    case 'network':
      return trouble('closed the connection');
    case 'dns':
      return unreachable('could not be found by its name');
    case 'refused':
      return unreachable('could not be connected to');
    case 'tls':
      return unreachable('could not be trusted (TLS)', 1);
    case 'redirect':
      return unreachable('answered with a redirect', 1);
    case 'malformed':
      return unreachable('answered with something that is not HTTP');
    case 'too-large':
      return trouble('answered with more than 4 MiB', 1);
  }
};

const outOfTime = (label: string, what: string, mayHaveChanged: boolean): RegistrationError =>
  new RegistrationError(
    `Auth0 ${what} when asked for ${label}, so it was given up: try again in a few minutes`,
    { mayHaveChanged, mayPass: true },
  );

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
