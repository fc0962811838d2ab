import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { createSecretVault } from '../../lambda/auth0-management/adapters/secrets';
import { checkDrift } from '../../lambda/drift-check/core/check-drift';
import { createDriftWorld } from '../../lambda/drift-check/dependencies';
import { createHttpClient } from '../../lambda/shared/http';
import { allRegistered } from '../../lib/registered-properties';
import { EXIT } from '../cli/command';
import { readEnvironment } from '../cli/environment';
import { CommandFailure } from '../cli/failure';
import type { ActionOf } from '../cli/run';
import { createActionCode } from '../shared/action-code';
import { faultOf } from '../shared/auth0-session';
import { awsConfig } from '../shared/aws-config';
import { failureOf, insistOnAccount } from '../shared/identity';
import { readStack, stackNames } from '../shared/stacks';
import type { driftDeclaration } from './declaration';
import { repairsOf, rowOf, tableOf } from './report';

/** For everything that Auth0 is asked. */
const TIME_MS = 60_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** `npm run drift`, in the real world. */
export const drift: ActionOf<typeof driftDeclaration> = async (
  { arguments: [name = ''], options: { environments, json } },
  { print, tell, paint, progress },
) => {
  const environment = readEnvironment(name, environments);
  const config = awsConfig(environment.region);
  progress.show('asking AWS what is deployed …');
  await insistOnAccount(new STSClient(config), environment.account);
  const registered = allRegistered(environment, await gatewayUrlOf(config, name));

  progress.show(`asking ${environment.auth0.domain} …`);
  const startedMs = Date.now();
  const world = createDriftWorld(
    {
      vault: createSecretVault(new SecretsManagerClient(config)),
      http: createHttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES }),
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
      readCode: createActionCode(registered.connection.owner ?? ''),
    },
    {
      properties: registered.connection,
      remainingMs: () => TIME_MS - (Date.now() - startedMs),
      retry: 'try again',
    },
  );
  const found = await faultOf(() => checkDrift(world, registered));
  if (!found.ok) {
    throw new CommandFailure(
      found.error.sentence,
      `npm run doctor -- ${name} looks at everything around it`,
    );
  }

  const rows = found.value.map(rowOf);
  if (json) print(JSON.stringify({ environment: name, differences: rows }, null, 2));
  else if (rows.length === 0) {
    print(`${paint('green', '✓')} ${environment.auth0.domain} is as this environment registers it`);
  } else {
    for (const line of tableOf(rows)) print(line);
    for (const line of repairsOf(rows, environment)) tell(line);
  }
  return rows.length === 0 ? EXIT.green : EXIT.red;
};

const gatewayUrlOf = async (
  config: ReturnType<typeof awsConfig>,
  name: string,
): Promise<string> => {
  const stack = await readStack(new CloudFormationClient(config), stackNames(name).gateway);
  if (!stack.ok) throw failureOf(stack.error);
  const url = stack.value?.outputs.get('GatewayUrl');
  if (url !== undefined) return url;
  throw new CommandFailure(
    `The stack ${stackNames(name).gateway} is not deployed, so nothing is registered`,
    `npx cdk deploy "${name}/*"`,
  );
};
