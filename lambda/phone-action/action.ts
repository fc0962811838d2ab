import type { Result } from '../shared/result';
import { createFirstTries, type ActionCache } from './adapters/first-tries';
import { createGatewayClient } from './adapters/gateway';
import type { GatewayMessage } from './core/message';
import { handle, type FirstTries } from './core/send';
import { readSettings } from './core/settings';
import type { Verdict } from './core/verdict';

/**
 * Auth0 ends an Action after 20 s. The gateway answers within its own budget, 15 s by default; this
 * leaves it 3 s of network and cold start, and the Action 2 s to say what happened.
 * Source: auth0.com/docs, "Actions Limitations".
 */
const GATEWAY_TIMEOUT_MS = 18_000;

/** For a trigger that repeats nothing. */
const EACH_IS_THE_FIRST: FirstTries = {
  at: () => undefined,
  remember: () => undefined,
  forget: () => undefined,
};

/**
 * An Action that takes what its event says to the gateway. The cache is for triggers that repeat what
 * failed.
 */
export const createAction = (readMessage: (event: unknown) => Result<GatewayMessage, string>) => {
  const post = createGatewayClient({ fetch, timeoutMs: GATEWAY_TIMEOUT_MS, now: Date.now });
  return (event: unknown, cache?: ActionCache): Promise<Verdict> =>
    handle(readSettings(event), readMessage(event), ({ gatewayTokenKey }) => ({
      post,
      firstTries: cache ? createFirstTries(cache, gatewayTokenKey) : EACH_IS_THE_FIRST,
      now: Date.now,
    }));
};
