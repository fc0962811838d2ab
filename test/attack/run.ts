import { EXIT } from '../../tools/cli/command';
import { usageFailure } from '../../tools/cli/failure';
import { type ActionOf, runProcess } from '../../tools/cli/run';
import { createChecks } from '../aws/checks';
import { writeDocsBlock } from '../support/docs-block';
import { ATTACKS, STRONGER_ATTACKS, type Attack } from './attacks';
import { createDice } from './dice';
import { figuresOf, type Figures } from './figures';
import type { Message } from './message';
import { attackDeclaration, chosenOf } from './options';
import { ordinaryWeeks, WEEK_BEGINS_MS } from './ordinary';
import { play } from './play';
import { ordinaryPromises, percent, promisesOf } from './promises';
import { attackTable, legendOf, peopleTable, type Row } from './table';
import { configOf, WORLDS, type World } from './worlds';

/** `npm run test:attack`: docs/send-limits.md says what it shows, and what it cannot. */
const attackRun: ActionOf<typeof attackDeclaration> = async (
  { options: { seed = '1', attack: names, write } },
  { print },
) => {
  const startedMs = performance.now();
  const chosen = chosenOf([...ATTACKS, ...STRONGER_ATTACKS], names);
  if (write && names.length > 0)
    throw usageFailure('A table of some attacks is not written', 'leave out --attack or --write');
  const checks = createChecks(print);
  const rows: Row[] = [];
  for (const world of WORLDS) {
    const weeks = ordinaryWeeks(world.traffic, (week) =>
      createDice(`${seed}:${world.name}:${week}`),
    );
    const attacks = world.isPlayedByStronger
      ? chosen
      : chosen.filter(({ target }) => target !== undefined);
    for (const attack of [undefined, ...attacks]) {
      const figures = await playOne(world, weeks, attack, seed);
      rows.push({ world, attack, figures });
      checks.heading(progressLine(world, attack, figures));
      const promises = attack === undefined ? ordinaryPromises : promisesOf(attack);
      for (const { promise, check } of promises) await checks.check(promise, () => check(figures));
    }
  }
  const tables = tablesOf(rows, seed);
  print(`\n${tables}\n`);
  if (write) await writeDocsBlock('send-limits.md', 'test:attack', tables);
  print(`Took ${Math.round((performance.now() - startedMs) / 1000)} s.`);
  print(`${checks.passed()} passed, ${checks.failed()} failed`);
  return checks.failed() === 0 ? EXIT.green : EXIT.red;
};

const playOne = async (
  world: World,
  weeks: readonly Message[],
  attack: Attack | undefined,
  seed: string,
): Promise<Figures> => {
  const attackers = attack?.messages(createDice(`${seed}:${attack.name}`)) ?? [];
  // What people do after the attack says nothing about it.
  const untilMs = attackers.at(-1)?.atMs ?? Infinity;
  const meanwhile = weeks.filter(({ atMs }) => atMs <= untilMs);
  const inTurn = [...meanwhile, ...attackers].sort((a, b) => a.atMs - b.atMs);
  const played = await play(inTurn, configOf(world));
  return figuresOf(played.filter(({ message }) => message.atMs >= WEEK_BEGINS_MS));
};

const progressLine = (world: World, attack: Attack | undefined, figures: Figures): string => {
  if (attack === undefined)
    return `${world.name}: ${world.what}\n     nobody attacks: ${percent(figures.people.share)} of people’s messages stopped`;
  const { attack: side, people } = figures;
  return (
    `${world.name}, ${attack.name}: ${attack.what}\n` +
    `     stopped ${side.stopped} of ${side.messages} (${percent(side.share)}), ` +
    `saved $${side.savedUsd.toFixed(0)} of $${side.usd.toFixed(0)}; people stopped: ${percent(people.share)}`
  );
};

const tablesOf = (rows: readonly Row[], seed: string): string => {
  const among = (attacks: readonly Attack[]) =>
    rows.filter(({ attack }) => attack !== undefined && attacks.includes(attack));
  const parts: readonly (readonly [title: string, attacks: readonly Attack[]])[] = [
    ['Attackers:', ATTACKS],
    ['What a stronger attacker gets through; nothing is promised here:', STRONGER_ATTACKS],
  ];
  return [
    'People, when nobody attacks:',
    peopleTable(rows),
    ...parts.flatMap(([title, attacks]) => {
      const played = among(attacks);
      return played.length === 0
        ? []
        : [
            title,
            legendOf(attacks.filter((it) => played.some(({ attack }) => attack === it))),
            attackTable(played),
          ];
    }),
    `Seed \`${seed}\`. Dollars are estimates by list prices.`,
  ].join('\n\n');
};

runProcess(attackDeclaration, attackRun);
