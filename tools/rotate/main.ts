import { runProcess } from '../cli/run';
import { rotateDeclaration } from './declaration';
import type * as Command from './command';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(rotateDeclaration, async (given, terminal) => {
  const { rotate } = require('./command') as typeof Command;
  return rotate(given, terminal);
});
