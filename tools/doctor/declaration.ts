import { declare } from '../cli/command';
import { environmentArgument, environmentsOption } from '../cli/environment-arguments';

export const doctorDeclaration = declare({
  name: 'doctor',
  summary:
    'Looks at everything that a failing sign-in could come from, and says the fix. It changes nothing and sends nothing, also in production.',
  arguments: [environmentArgument],
  options: {
    json: { kind: 'flag', description: 'Prints the findings as JSON. No secret is in it.' },
    environments: environmentsOption,
  },
  examples: [{ call: 'prod', does: 'examines the environment prod' }],
  notes: [
    'A line begins with ✓ when all is well, ! when somebody should look, ✗ when sign-ins fail or will, and - when it could not be looked at. docs/doctor.md explains each line.',
  ],
});
