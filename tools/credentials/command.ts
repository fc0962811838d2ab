import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { createHttpClient } from '../../lambda/shared/http';
import { readEnvironment } from '../cli/environment';
import type { ActionOf } from '../cli/run';
import { awsConfig } from '../shared/aws-config';
import { insistOnAccount } from '../shared/identity';
import { createSecretDesk } from '../shared/secret-desk';
import type { credentialsDeclaration } from './declaration';
import { runCredentials } from './run';

/** `npm run credentials`, in the real world. */
export const credentials: ActionOf<typeof credentialsDeclaration> = async (
  { arguments: [name = ''], options: { environments, ...options } },
  terminal,
) => {
  const environment = readEnvironment(name, environments);
  const config = awsConfig(environment.region);
  await insistOnAccount(new STSClient(config), environment.account);
  return runCredentials(
    { environment, ...options },
    {
      desk: createSecretDesk(new SecretsManagerClient(config)),
      http: createHttpClient(),
      terminal,
    },
  );
};
