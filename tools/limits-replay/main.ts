import { runProcess } from '../cli/run';
import { limitsReplayDeclaration } from './declaration';

// What reads environment files is loaded once the arguments are understood: help comes at once.
runProcess(limitsReplayDeclaration, async (given, terminal) => {
  const { limitsReplay } = await import('./command');
  return limitsReplay(given, terminal);
});
