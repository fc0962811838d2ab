import { jsonResponse } from '../../http/message';
import { managementError, queryError } from '../errors';
import type { LogEntry, LogStore } from '../log-store';
import type { ManagementRoute } from './api';
import { offsetPage } from './paging';

/** `/api/v2/logs`, newest first. Of the search language only `type:<code>` is known. */
export const logRoutes = (logs: LogStore): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/logs',
    scope: 'read:logs',
    handle: ({ query }) => {
      if (query.has('from')) return jsonResponse(200, after(logs.all(), query));
      const found = search(logs.all(), query.get('q'));
      if (!found) return queryError(`'The stand-in knows type:<code> only' on property q`);
      const page = offsetPage(found, query);
      if ('status' in page) return page;
      const { items, start, limit } = page;
      return jsonResponse(
        200,
        query.get('include_totals') === 'true'
          ? { start, limit, length: items.length, total: found.length, logs: items }
          : items,
      );
    },
  },
  {
    method: 'GET',
    path: '/api/v2/logs/:id',
    scope: 'read:logs',
    handle: (_request, { id = '' }) => {
      const entry = logs.byId(id);
      // Words unverified.
      return entry ? jsonResponse(200, entry) : managementError(404, 'Log not found');
    },
  },
];

/** Checkpoint paging of logs: what came after the entry `from`, oldest first, `take` of it. */
const after = (newestFirst: readonly LogEntry[], query: URLSearchParams): readonly LogEntry[] => {
  const from = query.get('from') ?? '';
  const take = Math.min(Number(query.get('take') ?? 50) || 50, 100);
  return newestFirst
    .toReversed()
    .filter(({ log_id: id }) => id > from)
    .slice(0, take);
};

const search = (
  entries: readonly LogEntry[],
  query: string | null,
): readonly LogEntry[] | undefined => {
  if (query === null || query.trim() === '') return entries;
  const [, wanted] = /^type:"?(\w+)"?$/.exec(query.trim()) ?? [];
  return wanted === undefined ? undefined : entries.filter(({ type }) => type === wanted);
};
