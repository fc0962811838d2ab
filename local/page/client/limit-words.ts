import type { RuleName } from '../../../lambda/gateway/core/limits/destination';
import type { LimitName } from '../../../lambda/gateway/core/limits/plan';
import type { DecisionLimit } from '../../decision';

type Unit = 'messages' | 'countries' | 'dollars';

interface Counted {
  readonly unit: Unit;
  /** After "messages", "countries" or an amount. */
  readonly what: string;
}

const COUNTED: Readonly<Record<LimitName, Counted>> = {
  recipient: { unit: 'messages', what: 'to one number in ten minutes' },
  'recipient-day': { unit: 'messages', what: 'to one number in a day' },
  range: { unit: 'messages', what: 'to one range of a thousand numbers in an hour' },
  ip: { unit: 'messages', what: 'asked for from one address in an hour' },
  'countries-per-ip': { unit: 'countries', what: 'asked for from one address in a day' },
  country: { unit: 'messages', what: 'to one country in an hour' },
  adaptive: { unit: 'messages', what: 'to one country in an hour, by what is usual there' },
  total: { unit: 'messages', what: 'to everybody in an hour' },
  'spend-hour': { unit: 'dollars', what: 'in an hour' },
  'spend-day': { unit: 'dollars', what: 'in a day' },
};

const RULES: Readonly<Record<RuleName, string>> = {
  'always-block': 'The list of numbers and addresses that nothing is sent to',
  countries: 'The countries that may be sent to',
  'premium-numbers': 'Numbers that cost extra',
  duplicate: 'The same message again',
};

export const isRule = (limit: LimitName | RuleName): limit is RuleName =>
  Object.hasOwn(RULES, limit);

/** What a limit counts, or what a rule is about. */
export const subjectOf = (limit: LimitName | RuleName): string => {
  if (isRule(limit)) return RULES[limit];
  const { unit, what } = COUNTED[limit];
  return unit === 'dollars'
    ? `Spent ${what}`
    : `${unit === 'messages' ? 'Messages' : 'Countries'} ${what}`;
};

/** E.g. `5 messages to one number in ten minutes`. */
export const mostOf = (limit: LimitName, ceiling: number): string => {
  const { unit, what } = COUNTED[limit];
  return `${unit === 'dollars' ? dollars(ceiling) : `${grouped(ceiling)} ${unit}`} ${what}`;
};

/** E.g. `5 of 5`. Empty for a rule. */
export const fillOf = ({ limit, count, ceiling }: DecisionLimit): string => {
  if (isRule(limit) || count === undefined || ceiling === undefined) return '';
  return COUNTED[limit].unit === 'dollars'
    ? `${dollars(count)} of ${dollars(ceiling)}`
    : `${grouped(count)} of ${grouped(ceiling)}`;
};

const grouped = (count: number): string => count.toLocaleString('en');

const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(2)}`;
