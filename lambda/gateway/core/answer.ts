import type { Outcome } from './outcome';

/** An HTTP answer. Auth0 reads the status and nothing else; the body is for people and our Action. */
export interface Answer {
  readonly status: number;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string | boolean>>;
}

/** The gateway's whole public contract: each outcome and its answer (docs/architecture.md). */
export const answerTo = (outcome: Outcome): Answer => {
  switch (outcome.kind) {
    case 'accepted':
      return {
        // Exactly 200: Auth0 takes every other code, 201 and 202 included, for a failure.
        status: 200,
        body: {
          status: 'accepted',
          provider: outcome.provider,
          ...(outcome.messageId !== undefined && { messageId: outcome.messageId }),
        },
      };
    case 'probed':
      return { status: 200, body: { status: 'ready' } };
    case 'test_number':
      return { status: 200, body: { status: 'accepted', provider: 'test-number' } };
    case 'duplicate':
      return { status: 200, body: { status: 'duplicate' } };
    case 'invalid_request':
      return { status: 400, body: { error: 'invalid_request', detail: outcome.detail } };
    case 'unauthorized':
      return { status: 401, body: { error: 'unauthorized' } };
    case 'blocked':
      return { status: 403, body: { error: 'blocked', reason: outcome.reason } };
    case 'too_large':
      return { status: 413, body: { error: 'too_large' } };
    case 'invalid_recipient':
      return { status: 422, body: { error: 'invalid_recipient' } };
    case 'rate_limited':
      return {
        status: 429,
        headers: { 'retry-after': String(outcome.retryAfterSeconds) },
        body: { error: 'rate_limited', limit: outcome.limit },
      };
    case 'delivery_failed':
      return { status: 502, body: { error: 'delivery_failed', retryable: outcome.retryable } };
    case 'unavailable':
      return { status: 503, body: { error: 'unavailable' } };
    case 'timeout':
      return { status: 504, body: { error: 'timeout' } };
  }
};
