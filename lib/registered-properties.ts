import { type Auth0SmsConnectionProperties, gatewayTokenClaims } from '../lambda/contract';
import type { Environment } from './environment';

/**
 * What an environment registers with its tenant.
 *
 * @param gatewayUrl full URL of the gateway, ending in `/sms`
 */
export const registeredProperties = (
  { name, auth0 }: Environment,
  gatewayUrl: string,
): Auth0SmsConnectionProperties => ({
  environment: name,
  domain: auth0.domain,
  gatewayUrl,
  ...gatewayTokenClaims(name),
  onDelete: auth0.onDelete,
  connection: auth0.connection,
});
