import { HOME_MARKET, MARKETS, OPENING_MARKET, type Market } from './countries';
import type { Dice } from './dice';
import type { Message } from './message';

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** A Monday. */
export const WEEK_BEGINS_MS = Date.UTC(2026, 10, 2);
export const WEEK_HOURS = 168;

/** Sign-ins by the hour of the day where people are; on average 1. Quiet nights, a busy evening. */
const RHYTHM = [
  0.35, 0.2, 0.12, 0.1, 0.1, 0.2, 0.45, 0.8, 1.1, 1.2, 1.15, 1.1, 1.2, 1.15, 1.1, 1.1, 1.2, 1.4,
  1.7, 2.0, 2.15, 1.9, 1.3, 0.93,
];
/** Saturday and Sunday, beside the other days. */
const WEEKEND = 0.85;

/** Of those who asked for a code, so many press resend; of those again so many; and so on. */
const RESENDS = 0.2;
/** Nobody presses it before, in milliseconds. */
const RESEND_AFTER_MS = 20_000;
const RESEND_MEAN_MS = 40_000;

/** A person signs in so often. */
const SIGN_INS_A_WEEK = 1.5;
/** So many of a thousand neighbouring numbers belong to people of this app. */
const PEOPLE_PER_RANGE = 8;

/** How people reach the internet. The rest is at home, each with an address of their own. */
const ON_MOBILE = 0.4;
const AT_OFFICE = 0.1;
const WITHOUT_ADDRESS = 0.03;
/** A carrier's address stands for so many people of this app, an office's too. */
const PEOPLE_PER_CARRIER_ADDRESS = 50;
const PEOPLE_PER_OFFICE = 60;

/** The launch: Friday evening in the home market, an advertisement on television. */
const LAUNCH_HOUR = 4 * 24 + 19;
/** The opening: Wednesday evening in a country that nobody was ever texted in. */
const OPENING_HOUR = 2 * 24 + 19;
/** From the next day on people sign in there: so many an hour, of those in the first hour of the opening. */
const STAY_PER_HOUR = 0.05;
/** By hours since it began, of the height of its first hour. */
const LAUNCH_SHAPE = [1, 0.7, 0.45, 0.3, 0.2, 0.1];

export interface OrdinaryOptions {
  /** Of all countries together, over the whole week. */
  readonly signInsPerHour: number;
  /** In its first hour, in the home market, on top of everything else. */
  readonly launchSignIns: number;
  /** In the first hour of the opening. */
  readonly openingSignIns: number;
}

/**
 * A week of people who want to sign in, in the order of time, and before it one without a launch, from which
 * the gateway knows what is normal, and who has signed in.
 */
export const ordinaryWeeks = (
  options: OrdinaryOptions,
  diceOf: (week: string) => Dice,
): readonly Message[] => [
  ...ordinaryWeek({ ...options, launchSignIns: 0, openingSignIns: 0 }, diceOf('before')).map(
    (message) => ({ ...message, atMs: message.atMs - WEEK_HOURS * HOUR_MS }),
  ),
  ...ordinaryWeek(options, diceOf('week')),
];

export const ordinaryWeek = (
  { signInsPerHour, launchSignIns, openingSignIns }: OrdinaryOptions,
  dice: Dice,
): readonly Message[] => {
  const messages: Message[] = [];
  for (const market of MARKETS) {
    const perHour = (signInsPerHour * market.share) / 100;
    const crowd = crowdOf(market, Math.ceil((perHour * WEEK_HOURS) / SIGN_INS_A_WEEK), dice);
    for (let hour = 0; hour < WEEK_HOURS; hour++) {
      const usual = dice.poisson(perHour * rhythmAt(hour + market.utcOffsetHours));
      for (let n = 0; n < usual; n++) messages.push(...signIn(crowd.anybody(hour), hour, dice));
    }
    if (market.country !== HOME_MARKET) continue;
    for (const hour of rushFrom(LAUNCH_HOUR - market.utcOffsetHours, launchSignIns, dice))
      messages.push(...signIn({ ...crowd.newcomer(hour), rush: 'launch' }, hour, dice));
  }
  messages.push(...opening(openingSignIns, dice));
  return messages.sort((a, b) => a.atMs - b.atMs);
};

/** The hour of each who comes. */
const rushFrom = (fromHour: number, signIns: number, dice: Dice): readonly number[] =>
  LAUNCH_SHAPE.flatMap((height, after) =>
    Array.from({ length: dice.poisson(signIns * height) }, () => fromHour + after),
  );

const opening = (signIns: number, dice: Dice): readonly Message[] => {
  const from = OPENING_HOUR - OPENING_MARKET.utcOffsetHours;
  const crowd = crowdOf(OPENING_MARKET, Math.max(1, signIns * LAUNCH_SHAPE.length), dice);
  const messages = rushFrom(from, signIns, dice).flatMap((hour) =>
    signIn({ ...crowd.newcomer(hour), rush: 'opening' }, hour, dice),
  );
  for (let hour = from + 24; hour < WEEK_HOURS; hour++) {
    const rhythm = rhythmAt(hour + OPENING_MARKET.utcOffsetHours);
    const usual = dice.poisson(signIns * STAY_PER_HOUR * rhythm);
    for (let n = 0; n < usual; n++) messages.push(...signIn(crowd.anybody(hour), hour, dice));
  }
  return messages;
};

type Person = Omit<Message, 'atMs'>;

const crowdOf = ({ country, utcOffsetHours }: Market, people: number, dice: Dice) => {
  const ranges = Math.ceil(people / PEOPLE_PER_RANGE);
  const addresses = Math.ceil(people / PEOPLE_PER_CARRIER_ADDRESS);
  const offices = Math.ceil(people / PEOPLE_PER_OFFICE);
  const person = (id: number, hour: number): Person => ({
    of: 'people',
    country,
    // Spread over the ranges, and never two of one number.
    range: id % ranges,
    line: Math.floor(id / ranges) % 1000,
    ...addressOf(id, hour),
  });
  const addressOf = (id: number, hour: number): { readonly ip?: string } => {
    if (dice.chance(WITHOUT_ADDRESS)) return {};
    if (dice.chance(ON_MOBILE)) return { ip: ipv4(country, 100, dice.whole(addresses)) };
    const atWork = isOfficeHour(hour + utcOffsetHours) && dice.chance(AT_OFFICE * 2);
    return { ip: atWork ? ipv4(country, 150, id % offices) : ipv4(country, 0, id) };
  };
  let newcomers = 0;
  return {
    anybody: (hour: number) => person(dice.whole(people), hour),
    newcomer: (hour: number) => person(people + newcomers++, hour),
  };
};

/** A code, and as many more as it takes. */
const signIn = (person: Person, hour: number, dice: Dice): readonly Message[] => {
  const messages: Message[] = [];
  let atMs = WEEK_BEGINS_MS + (hour + dice.uniform()) * HOUR_MS;
  do {
    messages.push({ ...person, atMs });
    atMs += RESEND_AFTER_MS + dice.exponential(RESEND_MEAN_MS);
  } while (dice.chance(RESENDS));
  return messages;
};

const rhythmAt = (localHour: number): number => {
  const hour = Math.floor(localHour + WEEK_HOURS) % WEEK_HOURS;
  return (RHYTHM[hour % 24] ?? 0) * (hour >= 5 * 24 ? WEEKEND : 1);
};

const isOfficeHour = (localHour: number): boolean => {
  const hour = Math.floor(localHour + WEEK_HOURS) % WEEK_HOURS;
  return hour < 5 * 24 && hour % 24 >= 8 && hour % 24 < 18;
};

/** Addresses differ between countries, and between homes (0), carriers (100) and offices (150). */
export const ipv4 = (country: string, block: number, n: number): string => {
  const which = country.charCodeAt(0) * 31 + country.charCodeAt(1);
  const first = block === 0 ? 11 + (which % 80) : block + (which % 50);
  return [first, (Math.floor(n / 65_536) + which) % 256, Math.floor(n / 256) % 256, n % 256].join(
    '.',
  );
};
