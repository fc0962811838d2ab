import { jsonResponse } from './http/message';
import type { Route } from './http/router';
import type { Inbox, ReceivedMessage } from './inbox';

/** Longer than Auth0 waits for a gateway; a test that waits longer has failed. */
const MAX_WAIT_SECONDS = 60;

/** The inbox for other processes: docs/laptop.md documents it. */
export const inboxRoutes = (inbox: Inbox): readonly Route[] => [
  { method: 'GET', path: '/inbox', handle: () => jsonResponse(200, inbox.all().map(withCode)) },
  {
    method: 'GET',
    path: '/inbox/latest',
    handle: async ({ query }) => {
      const to = readNumber(query.get('to'));
      if (to === undefined) return jsonResponse(400, { error: 'to_missing' });
      const message = await inbox.latest(to, {
        after: readCount(query.get('after')),
        timeoutMs: Math.min(readCount(query.get('wait')), MAX_WAIT_SECONDS) * 1000,
      });
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

/** With the code picked out of the text, as a phone offers it for typing. */
const withCode = (message: ReceivedMessage) => ({
  ...message,
  code: /(?<!\d)\d{4,40}(?!\d)/.exec(message.text)?.[0],
});

/** A plus sign that nobody encoded arrives as a space. */
const readNumber = (text: string | null): string | undefined =>
  text?.trim() ? `+${text.trim().replace(/^\+/, '')}` : undefined;

const readCount = (text: string | null): number => {
  const count = Number(text ?? 0);
  return Number.isFinite(count) && count > 0 ? count : 0;
};
