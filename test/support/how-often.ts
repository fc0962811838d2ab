/**
 * How often a property is tried: a few hundred times in `npm test`, where any mistake that is not rare
 * shows, and thousands of times in `npm run test:exhaustive`, which imports the same test.
 */
export const howOften = <T>({ exhaustively, otherwise }: { exhaustively: T; otherwise: T }): T =>
  process.env['EXHAUSTIVE'] === '1' ? exhaustively : otherwise;
