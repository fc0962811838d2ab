import type { Decision, DecisionAttempt } from '../../decision';
import { announce } from './announce';
import { badge } from './badge';
import { byId, element, timeOf } from './dom';
import { ask } from './http';
import { limitsLookedAt, refusalOf } from './limit-account';
import { countryName, inWords, ofClass, ofOutcome } from './words';

/** The gateway's own account of each message, newest on top. */
const list = byId('decisions', HTMLElement);
const empty = byId('no-decisions', HTMLElement);
const clear = byId('clear-decisions', HTMLButtonElement);

/** More would only make the page slow; `/decisions` has the rest. */
const MOST = 50;

export const runAccount = (): void =>
  clear.addEventListener('click', () => {
    void ask('DELETE', '/decisions');
  });

export const showDecisions = (decisions: readonly Decision[]): void => {
  list.replaceChildren(...decisions.toReversed().map((decision) => entry(decision)));
  settle();
};

export const addDecision = (decision: Decision): void => {
  const made = entry(decision);
  made.classList.add('arriving');
  list.prepend(made);
  // A message that arrives is news by itself; one that does not would pass in silence.
  if (decision.outcome !== 'accepted')
    announce(`The gateway: ${ofOutcome(decision.outcome).label}, ${decision.status}.`);
  while (list.childElementCount > MOST) list.lastElementChild?.remove();
  settle();
};

const settle = (): void => {
  const none = list.childElementCount === 0;
  empty.hidden = !none;
  clear.hidden = none;
};

const entry = (decision: Decision): HTMLLIElement =>
  element(
    'li',
    { class: 'decision', 'data-sequence': decision.sequence },
    element(
      'div',
      { class: 'summary' },
      element(
        'h3',
        {},
        badge(ofOutcome(decision.outcome)),
        decision.country === undefined ? undefined : countryName(decision.country),
      ),
      facts(decision),
    ),
    course(decision),
  );

const facts = ({ outcome, recipient, status, durationMs, at, detail }: Decision): HTMLElement =>
  element(
    'dl',
    { class: 'facts' },
    ...fact('Answer', String(status)),
    ...fact('In', `${durationMs} ms`),
    ...(recipient === undefined ? [] : fact('To', recipient)),
    ...fact('At', timeOf(at)),
    // A send limit has a sentence of its own.
    ...(detail === undefined || outcome === 'rate_limited' ? [] : fact('Why', inWords(detail))),
  );

const fact = (name: string, value: string | Node): HTMLElement[] => [
  element('div', {}, element('dt', {}, name), element('dd', {}, value)),
];

/** What came of it, by the providers and by the send limits. */
const course = (decision: Decision): HTMLElement =>
  element(
    'div',
    { class: 'course' },
    ...(decision.attempts.length === 0
      ? [element('p', { class: 'no-attempt' }, ...whyNobody(decision))]
      : attempted(decision)),
    limitsLookedAt(decision),
  );

const whyNobody = (decision: Decision): readonly (Node | string)[] => {
  if (decision.outcome === 'rate_limited') return refusalOf(decision);
  if (decision.outcome === 'duplicate')
    return ['No provider was asked: the same message had just been sent.'];
  return decision.route.length === 0
    ? ['No provider was asked: no route leads there.']
    : ['No provider was asked.'];
};

/** The route: attempts on one scale of time, then who was not needed. */
const attempted = ({
  outcome,
  route,
  attempts,
  skipped = [],
  durationMs,
}: Decision): readonly (HTMLElement | undefined)[] => {
  const asked = new Set(attempts.map(({ provider }) => provider));
  const passedOver = skipped.filter((name) => !asked.has(name));
  const untried = route.filter((name) => !asked.has(name) && !passedOver.includes(name));
  const scale = Math.max(1, durationMs, sum(attempts));
  return [
    element(
      'ol',
      { class: 'attempts', 'aria-label': 'Attempts' },
      ...attempts.map((attempt, index) => step(attempt, sum(attempts.slice(0, index)), scale)),
    ),
    aside('Skipped for a while, because it kept failing', passedOver),
    aside(outcome === 'accepted' ? 'Not needed' : 'Not tried', untried),
  ];
};

const aside = (why: string, names: readonly string[]): HTMLElement | undefined =>
  names.length === 0
    ? undefined
    : element('p', { class: 'untried' }, `${why}: ${names.join(', ')}`);

const step = (attempt: DecisionAttempt, startedMs: number, scale: number): HTMLLIElement => {
  const bar = element('i', { class: 'bar' });
  // Through the CSSOM: the Content-Security-Policy takes no style attribute.
  bar.style.setProperty('--from', String(startedMs / scale));
  bar.style.setProperty('--length', String(attempt.ms / scale));
  const verdict = ofClass(attempt.class);
  return element(
    'li',
    { 'data-tone': verdict.tone },
    element('b', { class: 'provider' }, attempt.provider),
    badge(verdict),
    element(
      'span',
      { class: 'provider-code' },
      attempt.code === undefined ? '' : element('code', {}, attempt.code),
    ),
    element('span', { class: 'track', 'aria-hidden': 'true' }, bar),
    element('span', { class: 'ms' }, `${attempt.ms} ms`),
  );
};

const sum = (attempts: readonly DecisionAttempt[]): number =>
  attempts.reduce((total, { ms }) => total + ms, 0);
