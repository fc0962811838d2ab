import type { Decision } from './decision';
import { createHistory, type History } from './history';
import { isRecord, parseJson } from './http/message';

/** The newest 1,000 accounts, oldest first. */
export interface Decisions extends Omit<History<Omit<Decision, 'sequence'>>, 'add'> {
  /** Takes any line of the gateway's log; the *completed* ones make an account each. */
  readonly readLine: (line: string) => void;
}

/**
 * Keeps what the gateway says of itself. It reads the log and nothing else, so that an account can
 * never hold more than an operator would see in CloudWatch. The log does not name the route;
 * `routeOf` does.
 */
export const createDecisions = (
  routeOf: (country: string) => readonly string[] | undefined,
): Decisions => {
  const { add, ...history } = createHistory<Omit<Decision, 'sequence'>>();
  return {
    ...history,
    readLine: (text) => {
      const fields = parseJson(text);
      if (!isRecord(fields) || fields['message'] !== 'completed') return;
      const line = fields as unknown as CompletedLine;
      // Field by field, as the journal does it: what is not named here does not get out.
      add({
        at: line.time,
        requestId: line.requestId,
        outcome: line.outcome,
        detail: line.detail,
        status: line.status,
        country: line.country,
        recipient: line.recipient,
        route: (line.country !== undefined && routeOf(line.country)) || [],
        attempts: line.attempts.map(({ provider, class: outcomeClass, code, ms }) => ({
          provider,
          class: outcomeClass,
          code,
          ms,
        })),
        skipped: line.skipped,
        limits: line.limits?.map(
          ({ limit, count, ceiling, exceeded, unknown, shadow, retryAfterSeconds }) => ({
            limit,
            count,
            ceiling,
            exceeded,
            unknown,
            shadow,
            retryAfterSeconds,
          }),
        ),
        durationMs: line.durationMs,
      });
    },
  };
};

/** As `lambda/gateway/adapters/journal.ts` writes it. */
interface CompletedLine extends Omit<Decision, 'sequence' | 'at' | 'route'> {
  readonly time: string;
}
