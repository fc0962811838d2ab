import {
  asksForNothing,
  type Auth0PhoneProviderProperties,
  type Auth0SmsConnectionProperties,
  type DeliveryMethod,
  gatewayTokenClaims,
  type Registered,
  registrationOwner,
} from '../lambda/contract';
import type { Environment } from './environment';

/**
 * What an environment registers with its tenant.
 *
 * @param gatewayUrl full URL of the gateway, ending in `/sms`
 */
export const registeredProperties = (
  { name, account, region, auth0 }: Environment,
  gatewayUrl: string,
): Auth0SmsConnectionProperties => ({
  environment: name,
  domain: auth0.domain,
  owner: registrationOwner(account, region, name),
  integration: auth0.integration,
  gatewayUrl,
  ...gatewayTokenClaims(name),
  onDelete: auth0.onDelete,
  connection: auth0.connection,
});

/** The same with all that is registered beside the connection. */
export const allRegistered = (environment: Environment, gatewayUrl: string): Registered => {
  const phone = registeredPhoneProperties(environment, gatewayUrl);
  return {
    connection: registeredProperties(environment, gatewayUrl),
    ...(!asksForNothing(phone) && { phone }),
  };
};

/** How the routes send: what a phone provider, or a second factor, may ask of them. */
const deliveryMethodsOf = ({ routes }: Environment): readonly DeliveryMethod[] =>
  DELIVERY_METHODS.filter((method) =>
    routes.some(({ methods = ['text'] }) => methods.includes(method)),
  );

const DELIVERY_METHODS: readonly DeliveryMethod[] = ['text', 'voice'];

/**
 * What an environment registers beside its connection: nothing, where codes go through the
 * connection's gateway and the second factor is left alone (`asksForNothing`).
 */
export const registeredPhoneProperties = (
  environment: Environment,
  gatewayUrl: string,
): Auth0PhoneProviderProperties => {
  const { name, account, region, auth0 } = environment;
  const { integration, mfa, phoneProvider, connection } = auth0;
  return {
    environment: name,
    domain: auth0.domain,
    owner: registrationOwner(account, region, name),
    gatewayUrl,
    ...gatewayTokenClaims(name),
    onDelete: auth0.onDelete,
    integration,
    connectionName: connection.name,
    codeLifetimeSeconds: connection.codeLifetimeSeconds,
    deliveryMethods: deliveryMethodsOf(environment),
    replaceExisting: phoneProvider.replaceExisting,
    mfaMethods: mfa.methods ?? [],
  };
};
