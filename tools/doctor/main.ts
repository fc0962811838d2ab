import { runProcess } from '../cli/run';
import { doctorDeclaration } from './declaration';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(doctorDeclaration, async (given, terminal) => {
  const { doctor } = await import('./command');
  return doctor(given, terminal);
});
