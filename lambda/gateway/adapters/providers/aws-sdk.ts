import http from 'node:http';
import https from 'node:https';
import type { AttemptOutcome } from '../../core/attempt';
import { reasonOf, type HttpFault } from '../../../shared/http';
import { keepAliveAgent } from '../../../shared/keep-alive-agent';
import { at, codeAt, outcomeOfFault, unreadable } from './answers';

/** Of all of an attempt; enough for a lost packet, little enough to leave time for the next provider. */
const CONNECTION_TIMEOUT_MS = 2_000;

export interface AwsEndpoint {
  readonly region: string;
  /** Replaces the service's own address. */
  readonly baseUrl: string | undefined;
}

/** What a command is sent with. */
export interface AwsCallOptions {
  readonly abortSignal: AbortSignal;
}

/** One attempt by an SDK client: the call, and what the service's own refusals mean. */
export interface AwsAttempt {
  readonly timeoutMs: number;
  readonly send: (options: AwsCallOptions) => Promise<AttemptOutcome>;
  /** Of an answer with the status of an error, as the SDK throws it. */
  readonly readRefusal: (error: unknown, status: number) => AttemptOutcome;
}

/**
 * How a provider calls AWS through an SDK client: by connections that survive from one message to
 * the next, without the SDK's retries, and to an outcome in time.
 */
export const awsCalls = ({ region, baseUrl }: AwsEndpoint) => {
  const plain = keepAliveAgent(http.Agent);
  const secure = keepAliveAgent(https.Agent);
  return {
    clientConfig: {
      region,
      ...(baseUrl === undefined ? {} : { endpoint: baseUrl }),
      // Every attempt is the dispatcher's, which counts, logs and measures it.
      maxAttempts: 1,
      // Nothing is added to the client later, so what each call passes through is put together once.
      cacheMiddleware: true,
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        httpAgent: plain.agent,
        httpsAgent: secure.agent,
      },
    },
    attempt: async ({ timeoutMs, send, readRefusal }: AwsAttempt): Promise<AttemptOutcome> => {
      plain.dropStaleSockets();
      secure.dropStaleSockets();
      const timeUp = AbortSignal.timeout(Math.max(0, timeoutMs));
      try {
        return await send({ abortSignal: timeUp });
      } catch (error) {
        // What the SDK throws then is whatever broke by it: the call, or the answer half read.
        return timeUp.aborted
          ? { class: 'unknown', code: 'timeout' }
          : readError(error, readRefusal);
      }
    },
  };
};

const readError = (error: unknown, readRefusal: AwsAttempt['readRefusal']): AttemptOutcome => {
  if (error instanceof Error && error.name === 'CredentialsProviderError')
    return { class: 'configuration', code: 'no_credentials' };
  const status = at(error, '$metadata', 'httpStatusCode');
  if (typeof status !== 'number') return outcomeOfFault(faultOf(error));
  if (status < 300) return unreadable;
  if (status < 400) return outcomeOfFault({ reason: 'redirect', sent: 'maybe' });
  return readRefusal(error, status);
};

/** Why the SDK got no answer. Where it cannot be told whether the request was written, it may have been. */
const faultOf = (error: unknown): HttpFault => {
  const reason = reasonOf(codeAt(error, 'code'));
  if (reason === 'refused' || reason === 'dns' || reason === 'tls') return { reason, sent: 'no' };
  const connecting = error instanceof Error && /did not establish a connection/.test(error.message);
  if (connecting || at(error, 'syscall') === 'connect') return { reason: 'timeout', sent: 'no' };
  return { reason, sent: 'maybe' };
};
