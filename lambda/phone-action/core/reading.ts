/** Some text at a path of what Auth0 passed in, or `undefined`. */
export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  let found = value;
  for (const key of path) found = isRecord(found) ? found[key] : undefined;
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Without the keys that hold nothing. */
export const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
