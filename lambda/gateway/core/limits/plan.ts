import type { LimitMode, SendLimitsConfig } from '../../../contract';
import { adaptiveCeiling } from './adaptive';
import type { Exemption } from './destination';
import {
  countryCounter,
  hourSort,
  HOURS_KEPT,
  HOURS_PARTITION,
  SPEND,
  TOTAL,
  type PastHours,
} from './hours';
import type { LimitKeys } from './keys';
import { KNOWN_FACTOR, SECONDS_KNOWN } from './known';
import type { Claim, Counter, Take } from './store';
import { daySort, type Windows } from './windows';

/** In the order in which they are named to a caller when several are reached. */
export const LIMIT_NAMES = [
  'recipient',
  'recipient-day',
  'range',
  'ip',
  'countries-per-ip',
  'country',
  'adaptive',
  'total',
  'spend-hour',
  'spend-day',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** One limit that a take is looked at by. */
export interface Rule {
  readonly limit: LimitName;
  readonly mode: Exclude<LimitMode, 'off'>;
  readonly ceiling: number;
  /** For people who were sent a code before. @default - `ceiling` */
  readonly ceilingOfKnown?: number;
  /** Name of the counter, or of the set. */
  readonly of: string;
  readonly retryAfterSeconds: number;
}

/** What is asked of one item, and what each of its values means. */
export interface PlannedTake {
  readonly take: Take;
  readonly rules: readonly Rule[];
}

export interface PlanQuestion {
  readonly config: SendLimitsConfig;
  readonly keys: LimitKeys;
  readonly country: string;
  readonly costMicrosUsd: number;
  /** @default - every limit is looked at */
  readonly exempt?: Exemption | undefined;
  readonly windows: Windows;
  readonly past: Pick<PastHours, 'of' | 'spentBefore'>;
  /** @default - repeats go out again */
  readonly claim?: Omit<Claim, 'name'>;
}

/**
 * What to count for a message, and up to where: three items as a rule, which are taken at the same
 * moment: the number with its range, the address that asks, and the hour of everybody.
 */
export const planTakes = (question: PlanQuestion): readonly PlannedTake[] =>
  [...numberTakes(question), ipTake(question), hourTake(question)].filter(
    (planned) => planned !== undefined,
  );

/** An item of DynamoDB holds 400 KB: a range that may take more than this an hour would outgrow one in a day. */
const SHARED_UP_TO_PER_HOUR = 100;

/**
 * Number and range share an item where the range keeps it small, so that of many messages at once exactly
 * as many get through as may. Where it does not, each has an item of its own.
 */
const numberTakes = (question: PlanQuestion): readonly PlannedTake[] => {
  const { config, keys, windows, exempt, claim } = question;
  const { perRange, adaptive } = config;
  const keptSeconds = adaptive.mode === 'enforce' ? SECONDS_KNOWN : 0;
  const { hourOfDay, secondsLeft } = windows;
  const ofRecipient = recipientRules(question);
  const ofRange = inForce(
    [[perRange.mode, 'range', perRange.perHour, `h:${hourOfDay}`, secondsLeft.hour]],
    exempt === 'number',
  );
  const itemOf = (partition: string, rules: readonly Rule[], own?: PlanQuestion['claim']) =>
    rules.length === 0 && own === undefined
      ? []
      : [
          {
            take: {
              partition,
              sort: daySort(windows.day),
              expiresAtSeconds: windows.dayExpiresAtSeconds + keptSeconds,
              counters: countersOf(rules),
              ...(own && { claim: { ...own, name: `c:${whoOf(keys)}` } }),
            },
            rules,
          },
        ];
  if (perRange.mode === 'enforce' && perRange.perHour <= SHARED_UP_TO_PER_HOUR)
    return itemOf(`range#${keys.range}`, [...ofRecipient, ...ofRange], claim);
  return [
    ...itemOf(`recipient#${keys.recipient}`, ofRecipient, claim),
    ...itemOf(`range#${keys.range}`, ofRange),
  ];
};

/** Enough to tell the thousand numbers of a range apart. */
const whoOf = ({ recipient }: LimitKeys): string => recipient.slice(0, 8);

const recipientRules = ({
  config: { perRecipient },
  keys,
  windows: { slotOfDay, secondsLeft },
  exempt,
}: PlanQuestion): readonly Rule[] => {
  const { mode, per10Minutes, perDay } = perRecipient;
  const who = whoOf(keys);
  return inForce(
    [
      [mode, 'recipient', per10Minutes, `t:${who}:${slotOfDay}`, secondsLeft.slot],
      [mode, 'recipient-day', perDay, `d:${who}`, secondsLeft.day],
    ],
    exempt === 'number',
  );
};

const COUNTRIES = 'countries';

const ipTake = ({
  config: { perIp, countriesPerIp },
  keys: { ip },
  country,
  windows: { day, hourOfDay, secondsLeft, dayExpiresAtSeconds },
  exempt,
}: PlanQuestion): PlannedTake | undefined => {
  if (ip === undefined || exempt !== undefined) return undefined;
  const counted = inForce([[perIp.mode, 'ip', perIp.perHour, `h:${hourOfDay}`, secondsLeft.hour]]);
  const collected = inForce([
    [countriesPerIp.mode, 'countries-per-ip', countriesPerIp.perDay, COUNTRIES, secondsLeft.day],
  ]);
  if (counted.length + collected.length === 0) return undefined;
  const [members] = collected;
  return {
    take: {
      partition: `ip#${ip}`,
      sort: daySort(day),
      expiresAtSeconds: dayExpiresAtSeconds,
      counters: countersOf(counted),
      ...(members && {
        member: {
          set: COUNTRIES,
          text: country,
          ...(members.mode === 'enforce' && { atMost: members.ceiling }),
        },
      }),
    },
    rules: [...counted, ...collected],
  };
};

const hourTake = ({
  config,
  country,
  costMicrosUsd,
  windows: { hour, hourOfDay, secondsLeft, hourExpiresAtSeconds },
  past,
  exempt,
}: PlanQuestion): PlannedTake => {
  const { perCountry, adaptive, total } = config;
  const inCountry = countryCounter(country);
  const override = perCountry.overrides[country];
  // A ceiling of its own says that the country is a market, and how large; nothing to be learned.
  const learned =
    adaptive.mode === 'off' || override !== undefined
      ? undefined
      : adaptiveCeiling(past.of(country, hour), adaptive);
  const left = secondsLeft.hour;
  const counted = inForce(
    [
      [perCountry.mode, 'country', override ?? perCountry.perHour, inCountry, left],
      [
        learned === undefined ? 'off' : adaptive.mode,
        'adaptive',
        learned ?? 0,
        inCountry,
        left,
        Math.ceil((learned ?? 0) * KNOWN_FACTOR),
      ],
      [total.mode, 'total', total.perHour, TOTAL, left],
    ],
    exempt === 'number',
  );
  // Nobody is exempt from money: a list that is too long must not be dearer than the ceiling.
  const spent = inForce(
    spendRules(config, country, () => past.spentBefore(hour, hourOfDay), secondsLeft),
  );
  const rules = [...counted, ...spent];
  return {
    take: {
      partition: HOURS_PARTITION,
      sort: hourSort(hour),
      expiresAtSeconds: hourExpiresAtSeconds + HOURS_KEPT * 3600,
      counters: [TOTAL, inCountry, SPEND].map((name) => ({
        name,
        add: name === SPEND ? costMicrosUsd : 1,
        ...lowest(rules, name, name === SPEND ? costMicrosUsd : 1),
      })),
    },
    rules,
  };
};

type RuleRow = readonly [
  mode: LimitMode,
  limit: LimitName,
  ceiling: number,
  of: string,
  retryAfterSeconds: number,
  ceilingOfKnown?: number,
];

const spendRules = (
  { spend }: SendLimitsConfig,
  country: string,
  spentBeforeMicrosUsd: () => number,
  secondsLeft: Windows['secondsLeft'],
): readonly RuleRow[] => {
  if (spend === undefined) return [];
  const { action, countries, hourlyUsd, dailyUsd } = spend;
  const refuses =
    action === 'block' || (action === 'countries-only' && !countries.includes(country));
  const mode = refuses ? 'enforce' : 'shadow';
  return [
    ...(hourlyUsd === undefined
      ? []
      : [[mode, 'spend-hour', microsOf(hourlyUsd), SPEND, secondsLeft.hour] as const]),
    ...(dailyUsd === undefined
      ? []
      : [
          [
            mode,
            'spend-day',
            Math.max(0, microsOf(dailyUsd) - spentBeforeMicrosUsd()),
            SPEND,
            secondsLeft.day,
          ] as const,
        ]),
  ];
};

/** Whole, as what is counted is: 0.07 times a million is not. */
const microsOf = (usd: number): number => Math.round(usd * 1e6);

const inForce = (rows: readonly RuleRow[], isExempt = false): readonly Rule[] =>
  rows.flatMap(([mode, limit, ceiling, of, retryAfterSeconds, ceilingOfKnown]) =>
    isExempt || mode === 'off'
      ? []
      : [
          {
            limit,
            mode,
            ceiling,
            of,
            retryAfterSeconds,
            ...(ceilingOfKnown !== undefined && { ceilingOfKnown }),
          },
        ],
  );

const countersOf = (rules: readonly Rule[]): readonly Counter[] =>
  rules.map(({ of }) => ({ name: of, add: 1, ...lowest(rules, of, 1) }));

/** The lowest ceiling that is enforced on a counter, whoever asks: it must have room for all that is added. */
const lowest = (rules: readonly Rule[], name: string, add: number): { below?: number } => {
  const ceilings = rules
    .filter(({ of, mode }) => of === name && mode === 'enforce')
    .map(({ ceiling, ceilingOfKnown = ceiling }) => ceilingOfKnown);
  return ceilings.length === 0 ? {} : { below: Math.min(...ceilings) - add + 1 };
};
