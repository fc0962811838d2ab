import type { Played } from './play';

/** What a run comes to: a row of the table. */
export interface Figures {
  readonly attack: Side;
  readonly people: Side;
  /** People of the countries that the attack goes to, while it lasts. */
  readonly beside: Side;
  /** Newcomers in the hours of the launch. */
  readonly launch: Side;
  /** Newcomers in the hours of the opening. */
  readonly opening: Side;
}

/** Messages of one kind. */
export interface Side {
  readonly messages: number;
  readonly stopped: number;
  /** Of `messages`, from 0 to 1. */
  readonly share: number;
  /** The limits that stopped most, the first one first, with their share of what was stopped. */
  readonly by: readonly (readonly [limit: string, share: number])[];
  /** At list prices, without any limit. */
  readonly usd: number;
  readonly savedUsd: number;
}

export const figuresOf = (played: readonly Played[]): Figures => {
  const attack = played.filter(({ message }) => message.of === 'attack');
  const people = played.filter(({ message }) => message.of === 'people');
  const countries = new Set(attack.map(({ message }) => message.country));
  const from = attack[0]?.message.atMs ?? Infinity;
  const to = attack.at(-1)?.message.atMs ?? -Infinity;
  return {
    attack: sideOf(attack),
    people: sideOf(people),
    beside: sideOf(
      people.filter(
        ({ message: { atMs, country } }) => atMs >= from && atMs <= to && countries.has(country),
      ),
    ),
    launch: sideOf(people.filter(({ message }) => message.rush === 'launch')),
    opening: sideOf(people.filter(({ message }) => message.rush === 'opening')),
  };
};

const sideOf = (played: readonly Played[]): Side => {
  const stopped = played.filter(({ stoppedBy }) => stoppedBy !== undefined);
  const counts = new Map<string, number>();
  for (const { stoppedBy = '' } of stopped) counts.set(stoppedBy, (counts.get(stoppedBy) ?? 0) + 1);
  return {
    messages: played.length,
    stopped: stopped.length,
    share: played.length === 0 ? 0 : stopped.length / played.length,
    by: [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([limit, count]) => [limit, count / stopped.length]),
    usd: usdOf(played),
    savedUsd: usdOf(stopped),
  };
};

const usdOf = (played: readonly Played[]): number =>
  played.reduce((sum, { microsUsd }) => sum + microsUsd, 0) / 1e6;
