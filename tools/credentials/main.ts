import { runProcess } from '../cli/run';
import { credentialsDeclaration } from './declaration';
import type * as Command from './command';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(credentialsDeclaration, async (given, terminal) => {
  const { credentials } = require('./command') as typeof Command;
  return credentials(given, terminal);
});
