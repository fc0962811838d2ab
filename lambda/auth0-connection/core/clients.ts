/** One change of `PATCH /connections/{id}/clients`: enables or disables the connection for an application. */
export interface ClientChange {
  readonly clientId: string;
  readonly enabled: boolean;
}

/** Most changes that Auth0 takes in one call. Source: Management API, `PATCH /connections/{id}/clients`. */
const MAX_CHANGES = 50;

export interface ClientLists {
  /** Enabled in Auth0 now. */
  readonly current: readonly string[];
  /** Named by the environment file. */
  readonly listed: readonly string[];
  /** Named by it before this change and no longer. */
  readonly dropped?: readonly string[];
  /** Enabled before we came; never disabled. `undefined`: not known, so nothing is disabled. */
  readonly before?: readonly string[] | undefined;
}

/**
 * Enables what is listed and not yet enabled; disables what we listed earlier, list no longer, and
 * did not find enabled when we came. Applications that were never listed are left alone.
 */
export const clientChanges = ({
  current,
  listed,
  dropped = [],
  before,
}: ClientLists): readonly ClientChange[] => [
  ...without(listed, current).map((clientId) => ({ clientId, enabled: true })),
  ...(before === undefined ? [] : without(dropped, [...before, ...listed]))
    .filter((clientId) => current.includes(clientId))
    .map((clientId) => ({ clientId, enabled: false })),
];

export const inverse = (changes: readonly ClientChange[]): readonly ClientChange[] =>
  changes.map(({ clientId, enabled }) => ({ clientId, enabled: !enabled }));

/** The changes in portions that Auth0 takes. */
export const inPortions = (
  changes: readonly ClientChange[],
): readonly (readonly ClientChange[])[] =>
  Array.from({ length: Math.ceil(changes.length / MAX_CHANGES) }, (_, index) =>
    changes.slice(index * MAX_CHANGES, (index + 1) * MAX_CHANGES),
  );

/** The distinct items of one list that are not in the other. */
export const without = (items: readonly string[], others: readonly string[]): readonly string[] => {
  const excluded = new Set(others);
  return [...new Set(items)].filter((item) => !excluded.has(item));
};
