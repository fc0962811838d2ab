import { parseArgs } from 'node:util';
import { didYouMean } from '../../lib/environment/faults';
import { type Declaration, type Given, type Option, typedAs } from './command';
import { usageFailure } from './failure';

/** What a command line came to. */
export type Reading<Options extends Readonly<Record<string, Option>>> =
  { readonly kind: 'help' } | { readonly kind: 'given'; readonly given: Given<Options> };

/**
 * Reads what stands after `npm run <name> --`. Throws a failure with exit code 2 for what the
 * declaration does not know.
 */
export const readArguments = <Options extends Readonly<Record<string, Option>>>(
  declaration: Declaration<Options>,
  argv: readonly string[],
): Reading<Options> => {
  const { options, arguments: wanted = [] } = declaration;
  const names = new Map(Object.keys(options).map((name) => [typedAs(name), name]));
  const refuse = (what: string) =>
    usageFailure(what, `npm run ${declaration.name} -- --help shows what can be given`);

  // Not strict: its own messages speak of positionals and of TypeErrors.
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        [...names].map(([typed, name]) => [
          typed,
          {
            type: options[name]?.kind === 'flag' ? ('boolean' as const) : ('string' as const),
            multiple: options[name]?.kind === 'list',
          },
        ]),
      ),
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  if (values['help'] === true) return { kind: 'help' };

  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[names.get(token.name) ?? ''];
    if (token.name === 'help') continue;
    if (option === undefined) {
      throw refuse(
        `There is no option ${token.rawName}${didYouMean(token.name, [...names.keys()])}`,
      );
    }
    if (option.kind === 'flag' && token.value !== undefined) {
      throw refuse(`The option --${token.name} takes no value`);
    }
    if (option.kind !== 'flag' && (token.value === undefined || token.value === '')) {
      throw refuse(`The option --${token.name} needs a value, <${option.value}>`);
    }
  }
  const missing = wanted[positionals.length];
  if (missing !== undefined) throw refuse(`The ${missing.name} is missing`);
  if (positionals.length > wanted.length) {
    throw refuse(
      wanted.length === 0
        ? 'This command takes no arguments'
        : `There is more than the ${wanted.map(({ name }) => name).join(' and ')}`,
    );
  }
  return {
    kind: 'given',
    given: {
      arguments: positionals,
      options: Object.fromEntries(
        [...names].map(([typed, name]) => [name, valueOf(options[name], values[typed])]),
      ) as Given<Options>['options'],
    },
  };
};

const valueOf = (option: Option | undefined, value: unknown): unknown => {
  if (option?.kind === 'flag') return value === true;
  return option?.kind === 'list' ? (value ?? []) : value;
};
