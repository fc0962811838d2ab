import type { ColdStart, WarmCost } from './child';
import { HTTPS_ONLY, uncounted, WITH_SNS, type Role } from './contestants';
import type { Samples } from './measure';

/** Everything a run found; what `--json` prints. Times are in milliseconds. */
export interface Report {
  readonly node: string;
  readonly machine: string;
  readonly date: string;
  readonly coldStart: readonly ColdStartRow[];
  readonly warm: readonly WarmRow[];
  /** npm packages with code in each of our bundles. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly targets: readonly Target[];
}

interface Row {
  readonly name: string;
  readonly role: Role;
}

export interface ColdStartRow extends Row {
  readonly kilobytes: number;
  readonly total: Statistics;
  readonly load: Statistics;
  readonly firstMessage: Statistics;
  readonly cpu: Statistics;
  /** Median against that of the fastest real peer. */
  readonly ratio: number;
}

export interface WarmRow extends Row {
  readonly cpu: Statistics;
  readonly wall: Statistics;
  /** CPU after a short warm-up. */
  readonly earlyCpu: Statistics;
}

export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly p90: number;
}

export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit: 'x' | 'ms' | 'clients' | 'round trips';
  readonly met: boolean;
}

/**
 * What we ask of the two environments: cold start, with send limits, as a ratio; warm CPU in milliseconds
 * of a message, and of counting it, which no peer does.
 */
const LIMITS = [
  { name: HTTPS_ONLY, coldRatio: 0.6, warmCpu: 1, countingCpu: 2 },
  { name: WITH_SNS, coldRatio: 0.75, warmCpu: 2, countingCpu: 2 },
] as const;
/** A round trip is one or it is two; the rest is a busy machine. */
const MOST_ROUND_TRIPS = 1.3;

export const makeReport = (
  about: Pick<Report, 'node' | 'machine' | 'date'>,
  coldSamples: readonly Samples<ColdStart>[],
  warmSamples: readonly Samples<WarmCost>[],
  roundTrips: number,
): Report => {
  const totalOf = ({ load, firstMessage }: ColdStart) => load + firstMessage;
  const fastestPeer = Math.min(
    ...coldSamples
      .filter(({ contestant }) => contestant.role === 'peer')
      .map(({ samples }) => statisticsOf(samples.map(totalOf)).median),
  );
  const coldStart = coldSamples.map(({ contestant, samples }): ColdStartRow => {
    const total = statisticsOf(samples.map(totalOf));
    return {
      name: contestant.name,
      role: contestant.role,
      kilobytes: round(contestant.kilobytes),
      total,
      load: statisticsOf(samples.map(({ load }) => load)),
      firstMessage: statisticsOf(samples.map(({ firstMessage }) => firstMessage)),
      cpu: statisticsOf(samples.map(({ cpu }) => cpu)),
      ratio: round(total.median / fastestPeer),
    };
  });
  const warm = warmSamples.map(({ contestant, samples }): WarmRow => ({
    name: contestant.name,
    role: contestant.role,
    cpu: statisticsOf(samples.map(({ cpu }) => cpu)),
    wall: statisticsOf(samples.map(({ wall }) => wall)),
    earlyCpu: statisticsOf(samples.map(({ earlyCpu }) => earlyCpu)),
  }));
  return {
    ...about,
    coldStart,
    warm,
    packages: Object.fromEntries(
      coldSamples
        .filter(({ contestant }) => contestant.role === 'ours')
        .map(({ contestant }) => [contestant.name, contestant.packages]),
    ),
    targets: [
      ...LIMITS.flatMap(({ name, coldRatio, warmCpu, countingCpu }) => {
        const ratio = rowOf(coldStart, name).ratio;
        const withoutCounting = rowOf(warm, uncounted(name)).cpu.median;
        const counting = rowOf(warm, name).cpu.median - withoutCounting;
        return [
          target(`${name}, cold start against the fastest peer`, coldRatio, 'x', ratio),
          target(`${uncounted(name)}, warm CPU per message`, warmCpu, 'ms', withoutCounting),
          target(`${name}, warm CPU of counting a message`, countingCpu, 'ms', counting),
        ];
      }),
      target(
        `${HTTPS_ONLY}, waits for DynamoDB on the accepted path`,
        MOST_ROUND_TRIPS,
        'round trips',
        roundTrips,
      ),
      ...LIMITS.map(({ name }) =>
        target(
          `${name}, AWS service clients loaded`,
          0,
          'clients',
          awsClientsIn(coldSamples, name),
        ),
      ),
    ],
  };
};

/** Of the AWS SDK, which the gateway has no use for. */
const awsClientsIn = (samples: readonly Samples<unknown>[], name: string): number =>
  samples
    .filter(({ contestant }) => contestant.name === name)
    .flatMap(({ contestant }) => contestant.packages)
    .filter((name) => /^@aws-sdk\/(client-|nested-clients)/.test(name)).length;

const target = (what: string, limit: number, unit: Target['unit'], measured: number): Target => ({
  what,
  limit,
  measured,
  unit,
  met: measured <= limit,
});

const rowOf = <R extends Row>(rows: readonly R[], name: string): R => {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`nobody is called ${name}`);
  return row;
};

const statisticsOf = (values: readonly number[]): Statistics => ({
  median: round(quantile(values, 0.5)),
  min: round(quantile(values, 0)),
  p90: round(quantile(values, 0.9)),
});

/** Linear interpolation between the two nearest ranks. */
const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank % 1);
};

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The report for people. */
export const printable = (report: Report): string =>
  [
    `Node.js ${report.node}, ${report.machine}, ${report.date}`,
    '',
    'Cold start: loading the bundle and answering the first message, in ms',
    '',
    table(
      ['', 'kB', 'median', 'min', 'p90', 'load', 'first', 'CPU', 'ratio'],
      report.coldStart.map((row) => [
        row.name,
        row.kilobytes.toFixed(0),
        ...spread(row.total, 1),
        row.load.median.toFixed(1),
        row.firstMessage.median.toFixed(1),
        row.cpu.median.toFixed(1),
        row.ratio.toFixed(2),
      ]),
    ),
    '',
    'Warm: per message, in ms',
    '',
    table(
      ['', 'CPU', 'min', 'p90', 'wall', 'min', 'p90', 'early CPU'],
      report.warm.map((row) => [
        row.name,
        ...spread(row.cpu, 3),
        ...spread(row.wall, 3),
        row.earlyCpu.median.toFixed(3),
      ]),
    ),
    '',
    'Packages loaded',
    '',
    ...Object.entries(report.packages).map(([name, packages]) => `${name}: ${packages.join(', ')}`),
    '',
    'Targets',
    '',
    ...report.targets.map(
      ({ met, what, measured, unit, limit }) =>
        `${met ? 'PASS' : 'MISS'}  ${what}: ${Number(measured.toFixed(2))} ${unit}, at most ${limit}`,
    ),
  ].join('\n');

const spread = ({ median, min, p90 }: Statistics, digits: number): string[] =>
  [median, min, p90].map((value) => value.toFixed(digits));

/** A Markdown table, aligned for the terminal too. */
const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(header), line(rule), ...rows.map(line)].join('\n');
};

/** Names to the left, numbers to the right. */
const pad = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);
