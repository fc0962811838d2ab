import type { Terminal } from '../cli/terminal';
import type { Row, Summary } from './summary';

export interface Report {
  readonly summary: Summary;
  /** Lines of the export that are about something else. */
  readonly otherLines: number;
  /** Lines that could not be read. */
  readonly faults: readonly string[];
  /** What the figures cannot know. */
  readonly remarks: readonly string[];
}

/** Enough to find the place in the export. */
const FAULTS_SHOWN = 20;
const COUNTRIES_SHOWN = 3;

export const printReport = (report: Report, json: boolean, { print, tell }: Terminal): void => {
  if (json) {
    print(JSON.stringify(report, null, 2));
    return;
  }
  const { summary, otherLines, faults, remarks } = report;
  for (const line of headOf(summary, otherLines)) print(line);
  if (summary.byLimit.length > 0) {
    print('');
    print(
      table([
        ['limit', 'stopped before', 'now', 'in shadow', 'people', 'most in'],
        ...summary.byLimit.map(limitRow),
      ]),
    );
  }
  if (summary.byCountry.length > 0) {
    print('');
    print(
      table([
        ['country', 'messages', 'stopped before', 'now', 'in shadow', 'people'],
        ...summary.byCountry.map(countryRow),
      ]),
    );
  }
  for (const remark of remarks) tell(`\nNote: ${remark}.`);
  if (faults.length === 0) return;
  tell(`\n${counted(faults.length, 'line')} could not be read, and in no figure:`);
  for (const fault of faults.slice(0, FAULTS_SHOWN)) tell(`  ${fault}`);
  if (faults.length > FAULTS_SHOWN) tell(`  and ${faults.length - FAULTS_SHOWN} more`);
};

const headOf = (summary: Summary, otherLines: number): readonly string[] => {
  const { from, to, messages, letThrough, stopped, people, peopleAffected, peopleWithNothing } =
    summary;
  if (from === undefined || to === undefined)
    return [`No message in the log (${counted(otherLines, 'other line')}).`];
  return [
    `${counted(messages, 'message')} from ${from} to ${to}, to ${peopleOf(people)} (${counted(otherLines, 'other line')}).`,
    table([
      ['', 'before', 'now'],
      ['let through', String(letThrough.before), String(letThrough.now)],
      ['stopped by a limit', String(stopped.before), String(stopped.now)],
    ]),
    `${peopleOf(peopleAffected)} would now have a message stopped, of whom ${peopleWithNothing} would get none at all.`,
    ...restOf(summary),
  ];
};

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

const peopleOf = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`;

const restOf = ({ duplicates, elsewhere, unknown }: Summary): readonly string[] =>
  [
    [duplicates, 'answered as a repeat, and not sent again'],
    [elsewhere, 'that went no further for a reason that no limit changes'],
    [unknown, 'stopped before it was counted: what these limits make of it is unknown'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, what]) => `${counted(Number(count), 'message')} ${what}.`);

const limitRow = ({ name, stoppedBefore, stoppedNow, inShadow, people, countries }: Row) => [
  name,
  String(stoppedBefore),
  String(stoppedNow),
  String(inShadow),
  String(people),
  countries
    .slice(0, COUNTRIES_SHOWN)
    .map(([country, count]) => `${country} ${count}`)
    .join(', '),
];

const countryRow = ({ name, messages, stoppedBefore, stoppedNow, inShadow, people }: Row) => [
  name,
  String(messages),
  String(stoppedBefore),
  String(stoppedNow),
  String(inShadow),
  String(people),
];

/** Columns of equal width; numbers to the right. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, n) =>
    Math.max(...rows.map((row) => (row[n] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, n) =>
          /^\d+$/.test(rows[1]?.[n] ?? '')
            ? cell.padStart(widths[n] ?? 0)
            : cell.padEnd(widths[n] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
};
