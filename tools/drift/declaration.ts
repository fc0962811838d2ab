import { declare } from '../cli/command';
import { environmentArgument, environmentsOption } from '../cli/environment-arguments';

export const driftDeclaration = declare({
  name: 'drift',
  summary:
    'Shows where the Auth0 tenant is not what this environment registers with it. Only reads.',
  arguments: [environmentArgument],
  options: {
    json: { kind: 'flag', description: 'Prints the differences as JSON. No secret is in it.' },
    environments: environmentsOption,
  },
  examples: [{ call: 'prod', does: 'compares the tenant with environments/prod.json' }],
  notes: [
    'The comparison is with the environment file and the code of the Action as they are here; what was changed in them and not deployed yet shows as a difference too.',
  ],
});
