/** What a template carries of the code behind it: asset hashes, and hashes in logical ids. */
const VOLATILE: readonly (readonly [pattern: RegExp, stable: string])[] = [
  [/\b[0-9a-f]{64}(?=\.(?:zip|json|js)\b)/g, '<asset-hash>'],
  [/(CurrentVersion|Deployment)[0-9A-F]{8}[0-9a-f]{32}\b/g, '$1<hash>'],
];

/**
 * A template in which nothing depends on the Lambda code or on the folder of the checkout: keys and
 * values alike. For snapshots that a reviewer can say yes to.
 */
export const normalise = (value: unknown): unknown => {
  if (typeof value === 'string') return stable(value);
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [stable(key), normalise(entry)]),
  );
};

const stable = (text: string): string =>
  VOLATILE.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
