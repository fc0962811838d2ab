import { runProcess } from '../cli/run';
import { limitsReplayDeclaration } from './declaration';
import type * as Command from './command';

// What reads environment files is loaded once the arguments are understood: help comes at once.
runProcess(limitsReplayDeclaration, async (given, terminal) => {
  const { limitsReplay } = require('./command') as typeof Command;
  return limitsReplay(given, terminal);
});
