import { chooseKey, type GatewayKeys } from '../../auth0-management/core/gateway-keys';
import type { Options } from './options';

export type { GatewayKeys } from '../../auth0-management/core/gateway-keys';

/** Which key a connection is to have. */
export const keyToRegister = (keys: GatewayKeys, found: Options | undefined): string =>
  chooseKey(keys, (key) => heldKey(found) === key);

const heldKey = (options: Options | undefined): unknown => {
  const authentication = options?.['gateway_authentication'];
  return typeof authentication === 'object' && authentication !== null
    ? (authentication as Options)['secret']
    : undefined;
};
