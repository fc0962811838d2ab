import {
  AUTH0_SMS_CONNECTION_RESOURCE_TYPE,
  gatewayTokenClaims,
  secretNames,
  type Auth0SmsConnectionProperties,
} from '../../lambda/contract';
import type { SecretVault } from '../../lambda/auth0-management/adapters/secrets';
import { createHandler } from '../../lambda/auth0-connection/handler';
import type { HttpClient } from '../../lambda/shared/http';
import { ENVIRONMENT } from './gateway';

const BACKUP_SECRET = `sms-gateway/${ENVIRONMENT}/auth0-backup`;
/** Lambda would end the function after some minutes; nobody waits that long on a laptop. */
const TIME_MS = 10_000;

export interface LocalRegistrationOptions {
  readonly tenantUrl: string;
  readonly gatewayUrl: string;
  readonly connection: string;
  readonly enabledClient: string;
  readonly vault: SecretVault;
  readonly http: HttpClient;
}

/** Registers the gateway in the tenant: the real custom resource, as `cdk deploy` would have it run. */
export const registerGateway = async ({
  tenantUrl,
  gatewayUrl,
  connection,
  enabledClient,
  vault,
  http,
}: LocalRegistrationOptions): Promise<void> => {
  const { auth0Management, gatewayToken } = secretNames(ENVIRONMENT);
  const handler = createHandler({
    secretNames: () => ({ backup: BACKUP_SECRET, management: auth0Management, gatewayToken }),
    vault,
    http,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    // A failure is thrown as one sentence; the rest is of no interest here.
    writeLine: () => undefined,
  });
  const properties: Auth0SmsConnectionProperties = {
    environment: ENVIRONMENT,
    domain: tenantUrl,
    integration: 'sms-gateway',
    gatewayUrl,
    ...gatewayTokenClaims(ENVIRONMENT),
    onDelete: 'retain',
    connection: {
      name: connection,
      sender: '+12025550100',
      template: 'Your code for {{ application.name }} is {{ code }}',
      syntax: 'liquid',
      codeLength: 6,
      codeLifetimeSeconds: 180,
      disableSignup: false,
      bruteForceProtection: true,
      forwardRequestInfo: true,
      enabledClients: [enabledClient],
    },
  };
  const endsAt = Date.now() + TIME_MS;
  await handler(
    {
      RequestType: 'Create',
      ServiceToken: 'laptop',
      ResponseURL: 'http://127.0.0.1/',
      StackId: 'laptop',
      RequestId: 'laptop',
      LogicalResourceId: 'Connection',
      ResourceType: AUTH0_SMS_CONNECTION_RESOURCE_TYPE,
      ResourceProperties: { ServiceToken: 'laptop', ...properties },
    },
    { getRemainingTimeInMillis: () => endsAt - Date.now() },
  );
};
