import { runProcess } from '../cli/run';
import { doctorDeclaration } from './declaration';
import type * as Command from './command';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(doctorDeclaration, async (given, terminal) => {
  const { doctor } = require('./command') as typeof Command;
  return doctor(given, terminal);
});
