import { looksSecret } from './secrets';

/** One thing that is wrong with an environment file, in words for the person who edits it. */
export interface EnvironmentFault {
  /** The file as the loader found it, e.g. `environments/prod.json`. */
  readonly file: string;
  /** Where in the file, e.g. `routes[1].providers[0]`; empty for the file itself. */
  readonly path: string;
  /** What is wrong, to be read after the path: `is 3`, `is missing`. */
  readonly problem: string;
  /** What would be right. */
  readonly allowed: string;
}

/** Keys and indexes from the top of the file to a value. */
export type Path = readonly (string | number)[];

/** A fault that does not know its file yet. */
export interface Finding {
  readonly path: Path;
  readonly problem: string;
  readonly allowed: string;
}

/** `routes[1].providers[0]`; a key that is itself a secret, or very long, is not repeated. */
export const formatPath = (path: Path): string =>
  path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      if (looksSecret(step) || step.length > 64) return '.…';
      return /^[\w$-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');

/** Two lines per fault: what is wrong where, and what is allowed. */
export const formatFaults = (faults: readonly EnvironmentFault[]): string =>
  faults
    .map(({ file, path, problem, allowed }) => {
      const where = path === '' ? file : `${file}: ${path}`;
      return `${where} ${problem}\n  allowed: ${allowed}`;
    })
    .join('\n');

/** `, did you mean "routes"?` when a candidate is a slip of the keyboard away, else nothing. */
export const didYouMean = (word: string, candidates: readonly string[]): string => {
  const slips = word.length <= 4 ? 1 : 2;
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ distance }) => distance <= slips)
    .sort((one, other) => one.distance - other.distance);
  return nearest === undefined ? '' : `, did you mean "${nearest.candidate}"?`;
};

/**
 * How many letters must be added, dropped, replaced or swapped with their neighbour to turn one word
 * into the other (optimal string alignment). Case does not count.
 */
const editDistance = (one: string, other: string): number => {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  // Far longer or shorter words are no slips, and need no table.
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : replaced;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
};
