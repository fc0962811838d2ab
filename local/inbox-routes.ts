import { readNumber, readWaitOptions } from './history-query';
import { jsonResponse } from './http/message';
import type { Route } from './http/router';
import { withCode, type Inbox } from './inbox';

/** The inbox for other processes: docs/laptop.md documents it. */
export const inboxRoutes = (inbox: Inbox): readonly Route[] => [
  { method: 'GET', path: '/inbox', handle: () => jsonResponse(200, inbox.all().map(withCode)) },
  {
    method: 'GET',
    path: '/inbox/latest',
    handle: async ({ query }) => {
      const to = readNumber(query);
      if (to === undefined) return jsonResponse(400, { error: 'to_missing' });
      const message = await inbox.latest(to, readWaitOptions(query));
      return message
        ? jsonResponse(200, withCode(message))
        : jsonResponse(404, { error: 'no_message' });
    },
  },
  {
    method: 'DELETE',
    path: '/inbox',
    handle: () => {
      inbox.clear();
      return { status: 204 };
    },
  },
];
