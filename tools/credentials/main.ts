import { runProcess } from '../cli/run';
import { credentialsDeclaration } from './declaration';

// What needs the AWS SDK is loaded once the arguments are understood: help comes at once.
runProcess(credentialsDeclaration, async (given, terminal) => {
  const { credentials } = await import('./command');
  return credentials(given, terminal);
});
