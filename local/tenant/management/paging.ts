import { queryError } from '../errors';
import { jsonResponse, type LocalResponse } from '../../http/message';

/** A page of a list, and where the next one begins when there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Checkpoint paging: `take` at most so many, `from` the token of the page before (docs/sources.md §4.5). */
export const takePage = <T>(
  items: readonly T[],
  query: URLSearchParams,
  { most, usual }: { readonly most: number; readonly usual: number },
): Page<T> | LocalResponse => {
  const take = readWhole(query.get('take') ?? String(usual));
  if (take === undefined || take < 1 || take > most)
    return queryError(`'Value ${query.get('take')} is not between 1 and ${most}' on property take`);
  const start = readCheckpoint(query.get('from'));
  if (start === undefined) return queryError(`'Invalid checkpoint' on property from`);
  const end = start + take;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { next: checkpoint(end) } : {}),
  };
};

/** Offset paging: `page` from 0, `per_page` at most 100 (docs/sources.md §4.5). */
export const offsetPage = <T>(
  items: readonly T[],
  query: URLSearchParams,
  usual = 50,
):
  | { readonly items: readonly T[]; readonly start: number; readonly limit: number }
  | LocalResponse => {
  const page = readWhole(query.get('page') ?? '0');
  const limit = readWhole(query.get('per_page') ?? String(usual));
  if (page === undefined)
    return queryError(`'Expected type integer but found type string' on property page`);
  if (limit === undefined || limit < 1 || limit > 100)
    return queryError(
      `'Value ${query.get('per_page')} is greater than maximum 100' on property per_page`,
    );
  const start = page * limit;
  return { items: items.slice(start, start + limit), start, limit };
};

/**
 * A page of the Actions API, with its numbers beside it; a zero is left out (recorded:
 * `{"bindings":[],"page":1,"per_page":100}`, and no `page` on the first page).
 */
export const actionsPage = (
  name: string,
  all: readonly unknown[],
  query: URLSearchParams,
): LocalResponse => {
  const found = offsetPage(all, query, 20);
  if ('status' in found) return found;
  const { items, start, limit } = found;
  return jsonResponse(200, {
    [name]: items,
    ...(items.length > 0 ? { total: all.length } : {}),
    ...(start > 0 ? { page: start / limit } : {}),
    per_page: limit,
  });
};

/** The 400 for a parameter that the call does not know. */
export const refuseParameters = (
  query: URLSearchParams,
  known: readonly string[],
): LocalResponse | undefined => {
  const unknown = [...query.keys()].filter((name) => !known.includes(name));
  return unknown.length === 0
    ? undefined
    : queryError(`'Additional properties not allowed: ${unknown.join(',')}'`);
};

const readWhole = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** Opaque to callers, so that nobody learns to count with it. */
const checkpoint = (index: number): string => Buffer.from(`at:${index}`).toString('base64url');

const readCheckpoint = (token: string | null): number | undefined => {
  if (token === null) return 0;
  const [, index] = /^at:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  return index === undefined ? undefined : Number(index);
};
