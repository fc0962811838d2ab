import type { OutcomeClass } from '../../../lambda/gateway/core/attempt';
import type { Outcome } from '../../../lambda/gateway/core/outcome';
import type { ProviderState } from '../../providers/state';
import type { Icon } from './dom';

/** What something is called, and how grave it is; colour never says it alone. */
export interface Verdict {
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'unsure';
  readonly icon: Icon;
}

/** Of an attempt: what the gateway makes of a provider's answer. */
const CLASSES: Readonly<Record<OutcomeClass, Verdict>> = {
  accepted: { label: 'accepted', tone: 'good', icon: 'check' },
  transient: { label: 'not now', tone: 'warn', icon: 'again' },
  'route-only': { label: 'not by this provider', tone: 'warn', icon: 'detour' },
  configuration: { label: 'our account', tone: 'warn', icon: 'key' },
  recipient: { label: 'recipient refused', tone: 'bad', icon: 'stop' },
  'no-sms': { label: 'number takes no SMS', tone: 'bad', icon: 'stop' },
  bug: { label: 'our request is wrong', tone: 'bad', icon: 'cross' },
  unknown: { label: 'may be on its way', tone: 'unsure', icon: 'question' },
};

/** Of a request. */
const OUTCOMES: Readonly<Record<Outcome['kind'], Verdict>> = {
  accepted: { label: 'Accepted', tone: 'good', icon: 'check' },
  probed: { label: 'Token accepted', tone: 'good', icon: 'check' },
  test_number: { label: 'Test number', tone: 'good', icon: 'check' },
  duplicate: { label: 'Already sent', tone: 'good', icon: 'check' },
  invalid_request: { label: 'Invalid request', tone: 'bad', icon: 'cross' },
  unauthorized: { label: 'Unauthorized', tone: 'bad', icon: 'key' },
  blocked: { label: 'Blocked', tone: 'bad', icon: 'stop' },
  too_large: { label: 'Too large', tone: 'bad', icon: 'cross' },
  invalid_recipient: { label: 'Invalid recipient', tone: 'bad', icon: 'cross' },
  rate_limited: { label: 'Send limit reached', tone: 'warn', icon: 'stop' },
  delivery_failed: { label: 'Delivery failed', tone: 'bad', icon: 'cross' },
  unavailable: { label: 'Unavailable', tone: 'bad', icon: 'cross' },
  timeout: { label: 'Out of time', tone: 'unsure', icon: 'question' },
};

interface StateWords {
  readonly label: string;
  readonly effect?: string;
}

/** Of a stand-in provider, in the order in which they are offered. */
const STATES: Readonly<Record<ProviderState['state'], StateWords>> = {
  healthy: { label: 'healthy' },
  slow: { label: 'slow', effect: 'Takes the message, that much later.' },
  throttled: { label: 'throttled', effect: 'Refuses: too many requests.' },
  'out-of-credit': { label: 'out of credit', effect: 'Refuses; SNS says yes and sends nothing.' },
  rejecting: { label: 'rejecting', effect: 'Refuses the number for good; nobody else is tried.' },
  failing: { label: 'internal error', effect: 'Answers that it is broken.' },
  down: { label: 'down', effect: 'Takes no connection; nothing is delivered.' },
  resetting: { label: 'hanging up', effect: 'Drops the connection; nothing is delivered.' },
  hanging: { label: 'hanging', effect: 'Never answers; the gateway waits five seconds.' },
  'half-answering': { label: 'half-answering', effect: 'Delivers, but its answer breaks off.' },
};

export const STATE_NAMES = Object.keys(STATES);

const unheardOf = (word: string): Verdict => ({
  label: humanised(word),
  tone: 'unsure',
  icon: 'question',
});
const humanised = (word: string) => word.replaceAll(/[_-]/g, ' ');
const look = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined => table[word];

export const ofClass = (word: string): Verdict => look(CLASSES, word) ?? unheardOf(word);
export const ofOutcome = (word: string): Verdict => look(OUTCOMES, word) ?? unheardOf(word);
export const ofState = (word: string): StateWords =>
  look(STATES, word) ?? { label: humanised(word) };

/** A word of the gateway's vocabulary as people read it. */
export const inWords = humanised;

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** ISO 3166-1 has no ZZ: satellites and international networks. */
export const countryName = (code: string): string =>
  code === 'ZZ' ? 'No country' : (countries.of(code) ?? code);
