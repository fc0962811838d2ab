import type { DeliveryConfig, DeliveryMethod, RouteConfig, TextConfig } from '../../contract';
import {
  readPhoneNumber,
  type PhoneNumber,
  type PhoneNumberDetails,
} from '../../shared/phone-number';
import type { Sender } from './attempt';
import { dispatch, type AttemptRecord } from './dispatch';
import type { Admission, LimitRecord, SendLimits } from './limits/send-limits';
import type { ProviderHealth } from './provider-health';
import { outcomeOf, type Outcome } from './outcome';
import { MAX_BODY_BYTES, PROBE, readRequest } from './request';
import { chooseRoute, orderOf } from './route';
import { prepareText } from './text/prepare';

/** An HTTP request, as far as the gateway reads it. */
export interface IncomingRequest {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly body: string;
  /** The body as it came, before it was read as UTF-8. */
  readonly bodyBytes: Uint8Array;
  /** When it arrived, by {@link DeliverCodeDependencies.now}. The budget counts from here. */
  readonly arrivedMs: number;
}

/** What a token is verified against: it may be bound to the body. */
export type SignedRequest = Pick<IncomingRequest, 'authorization' | 'bodyBytes'>;

/** `rejected` carries a word for the log, never for the caller. */
export type TokenVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly secret: string };

export interface DeliverCodeDependencies {
  readonly verifyToken: (request: SignedRequest) => Promise<TokenVerdict>;
  /** What a number comes to that no code goes to in this environment; `undefined` for all others. */
  readonly outsideProduction: (number: PhoneNumber) => Outcome | undefined;
  readonly routes: readonly RouteConfig[];
  /** The sender of a provider on a route; `undefined` when it does not have that method. */
  readonly senderOf: (
    providerName: string,
    method: DeliveryMethod,
    country: string,
  ) => Sender | undefined;
  readonly health: ProviderHealth;
  /** @default - none */
  readonly limits?: SendLimits | undefined;
  readonly delivery: DeliveryConfig;
  readonly text: TextConfig;
  /** From 0 up to, and without, 1. */
  readonly random: () => number;
  /** Milliseconds, by any clock that only moves forward. */
  readonly now: () => number;
}

/** What happened to one request: all that the journal may know of it. */
export interface Delivery {
  readonly outcome: Outcome;
  readonly attempts: readonly AttemptRecord[];
  readonly recipient?: PhoneNumberDetails;
  readonly method?: DeliveryMethod;
  /** How the text travels; absent for calls, and when it did not come to that. */
  readonly size?: { readonly encoding: string; readonly segments: number };
  /** Providers that were passed over, because their breaker was open. */
  readonly skipped?: readonly string[];
  readonly correlationId?: string;
  /** What the send limits had to say; absent when it did not come to that. */
  readonly limits?: LimitRecord;
  /** Why a token was refused. */
  readonly tokenProblem?: string;
  /** Name of the secret that could not be used, when that ended the request. */
  readonly missingSecret?: string;
  /** A bug of ours: the kind of error and where it came from, without its text. */
  readonly exception?: { readonly name: string; readonly frames: readonly string[] };
}

/** From Auth0's request to a code on its way: the gateway in one function. */
export const createDeliverCode = (dependencies: DeliverCodeDependencies) => {
  const { verifyToken, outsideProduction, routes, senderOf, health, limits, delivery } =
    dependencies;
  const { random, now } = dependencies;

  return async (request: IncomingRequest): Promise<Delivery> => {
    const token = await verifyToken(request);
    if (token.kind === 'rejected')
      return { ...ended({ kind: 'unauthorized' }), tokenProblem: token.why };
    if (token.kind === 'unavailable')
      return { ...ended({ kind: 'unavailable' }), missingSecret: token.secret };

    if (request.bodyBytes.length > MAX_BODY_BYTES) return ended({ kind: 'too_large' });
    const read = readRequest(request.body);
    if (!read.ok) return ended({ kind: 'invalid_request', detail: read.error });
    if (read.value === PROBE) return ended({ kind: 'probed' });
    const { correlationId, method, ip } = read.value;
    const about = { method, ...(correlationId !== undefined && { correlationId }) };

    const recipient = readPhoneNumber(read.value.recipient);
    if (recipient === undefined) return { ...ended({ kind: 'invalid_recipient' }), ...about };
    const { number, country } = recipient;
    const destination = { ...about, recipient };

    const spared = outsideProduction(number);
    if (spared !== undefined) return { ...ended(spared), ...destination };

    const standing = limits?.standing({ recipient, ip });
    if (limits && standing?.kind === 'blocked') {
      const record = await limits.recordOf({ recipient, ip });
      const { reason } = standing;
      return { ...ended({ kind: 'blocked', reason }), limits: record, ...destination };
    }
    const route = chooseRoute({ ...read.value, country }, routes);
    if (route.kind !== 'found')
      return { ...ended({ kind: 'blocked', reason: route.kind }), ...destination };
    const senders = orderOf(route.providers, random())
      .map((name) => senderOf(name, method, country))
      .filter((sender) => sender !== undefined);
    if (senders.length === 0)
      return {
        ...ended({ kind: 'blocked', reason: 'delivery_method_not_allowed' }),
        ...destination,
      };

    health.catchUp();
    const { text, code, encoding, segments } = prepareText({
      text: read.value.text,
      method,
      options: dependencies.text,
      ...(read.value.code !== undefined && { code: read.value.code }),
    });
    const admission = await limits?.admit({
      recipient,
      method,
      text: read.value.text,
      // A call is one, however long it speaks.
      segments: Math.max(1, segments),
      ip,
      correlationId,
    });
    const limited = {
      ...(encoding !== undefined && { size: { encoding, segments } }),
      ...(admission && { limits: admission.record }),
      ...destination,
    };
    if (admission && admission.kind !== 'admitted')
      return { ...ended(refusalOf(admission)), ...limited };

    const sending = dispatch(
      { to: number, text, ...(code !== undefined && { code }) },
      country,
      senders,
      {
        deadlineMs: request.arrivedMs + delivery.budgetSeconds * 1000,
        attemptTimeoutMs: delivery.attemptTimeoutSeconds * 1000,
      },
      { health, now },
    );
    const { attempts, ranOutOfTime, skipped } = await sending.catch(async (error: unknown) => {
      // A bug of ours; until it is mended, the next try must not be taken for a repeat.
      if (admission) await limits?.release(admission, 'maybe');
      throw error;
    });
    const outcome = outcomeOf(attempts, ranOutOfTime);
    if (admission && outcome.kind !== 'accepted')
      await limits?.release(admission, attempts.some(mayHaveGoneOut) ? 'maybe' : 'no');
    return {
      outcome,
      attempts,
      skipped,
      ...limited,
    };
  };
};

const refusalOf = (admission: Exclude<Admission, { kind: 'admitted' }>): Outcome => {
  switch (admission.kind) {
    case 'duplicate':
      return { kind: 'duplicate' };
    case 'limited': {
      const { limit, retryAfterSeconds } = admission;
      return { kind: 'rate_limited', limit, retryAfterSeconds };
    }
    case 'unavailable':
      return { kind: 'unavailable' };
  }
};

const mayHaveGoneOut = ({ outcome }: AttemptRecord): boolean => outcome.class === 'unknown';

const ended = (outcome: Outcome) => ({ outcome, attempts: [] }) as const;
