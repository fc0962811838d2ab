import type { Difference } from '../../lambda/drift-check/core/differences';
import { looksSecret } from '../../lib/environment/secrets';

/** One difference in words. */
export interface Row {
  readonly path: string;
  readonly registered: string;
  readonly now: string;
}

const MAX_SHOWN = 60;

export const rowOf = ({ path, registered, now, isSecret }: Difference): Row =>
  isSecret
    ? { path, registered: '(secret)', now: 'differs' }
    : { path, registered: shown(registered), now: shown(now) };

/** A value on one line, unless it looks as only secrets do: nobody knows what a stranger put there. */
const shown = (value: unknown): string => {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  if (looksSecret(text)) return `(${text.length} characters that look like a secret)`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

/** A table with a head, aligned by spaces. */
export const tableOf = (rows: readonly Row[]): readonly string[] => {
  const lines = [{ path: 'path', registered: 'registered', now: 'now' }, ...rows];
  const width = (column: keyof Row) => Math.max(...lines.map((line) => line[column].length));
  const [path, registered] = [width('path'), width('registered')];
  return lines.map((line) =>
    `${line.path.padEnd(path)}  ${line.registered.padEnd(registered)}  ${line.now}`.trimEnd(),
  );
};
