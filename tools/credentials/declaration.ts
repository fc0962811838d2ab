import { declare } from '../cli/command';
import { environmentArgument, environmentsOption } from '../cli/environment-arguments';

export const credentialsDeclaration = declare({
  name: 'credentials',
  summary:
    'Asks for each credential that an environment still needs, tries it without sending anything, and stores it in AWS Secrets Manager.',
  arguments: [environmentArgument],
  options: {
    only: {
      kind: 'list',
      value: 'key',
      description:
        'Asks for this one alone, and replaces what is stored: auth0-management, or providers/<name>.',
    },
    fromStdin: {
      kind: 'flag',
      description:
        'Reads JSON from standard input instead of asking: {"auth0-management": {…}, "providers/<name>": {…}}.',
    },
    json: { kind: 'flag', description: 'Prints the result as JSON, without any credential.' },
    environments: environmentsOption,
  },
  examples: [
    { call: 'prod', does: 'asks for what is missing' },
    { call: 'prod --only providers/twilio-us', does: 'replaces one' },
    { call: 'prod --from-stdin < credentials.json', does: 'in a pipeline' },
  ],
  notes: [
    'Before the first deployment there is nowhere to put them, so they wait in the secret sms-gateway/<environment>/pending-credentials; the same command, run after `npx cdk deploy "<environment>/Gateway"`, moves them without asking.',
    'What a provider or Auth0 refuses is not stored.',
  ],
});
