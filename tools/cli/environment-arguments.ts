import type { Argument, ValueOption } from './command';

/** The argument by which every command is told its environment. */
export const environmentArgument: Argument = {
  name: 'environment',
  description: 'Name of the environment: prod for environments/prod.json.',
};

/** The option by which every command is told of another folder, as `cdk` is by a context value. */
export const environmentsOption = {
  kind: 'value',
  value: 'folder',
  description: 'Folder of the environment files. Default: environments.',
} as const satisfies ValueOption;
