import { maskPhoneNumber, readPhoneNumber } from '../lambda/shared/phone-number';
import type { Decision } from './decision';
import type { Decisions } from './decisions';
import { readNumber, readWaitOptions } from './history-query';
import { jsonResponse } from './http/message';
import type { Route } from './http/router';

/** The gateway's accounts for other processes: docs/laptop.md documents them. */
export const decisionsRoutes = (decisions: Decisions): readonly Route[] => [
  {
    method: 'GET',
    path: '/decisions',
    handle: ({ query }) => {
      const { after } = readWaitOptions(query);
      const wanted = recipientFilter(query);
      return jsonResponse(
        200,
        decisions.all().filter((decision) => decision.sequence > after && wanted(decision)),
      );
    },
  },
  {
    method: 'GET',
    path: '/decisions/latest',
    handle: async ({ query }) => {
      const decision = await decisions.latest(recipientFilter(query), readWaitOptions(query));
      return decision ? jsonResponse(200, decision) : jsonResponse(404, { error: 'no_decision' });
    },
  },
  {
    method: 'DELETE',
    path: '/decisions',
    handle: () => {
      decisions.clear();
      return { status: 204 };
    },
  },
];

/** An account knows a mask only: numbers of a country with the same last two digits look alike. */
const recipientFilter = (
  query: URLSearchParams,
): ((decision: Omit<Decision, 'sequence'>) => boolean) => {
  const to = readNumber(query);
  if (to === undefined) return () => true;
  const number = readPhoneNumber(to);
  const mask = number ? maskPhoneNumber(number) : query.get('to')?.trim();
  return ({ recipient }) => recipient === mask;
};
