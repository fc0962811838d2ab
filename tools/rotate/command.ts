import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { writeFileSync } from 'node:fs';
import { secretNames } from '../../lambda/contract';
import { createHttpClient } from '../../lambda/shared/http';
import { readEnvironment } from '../cli/environment';
import { CommandFailure, usageFailure } from '../cli/failure';
import type { ActionOf } from '../cli/run';
import { awsConfig } from '../shared/aws-config';
import { insistOnAccount } from '../shared/identity';
import { createSecretDesk } from '../shared/secret-desk';
import { readStack, stackNames } from '../shared/stacks';
import type { rotateDeclaration } from './declaration';
import { rotateManagement } from './management';
import { createSecretRotation } from './secret';
import { rotateToken } from './token';

/** `npm run rotate`, in the real world. */
export const rotate: ActionOf<typeof rotateDeclaration> = async (
  { arguments: [name = ''], options: { environments, management, revoke, json } },
  terminal,
) => {
  if (management && revoke) {
    throw usageFailure(
      'The options --management and --revoke do not go together',
      'Auth0 makes the client secret before worthless at once, whoever asks',
    );
  }
  const environment = readEnvironment(name, environments);
  if (!management && environment.auth0.rotation === false) {
    throw new CommandFailure(
      'Nothing was changed: auth0.rotation of this environment is false, so there is no rotation function',
      'follow "by hand" in docs/rotation.md',
    );
  }
  const config = awsConfig(environment.region);
  await insistOnAccount(new STSClient(config), environment.account);
  const client = new SecretsManagerClient(config);
  const clock = {
    now: Date.now,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  if (management) {
    return rotateManagement(
      {
        ...clock,
        desk: createSecretDesk(client),
        http: createHttpClient(),
        terminal,
        keepInFile: (content) =>
          keepInFile(`sms-gateway-${name}-auth0-management-${Date.now()}.json`, content),
      },
      { environment, json },
    );
  }
  return rotateToken(
    {
      ...clock,
      secret: createSecretRotation(client, secretNames(name).gatewayToken),
      logGroup: async () => {
        const stack = await readStack(new CloudFormationClient(config), stackNames(name).auth0);
        return stack.ok ? stack.value?.outputs.get('RotationLogs') : undefined;
      },
      terminal,
    },
    { environment: name, revoke, json },
  );
};

/** Never over a file that is there: it may hold what is nowhere else. */
const keepInFile = (path: string, content: string): string => {
  writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
  return path;
};
