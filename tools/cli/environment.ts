import { type Environment, formatFaults, loadEnvironments } from '../../lib/environment';
import { didYouMean } from '../../lib/environment/faults';
import { CommandFailure, usageFailure } from './failure';

/** Loads one environment; the faults of its folder are told as `cdk synth` tells them. */
export const readEnvironment = (name: string, folder = 'environments'): Environment => {
  const loaded = loadEnvironments(folder);
  if (!loaded.ok) {
    throw new CommandFailure(
      `The environment files cannot be used\n${formatFaults(loaded.error)}`,
      'correct them, then try again',
    );
  }
  const found = loaded.value.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = loaded.value.map((environment) => environment.name);
  throw usageFailure(
    `There is no environment of that name in ${folder}${didYouMean(name, names)}`,
    `the environments there are: ${names.join(', ')}`,
  );
};
