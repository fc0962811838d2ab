import type { DeliveryConfig, RouteConfig } from '../../contract';
import { readPhoneNumber, type PhoneNumberDetails } from '../../shared/phone-number';
import type { Sender } from './attempt';
import { dispatch, type AttemptRecord } from './dispatch';
import { outcomeOf, type Outcome } from './outcome';
import { MAX_BODY_BYTES, readRequest } from './request';
import { providersFor } from './route';

/** An HTTP request, as far as the gateway reads it. */
export interface IncomingRequest {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly body: string;
  /** Length of the body in bytes of UTF-8. */
  readonly bodyBytes: number;
  /** When it arrived, by {@link DeliverCodeDependencies.now}. The budget counts from here. */
  readonly arrivedMs: number;
}

/** `rejected` carries a word for the log, never for the caller. */
export type TokenVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly secret: string };

export interface DeliverCodeDependencies {
  readonly verifyToken: (authorization: string | undefined) => Promise<TokenVerdict>;
  readonly routes: readonly RouteConfig[];
  /** The sender of a provider name that stands on a route. */
  readonly senderOf: (providerName: string) => Sender;
  readonly delivery: DeliveryConfig;
  /** Milliseconds, by any clock that only moves forward. */
  readonly now: () => number;
}

/** What happened to one request: all that the journal may know of it. */
export interface Delivery {
  readonly outcome: Outcome;
  readonly attempts: readonly AttemptRecord[];
  readonly recipient?: PhoneNumberDetails;
  readonly correlationId?: string;
  /** Why a token was refused. */
  readonly tokenProblem?: string;
  /** Name of the secret that could not be used, when that ended the request. */
  readonly missingSecret?: string;
  /** A bug of ours: the kind of error and where it came from, without its text. */
  readonly exception?: { readonly name: string; readonly frames: readonly string[] };
}

/** From Auth0's request to a code on its way: the gateway in one function. */
export const createDeliverCode =
  ({ verifyToken, routes, senderOf, delivery, now }: DeliverCodeDependencies) =>
  async (request: IncomingRequest): Promise<Delivery> => {
    const token = await verifyToken(request.authorization);
    if (token.kind === 'rejected')
      return { ...ended({ kind: 'unauthorized' }), tokenProblem: token.why };
    if (token.kind === 'unavailable')
      return { ...ended({ kind: 'unavailable' }), missingSecret: token.secret };

    if (request.bodyBytes > MAX_BODY_BYTES) return ended({ kind: 'too_large' });
    const read = readRequest(request.body);
    if (!read.ok) return ended({ kind: 'invalid_request', detail: read.error });
    const { text, correlationId } = read.value;
    const about = correlationId === undefined ? {} : { correlationId };

    const recipient = readPhoneNumber(read.value.recipient);
    if (recipient === undefined) return { ...ended({ kind: 'invalid_recipient' }), ...about };
    const destination = { ...about, recipient };

    const providers = providersFor(recipient.country, routes);
    if (providers === undefined)
      return { ...ended({ kind: 'blocked', reason: 'country_not_allowed' }), ...destination };

    const { attempts, ranOutOfTime } = await dispatch(
      { to: recipient.number, text },
      providers.map(senderOf),
      {
        deadlineMs: request.arrivedMs + delivery.budgetSeconds * 1000,
        attemptTimeoutMs: delivery.attemptTimeoutSeconds * 1000,
      },
      now,
    );
    return { outcome: outcomeOf(attempts, ranOutOfTime), attempts, ...destination };
  };

const ended = (outcome: Outcome) => ({ outcome, attempts: [] }) as const;
