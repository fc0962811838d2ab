import { LIMIT_NAMES, type LimitName, type PlannedTake, type Rule } from './plan';
import type { Taken } from './store';

/** What one limit had to say of a message; part of the log. */
export interface Decision {
  readonly limit: LimitName;
  readonly mode: Rule['mode'];
  /**
   * With this message when it was counted, else as it stands. Millionths of a US dollar for spend. Absent
   * when it is unknown.
   */
  readonly count?: number;
  readonly ceiling: number;
  /** `unknown`: the store did not answer. */
  readonly verdict: 'pass' | 'exceeded' | 'unknown';
  readonly retryAfterSeconds: number;
}

/** What was asked of the store, and what it answered, if it did. */
export type Asked = PlannedTake & { readonly result: Taken | undefined };

/**
 * Every limit that was looked at, in the order of {@link LIMIT_NAMES}.
 *
 * @param isKnown whether the number was sent a code before, which gives it more room with some limits
 */
export const decide = (asked: readonly Asked[], isKnown = false): readonly Decision[] =>
  asked
    .flatMap(({ take, rules, result }) =>
      rules.map(({ ceilingOfKnown, ...rule }) =>
        decisionOf(
          { ...rule, ceiling: isKnown ? (ceilingOfKnown ?? rule.ceiling) : rule.ceiling },
          take,
          result,
        ),
      ),
    )
    .toSorted((a, b) => LIMIT_NAMES.indexOf(a.limit) - LIMIT_NAMES.indexOf(b.limit));

const decisionOf = (
  { limit, mode, ceiling, of, retryAfterSeconds }: Rule,
  { counters, member }: PlannedTake['take'],
  result: Taken | undefined,
): Decision => {
  if (result === undefined) return { limit, mode, ceiling, verdict: 'unknown', retryAfterSeconds };
  const { taken, counts, members } = result;
  const isSet = member?.set === of;
  const count = isSet ? members.length : (counts[of] ?? 0);
  const wanted = isSet
    ? count + Number(!members.includes(member.text))
    : count + addOf(counters, of);
  const exceeded = (taken ? count : wanted) > ceiling;
  const verdict = exceeded ? 'exceeded' : 'pass';
  return { limit, mode, count, ceiling, verdict, retryAfterSeconds };
};

const addOf = (counters: PlannedTake['take']['counters'], name: string): number =>
  counters.find((counter) => counter.name === name)?.add ?? 0;
