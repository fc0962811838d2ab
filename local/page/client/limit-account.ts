import type { Decision, DecisionLimit } from '../../decision';
import { badge } from './badge';
import { element, timeOf } from './dom';
import { fillOf, isRule, mostOf, subjectOf } from './limit-words';
import type { Verdict } from './words';

const REACHED: Verdict = { label: 'reached', tone: 'warn', icon: 'stop' };
/** A rule has nothing that fills. */
const APPLIES: Verdict = { ...REACHED, label: 'applies' };

/** Why no provider was asked, where a send limit is why. */
export const refusalOf = (decision: Decision): readonly (Node | string)[] => {
  const reached = reachedIn(decision).find(({ limit }) => limit === decision.detail);
  if (reached?.ceiling === undefined || isRule(reached.limit))
    return ['No provider was asked: a send limit is reached.'];
  return [
    `No provider was asked: ${mostOf(reached.limit, reached.ceiling)} are the most. `,
    ...opensAgain(decision, reached),
    ' Clear the counters or switch the limits, under Send limits, to go on at once.',
  ];
};

/** Every limit that was looked at, when one of them was reached; what was looked at in vain is no news. */
export const limitsLookedAt = (decision: Decision): HTMLElement | undefined => {
  const reached = reachedIn(decision);
  if (reached.length === 0) return undefined;
  const passed = (decision.limits ?? []).filter(({ exceeded }) => exceeded !== true);
  return element(
    'div',
    { class: 'limits-of' },
    decision.attempts.length > 0
      ? element('p', { class: 'no-attempt' }, 'Over a send limit, and not stopped: shadow mode.')
      : undefined,
    element(
      'ul',
      { class: 'looked-at', 'aria-label': 'Send limits looked at' },
      ...[...reached, ...passed].map((limit) => row(limit)),
    ),
  );
};

const reachedIn = ({ limits = [] }: Decision): readonly DecisionLimit[] =>
  limits.filter(({ exceeded }) => exceeded === true);

const opensAgain = (
  { at }: Decision,
  { retryAfterSeconds }: DecisionLimit,
): readonly (Node | string)[] =>
  retryAfterSeconds === undefined
    ? []
    : [
        'The next goes out from ',
        timeOf(new Date(Date.parse(at) + retryAfterSeconds * 1000).toISOString()),
        ` on, in ${lengthOf(retryAfterSeconds)}.`,
      ];

const lengthOf = (seconds: number): string => {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
};

const row = (limit: DecisionLimit): HTMLLIElement => {
  const { count, ceiling, exceeded } = limit;
  return element(
    'li',
    exceeded === true ? { 'data-tone': REACHED.tone } : {},
    element('span', {}, subjectOf(limit.limit)),
    element(
      'span',
      {},
      exceeded === true ? badge(isRule(limit.limit) ? APPLIES : REACHED) : undefined,
    ),
    element(
      'span',
      { class: 'track', 'aria-hidden': 'true' },
      count === undefined || ceiling === undefined ? undefined : barOf(count / ceiling),
    ),
    element('span', { class: 'fill' }, fillOf(limit)),
  );
};

const barOf = (share: number): HTMLElement => {
  const bar = element('i', { class: 'bar' });
  // Through the CSSOM: the Content-Security-Policy takes no style attribute.
  bar.style.setProperty('--from', '0');
  bar.style.setProperty('--length', String(Math.min(1, share)));
  return bar;
};
