import { runProcess } from '../cli/run';
import { driftDeclaration } from './declaration';
import type * as Command from './command';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(driftDeclaration, async (given, terminal) => {
  const { drift } = require('./command') as typeof Command;
  return drift(given, terminal);
});
