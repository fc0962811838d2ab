import { COUNTRIES_SERVED, EVERY_COUNTRY, HOME_MARKET } from './countries';
import type { Dice } from './dice';
import type { Message } from './message';
import { HOUR_MS, ipv4, WEEK_BEGINS_MS } from './ordinary';

export interface Attack {
  readonly name: string;
  /** What the attacker does and has, for docs/send-limits.md. */
  readonly what: string;
  /** The share of its messages that has to be stopped. @default - shown, and nothing is promised */
  readonly target?: number;
  readonly messages: (dice: Dice) => readonly Message[];
}

/** Thursday at 2 in the morning, UTC: three days have been counted, and nobody looks. */
const BEGINS_MS = WEEK_BEGINS_MS + 74 * HOUR_MS;

/** Attackers use ranges that nobody else has. */
const FIRST_RANGE = 500_000;
/** And addresses of a country that nobody signs in from. */
const botAddress = (n: number): string => ipv4('ZZ', 100, n);

/** A small market where messages are dear: what an attacker looks for. */
const DEAR_MARKET = 'NG';

interface Course {
  readonly perHour: number;
  readonly hours: number;
}

type Target = Omit<Message, 'atMs' | 'of'>;

/** As many messages as the course says, a little unevenly. */
const along = (
  { perHour, hours }: Course,
  target: (n: number, dice: Dice) => Target,
): Attack['messages'] => {
  const stepMs = HOUR_MS / perHour;
  return (dice) =>
    Array.from({ length: perHour * hours }, (_, n) => ({
      ...target(n, dice),
      of: 'attack' as const,
      atMs: BEGINS_MS + (n + dice.uniform()) * stepMs,
    }));
};

/** The five of the promise. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'one-number',
    what: 'one number in Great Britain, 400 an hour for 6 hours, from 40 addresses',
    target: 0.95,
    messages: along({ perHour: 400, hours: 6 }, (n) => ({
      country: 'GB',
      range: FIRST_RANGE,
      line: 123,
      ip: botAddress(n % 40),
    })),
  },
  {
    name: 'one-range',
    what: 'neighbouring numbers in turn, 6,000 of them in a small and dear market, 3,000 an hour for 2 hours, from 150 addresses',
    target: 0.95,
    messages: along({ perHour: 3000, hours: 2 }, (n) => ({
      country: DEAR_MARKET,
      range: FIRST_RANGE + (Math.floor(n / 1000) % 6),
      line: n % 1000,
      ip: botAddress(n % 150),
    })),
  },
  {
    name: 'many-ranges',
    what: 'numbers of 3,000 ranges of that market at random, 10,000 an hour for 2 hours, from 1,000 addresses that stay below the limit of an address',
    target: 0.95,
    messages: along({ perHour: 10_000, hours: 2 }, (n, dice) => ({
      country: DEAR_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 1000),
    })),
  },
  {
    name: 'many-countries',
    what: 'every country of the world at random from 12 addresses, each 50 an hour (all that Auth0 lets an address do) for 12 hours',
    target: 0.95,
    messages: along({ perHour: 600, hours: 12 }, (n, dice) => ({
      country: EVERY_COUNTRY[dice.whole(EVERY_COUNTRY.length)] ?? HOME_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 12),
    })),
  },
  {
    name: 'slow-drip',
    what: 'numbers of 3,000 ranges of the small and dear market, 60 an hour for 48 hours, from 2,000 addresses in turn',
    target: 0.6,
    messages: along({ perHour: 60, hours: 48 }, (n, dice) => ({
      country: DEAR_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 2000),
    })),
  },
];

const SMALL_MARKETS = COUNTRIES_SERVED.slice(5);

/** What somebody does who knows the limits, or has more addresses. */
export const STRONGER_ATTACKS: readonly Attack[] = [
  {
    name: 'knows-the-countries',
    what: '`many-countries`, but only countries of the allow list, and never more than 3 from an address',
    messages: along({ perHour: 600, hours: 12 }, (n, dice) => ({
      country: COUNTRIES_SERVED[((n % 12) * 3 + dice.whole(3)) % 20] ?? HOME_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 12),
    })),
  },
  {
    name: 'every-market',
    what: 'all 20 countries of the allow list at once, 5,000 an hour for 2 hours, from 1,000 addresses of 3 countries each',
    messages: along({ perHour: 5000, hours: 2 }, (n, dice) => ({
      country: COUNTRIES_SERVED[((n % 1000) * 3 + dice.whole(3)) % 20] ?? HOME_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 1000),
    })),
  },
  {
    name: 'home-market',
    what: 'the home market, 3,000 an hour for 2 hours, from 1,000 addresses',
    messages: along({ perHour: 3000, hours: 2 }, (n, dice) => ({
      country: HOME_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 1000),
    })),
  },
  {
    name: 'long-drip',
    what: '`slow-drip`, for the remaining 94 hours of the week',
    messages: along({ perHour: 60, hours: 94 }, (n, dice) => ({
      country: DEAR_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(n % 2000),
    })),
  },
  {
    name: 'comes-back',
    what: '`long-drip`, but to 300 numbers again and again, which are known a day after they got through',
    messages: along({ perHour: 60, hours: 94 }, (n) => ({
      country: DEAR_MARKET,
      range: FIRST_RANGE + (n % 300),
      line: 123,
      ip: botAddress(n % 2000),
    })),
  },
  {
    name: 'below-every-floor',
    what: '12 an hour to each of the 15 smaller markets for 48 hours, each from 100 addresses of its own',
    messages: along({ perHour: 12 * SMALL_MARKETS.length, hours: 48 }, (n, dice) => ({
      country: SMALL_MARKETS[n % SMALL_MARKETS.length] ?? HOME_MARKET,
      range: FIRST_RANGE + dice.whole(3000),
      line: dice.whole(1000),
      ip: botAddress(
        (n % SMALL_MARKETS.length) * 100 + (Math.floor(n / SMALL_MARKETS.length) % 100),
      ),
    })),
  },
];
