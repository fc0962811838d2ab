import { declare } from '../../tools/cli/command';
import { usageFailure } from '../../tools/cli/failure';

export const attackDeclaration = declare({
  name: 'test:attack',
  summary:
    'Plays a week of ordinary sign-ins, and attacks beside them, through the real send limits in virtual time.',
  options: {
    seed: { kind: 'value', value: 'word', description: 'Other traffic. Default: 1.' },
    attack: {
      kind: 'list',
      value: 'name',
      description: 'Only this attack.',
    },
    write: { kind: 'flag', description: 'Puts the tables into docs/send-limits.md.' },
  },
  examples: [
    { call: '--seed 7', does: 'The same promises, with other traffic.' },
    { call: '--attack slow-drip', does: 'An ordinary week, and one attack.' },
  ],
  notes: [
    'Ends in the number of promises kept and broken. docs/send-limits.md says what it shows.',
  ],
});

/** The attacks of these names, or all of them. */
export const chosenOf = <T extends { readonly name: string }>(
  attacks: readonly T[],
  names: readonly string[],
): readonly T[] => {
  const unknown = names.find((name) => !attacks.some((attack) => attack.name === name));
  if (unknown !== undefined) {
    throw usageFailure(
      `There is no attack called ${unknown}`,
      `the attacks are: ${attacks.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? attacks : attacks.filter(({ name }) => names.includes(name));
};
