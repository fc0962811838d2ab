/** How a command of this project ends, for shells and pipelines. */
export const EXIT = {
  /** Everything is as it should be. */
  green: 0,
  /** Something is wrong, and the output says what and what to do. */
  red: 1,
  /** The command was called in a way that it does not understand. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Flag {
  readonly kind: 'flag';
  readonly description: string;
}

export interface ValueOption {
  readonly kind: 'value';
  /** Stands for the value in the help, e.g. `name`. */
  readonly value: string;
  readonly description: string;
}

/** As {@link ValueOption}; may be given more than once. */
export interface ListOption extends Omit<ValueOption, 'kind'> {
  readonly kind: 'list';
}

export type Option = Flag | ValueOption | ListOption;

export interface Argument {
  /** e.g. `environment` */
  readonly name: string;
  readonly description: string;
}

/** All that the help and the reader of arguments need to know of a command. */
export interface Declaration<Options extends Readonly<Record<string, Option>>> {
  /** The script's name in package.json: `doctor` is called as `npm run doctor --`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** All of them are required, in this order. @default none */
  readonly arguments?: readonly Argument[];
  /** By their names in camel case; `fromStdin` is given as `--from-stdin`. */
  readonly options: Options;
  /** What comes after `npm run <name> --`, each with what it is for. */
  readonly examples?: readonly { readonly call: string; readonly does: string }[];
  /** Paragraphs at the end of the help. */
  readonly notes?: readonly string[];
}

/** What was given, by the names of the declaration. */
export interface Given<Options extends Readonly<Record<string, Option>>> {
  readonly arguments: readonly string[];
  readonly options: {
    readonly [Name in keyof Options]: Options[Name] extends Flag
      ? boolean
      : Options[Name] extends ListOption
        ? readonly string[]
        : string | undefined;
  };
}

/** Keeps the types of the options that the declaration implies. */
export const declare = <const Options extends Readonly<Record<string, Option>>>(
  declaration: Declaration<Options>,
): Declaration<Options> => declaration;

/** `fromStdin` as it is typed: `from-stdin`. */
export const typedAs = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
