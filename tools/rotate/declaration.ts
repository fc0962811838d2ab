import { declare } from '../cli/command';
import { environmentArgument, environmentsOption } from '../cli/environment-arguments';

export const rotateDeclaration = declare({
  name: 'rotate',
  summary:
    'Gives the gateway token a new key now, in AWS and in Auth0, without a sign-in that fails. Waits until it is in use.',
  arguments: [environmentArgument],
  options: {
    management: {
      kind: 'flag',
      description:
        "Rotates the client secret of the application that calls Auth0's Management API instead. Needs its scope update:client_keys.",
    },
    revoke: {
      kind: 'flag',
      description:
        'After a leak: a minute after the rotation the key before is no longer accepted, instead of from the next rotation on.',
    },
    json: { kind: 'flag', description: 'Prints the result as JSON. No secret is in it.' },
    environments: environmentsOption,
  },
  examples: [
    { call: 'prod', does: 'rotates the key of the gateway token' },
    { call: 'prod --revoke', does: 'the same after a leak' },
    { call: 'prod --management', does: "rotates the application's client secret" },
  ],
  notes: [
    'A rotation takes about a minute, most of it until every instance of the gateway has read the new key. One that was left unfinished is taken up where it stands.',
  ],
});
