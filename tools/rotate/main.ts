import { runProcess } from '../cli/run';
import { rotateDeclaration } from './declaration';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(rotateDeclaration, async (given, terminal) => {
  const { rotate } = await import('./command');
  return rotate(given, terminal);
});
