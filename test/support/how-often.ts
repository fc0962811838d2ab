/**
 * How often a property is tried: a few hundred times in `npm test`, where any mistake that is not rare
 * shows, and thousands of times in `npm run test:exhaustive`, which imports the same test.
 */
export const howOften = <T>({ exhaustively, otherwise }: { exhaustively: T; otherwise: T }): T =>
  process.env['EXHAUSTIVE'] === '1' ? exhaustively : otherwise;

/**
 * The rows of a table that takes many minutes: all of them, or every n-th from the k-th on where
 * `EXHAUSTIVE_SHARE` is `k/n`. CI plays another share each day.
 */
export const share = <T>(rows: Iterable<T>): readonly T[] => {
  const all = [...rows];
  const [from = 1, every = 1] = (process.env['EXHAUSTIVE_SHARE'] ?? '1/1').split('/').map(Number);
  if (!(from >= 1 && from <= every)) throw new Error('EXHAUSTIVE_SHARE is k/n, from 1/n to n/n');
  return all.filter((_, index) => index % every === from - 1);
};
