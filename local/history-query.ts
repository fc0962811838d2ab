import type { WaitOptions } from './history';

/** Longer than Auth0 waits for a gateway; a test that waits longer has failed. */
const MAX_WAIT_SECONDS = 60;

/** `after=<sequence>` and `wait=<seconds>` of a request for the newest entry. */
export const readWaitOptions = (query: URLSearchParams): Required<WaitOptions> => ({
  after: readCount(query.get('after')),
  timeoutMs: Math.min(readCount(query.get('wait')), MAX_WAIT_SECONDS) * 1000,
});

/** `to=<number>`, with its plus sign: one that nobody encoded arrives as a space. */
export const readNumber = (query: URLSearchParams): string | undefined => {
  const text = query.get('to')?.trim();
  return text ? `+${text.replace(/^\+/, '')}` : undefined;
};

const readCount = (text: string | null): number => {
  const count = Number(text ?? 0);
  return Number.isFinite(count) && count > 0 ? count : 0;
};
