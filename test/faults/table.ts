import { markdownTable } from '../support/docs-block';
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
export const tableOf = (rows: readonly Row[]): string => markdownTable(HEADINGS, rows.map(cellsOf));

/** What goes wrong in each. */
export const legendOf = (rows: readonly Row[]): string =>
  rows.map(({ scenario }) => `- \`${scenario.name}\`: ${scenario.what}.`).join('\n');
