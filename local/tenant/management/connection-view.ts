import type { Connection } from '../model';

/** Kept in every answer, whatever `fields` says (recorded: docs/sources.md §4.5). */
const ALWAYS_SHOWN = ['id', 'is_domain_connection', 'authentication', 'connected_accounts'];

/**
 * A connection as the Management API shows it. Secrets come back in clear (docs/sources.md §1.1). Without
 * `read:connections_options` the options are left out of an ordinary 200 (docs/sources.md §4.2).
 */
export const viewConnection = (
  connection: Connection,
  showOptions: boolean,
): Record<string, unknown> => ({
  id: connection.id,
  ...(showOptions ? { options: connection.options } : {}),
  strategy: connection.strategy,
  name: connection.name,
  ...(connection.displayName === undefined ? {} : { display_name: connection.displayName }),
  is_domain_connection: false,
  authentication: { active: true },
  connected_accounts: { active: false },
  realms: [connection.name],
  ...connection.settings,
});

/** Applies `fields` and `include_fields`. */
export const pickFields = (
  view: Record<string, unknown>,
  query: URLSearchParams,
): Record<string, unknown> => {
  const fields = query.get('fields')?.split(',') ?? [];
  if (fields.length === 0) return view;
  const include = query.get('include_fields') !== 'false';
  return Object.fromEntries(
    Object.entries(view).filter(
      ([name]) => ALWAYS_SHOWN.includes(name) || fields.includes(name) === include,
    ),
  );
};
