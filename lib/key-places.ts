import type { KeyPlace } from '../lambda/contract';
import type { Environment } from './environment';

/**
 * Where the tenant keeps a copy of the gateway token's key that it signs with: what a rotation gives a new
 * one. With the phone provider, the connection may still have one from before; nothing signs with it, and
 * the way back writes it anew.
 */
export const keyPlacesOf = ({ auth0 }: Pick<Environment, 'auth0'>): readonly KeyPlace[] => {
  if (auth0.integration === 'phone-provider') return ['custom-phone-provider'];
  return auth0.mfa.methods === undefined ? ['connection'] : ['connection', 'send-phone-message'];
};
