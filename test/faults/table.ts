import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Figures } from './figures';
import type { Scenario } from './scenario';

export interface Row {
  readonly scenario: Scenario;
  readonly figures: Figures;
}

const HEADINGS = [
  'scenario',
  'messages',
  'lost',
  'sent twice',
  'p50',
  'p50 from the 21st',
  'p50 beside',
  'p99',
  'slowest',
  'failed over',
  'failover p50',
  'failover most',
  'attempts per message',
  'openings',
];

const cellsOf = ({ scenario, figures: f }: Row): readonly string[] => [
  `\`${scenario.name}\``,
  String(f.messages),
  String(f.lost),
  String(f.duplicates),
  ...[f.p50, f.p50Learnt, f.p50Beside, f.p99, f.slowest].map((ms) => ms.toFixed(0)),
  String(f.failedOver),
  ...[f.failoverP50, f.failoverMost].map((ms) => (f.failedOver > 0 ? ms.toFixed(0) : '–')),
  f.attemptsPerMessage.toFixed(2),
  String(f.openings),
];

/** Times in milliseconds of the run. */
export const tableOf = (rows: readonly Row[]): string =>
  [HEADINGS, HEADINGS.map((_, n) => (n === 0 ? '---' : '---:')), ...rows.map(cellsOf)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** What goes wrong in each. */
export const legendOf = (rows: readonly Row[]): string =>
  rows.map(({ scenario }) => `- \`${scenario.name}\`: ${scenario.what}.`).join('\n');

const DOCS = join(__dirname, '..', '..', 'docs', 'reliability.md');
const BEGIN = '<!-- test:faults begin -->';
const END = '<!-- test:faults end -->';

/** Puts the figures between the marks in docs/reliability.md. */
export const writeDocs = async (text: string): Promise<void> => {
  const [before, rest] = readFileSync(DOCS, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${DOCS} does not hold ${BEGIN} and ${END}`);
  const whole = `${before}${BEGIN}\n\n${text}\n\n${END}${after}`;
  const options = await resolveConfig(DOCS);
  writeFileSync(DOCS, await format(whole, { ...options, parser: 'markdown' }));
};
