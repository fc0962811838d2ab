/** Things of the tenant by their ids, in the order in which they were made. */
export interface Collection<T extends { readonly id: string }> {
  readonly all: () => readonly T[];
  readonly byId: (id: string) => T | undefined;
  /** Adds it, or replaces the one with its id. */
  readonly put: (item: T) => T;
  readonly remove: (id: string) => void;
}

export const createCollection = <T extends { readonly id: string }>(): Collection<T> => {
  const items = new Map<string, T>();
  return {
    all: () => [...items.values()],
    byId: (id) => items.get(id),
    put: (item) => {
      items.set(item.id, item);
      return item;
    },
    remove: (id) => items.delete(id),
  };
};
