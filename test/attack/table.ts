import { markdownTable } from '../support/docs-block';
import type { Attack } from './attacks';
import type { Figures, Side } from './figures';
import { percent } from './promises';
import type { World } from './worlds';

export interface Row {
  readonly world: World;
  /** `undefined` for the week in which nobody attacks. */
  readonly attack: Attack | undefined;
  readonly figures: Figures;
}

const HEADINGS = [
  'attack',
  'file',
  'messages',
  'stopped',
  'target',
  'by',
  'would cost',
  'costs',
  'people stopped',
  'of these countries’ people, meanwhile',
];

const TEXT_COLUMNS = 2;

/** A row for each attack and world. */
export const attackTable = (rows: readonly Row[]): string =>
  markdownTable(
    HEADINGS,
    rows.flatMap(({ world, attack, figures: { attack: side, people, beside } }) =>
      attack === undefined
        ? []
        : [
            [
              `\`${attack.name}\``,
              world.name,
              count(side.messages),
              percent(side.share),
              attack.target === undefined ? '–' : percent(attack.target),
              byOf(side),
              dollars(side.usd),
              dollars(side.usd - side.savedUsd),
              percent(people.share),
              shareOf(beside),
            ],
          ],
    ),
    TEXT_COLUMNS,
  );

/** The week in which nobody attacks. */
export const peopleTable = (rows: readonly Row[]): string =>
  markdownTable(
    [
      'file',
      'messages',
      'stopped',
      'by',
      'newcomers of the launch',
      'stopped',
      'of the opening',
      'stopped',
      'cost',
    ],
    rows.flatMap(({ world, attack, figures: { people, launch, opening } }) =>
      attack === undefined
        ? [
            [
              world.name,
              count(people.messages),
              percent(people.share),
              byOf(people),
              count(launch.messages),
              percent(launch.share),
              count(opening.messages),
              percent(opening.share),
              dollars(people.usd),
            ],
          ]
        : [],
    ),
  );

export const legendOf = (attacks: readonly Attack[]): string =>
  attacks.map(({ name, what }) => `- \`${name}\`: ${what}.`).join('\n');

const byOf = ({ by }: Side): string =>
  by
    .slice(0, 2)
    .map(([limit]) => `\`${limit}\``)
    .join(', ') || '–';

const shareOf = ({ messages, share, stopped }: Side): string =>
  messages === 0 ? '–' : `${percent(share)} (${stopped} of ${count(messages)})`;

const count = (n: number): string => n.toLocaleString('en-US');

const dollars = (usd: number): string => `$${Math.round(usd).toLocaleString('en-US')}`;
