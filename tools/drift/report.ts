import { type Difference, fixOf, REDEPLOY } from '../../lambda/drift-check/core/differences';
import type { Environment } from '../../lib/environment';
import { looksSecret } from '../../lib/environment/secrets';

/** One difference in words. */
export interface Row {
  readonly path: string;
  readonly registered: string;
  readonly now: string;
  readonly fix: string;
}

const MAX_SHOWN = 60;

export const rowOf = (difference: Difference): Row => {
  const { path, registered, now, isSecret } = difference;
  const fix = fixOf(difference);
  return isSecret
    ? { path, registered: '(secret)', now: 'differs', fix }
    : { path, registered: shown(registered), now: shown(now), fix };
};

/** A value on one line, unless it looks as only secrets do: nobody knows what a stranger put there. */
const shown = (value: unknown): string => {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  if (looksSecret(text)) return `(${text.length} characters that look like a secret)`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

/** A table with a head, aligned by spaces. */
export const tableOf = (rows: readonly Omit<Row, 'fix'>[]): readonly string[] => {
  const lines = [{ path: 'path', registered: 'registered', now: 'now' }, ...rows];
  const width = (column: 'path' | 'registered') =>
    Math.max(...lines.map((line) => line[column].length));
  const [path, registered] = [width('path'), width('registered')];
  return lines.map((line) =>
    `${line.path.padEnd(path)}  ${line.registered.padEnd(registered)}  ${line.now}`.trimEnd(),
  );
};

/** What to do about the differences: first about those that a deployment does not mend. */
export const repairsOf = (
  rows: readonly Row[],
  { name, auth0 }: Pick<Environment, 'name' | 'auth0'>,
): readonly string[] => {
  const byHand = rows.filter(({ fix }) => fix !== REDEPLOY);
  return [
    ...byHand.map(({ path, fix }) => `\n${path}: ${fix}.`),
    ...(byHand.length === rows.length
      ? []
      : [
          `\nTo write the registration anew, raise auth0.revision in ${name}.json (it is ${auth0.revision}), then:`,
          `  npx cdk deploy "${name}/*"`,
        ]),
  ];
};
