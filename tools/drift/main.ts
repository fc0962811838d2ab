import { runProcess } from '../cli/run';
import { driftDeclaration } from './declaration';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(driftDeclaration, async (given, terminal) => {
  const { drift } = await import('./command');
  return drift(given, terminal);
});
