import { type Declaration, type Option, typedAs } from './command';

const MAX_COLUMNS = 88;

/** The help of a command, made of its declaration alone, so that it cannot fall behind. */
export const helpOf = (declaration: Declaration<Readonly<Record<string, Option>>>): string => {
  const { name, summary, arguments: wanted = [], options, examples = [], notes = [] } = declaration;
  const placeholders = wanted.map((argument) => ` <${argument.name}>`).join('');
  const rows = [
    ...Object.entries(options).map(([option, details]): Row => [
      `--${typedAs(option)}${details.kind === 'flag' ? '' : ` <${details.value}>`}`,
      details.kind === 'list'
        ? `${details.description} Can be given more than once.`
        : details.description,
    ]),
    ['--help', 'Shows this.'] as const,
  ];
  return [
    ...wrap(summary, ''),
    '',
    `Usage: npm run ${name} --${placeholders} [options]`,
    ...section(
      '',
      wanted.map(({ name: it, description }): Row => [`<${it}>`, description]),
    ),
    ...section('Options:', rows),
    ...section(
      'Examples:',
      examples.map(({ call, does }): Row => [`npm run ${name} -- ${call}`, does]),
    ),
    ...notes.flatMap((note) => ['', ...wrap(note, '')]),
    '',
    ...wrap(
      'Exit code: 0 when all is well, 1 when something is wrong, 2 when the call was not understood.',
      '',
    ),
    '',
  ].join('\n');
};

type Row = readonly [left: string, right: string];

const section = (title: string, rows: readonly Row[]): readonly string[] => {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  // Too wide for two columns: what it does stands below it.
  const lines = rows.flatMap(([left, right]) =>
    width > MAX_COLUMNS / 2
      ? [`  ${left}`, ...wrap(right, '      ')]
      : wrap(right, ' '.repeat(width)).map((line, index) =>
          index === 0 ? `  ${left}`.padEnd(width) + line.trimStart() : line,
        ),
  );
  return ['', ...(title === '' ? [] : [title]), ...lines];
};

const wrap = (text: string, indent: string): readonly string[] => {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > MAX_COLUMNS && line.trim() !== '') {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
};
