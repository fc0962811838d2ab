import { EXIT, type ExitCode } from './command';
import type { Colour, Paint } from './terminal';

/**
 * How it stands with one thing that was looked at. `skipped`: it could not be looked at, for a
 * reason that another line tells.
 */
export type Level = 'green' | 'yellow' | 'red' | 'skipped';

const MARKS: Readonly<Record<Level, readonly [mark: string, colour: Colour]>> = {
  green: ['✓', 'green'],
  yellow: ['!', 'yellow'],
  red: ['✗', 'red'],
  skipped: ['-', 'dim'],
};

/** One line of a report, as people read it. */
export interface Line {
  readonly level: Level;
  readonly title: string;
  /** What was found. Sentences without a full stop at their end. */
  readonly detail?: string | undefined;
  /** What to do about it, likewise. */
  readonly advice?: string | undefined;
}

export const formatLine = ({ level, title, detail, advice }: Line, paint: Paint): string => {
  const [mark, colour] = MARKS[level];
  const first = `${paint(colour, mark)} ${title}${detail === undefined ? '' : `: ${detail}`}`;
  return advice === undefined ? first : `${first}\n    ${paint('bold', '→')} ${advice}`;
};

/** Red when anything is. */
export const exitCodeOf = (lines: readonly { readonly level: Level }[]): ExitCode =>
  lines.some(({ level }) => level === 'red') ? EXIT.red : EXIT.green;
