import { looksQuotable } from './secrets';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys, or `undefined` when there is none. */
export const valueAt = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );

/** A value as a fault may repeat it: short and harmless ones as they are, others by their kind. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') {
    return looksQuotable(value) ? JSON.stringify(value) : `text of ${value.length} characters`;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : 'a list';
  if (isObject(value)) return Object.keys(value).length === 0 ? 'empty' : 'an object';
  return String(value);
};

/** The texts of a list with their positions; nothing when it is no list. */
export const textsOf = (value: unknown): readonly { text: string; position: number }[] =>
  Array.isArray(value)
    ? value.flatMap((text: unknown, position) =>
        typeof text === 'string' ? { text, position } : [],
      )
    : [];
