import type { Environment } from '../environment';

/**
 * How often the gateway token is rotated; `false` for never. Where an Action of ours holds a copy of the
 * key, it is not: the function writes to the connection alone, and would leave the Action with a key that
 * the gateway stops accepting.
 */
export const rotationOf = ({ auth0 }: Environment): Environment['auth0']['rotation'] =>
  actionHoldsKey({ auth0 }) ? false : auth0.rotation;

/** Whether an Action signs for the gateway, beside the connection or in its place. */
export const actionHoldsKey = ({ auth0 }: Pick<Environment, 'auth0'>): boolean =>
  auth0.integration === 'phone-provider' || auth0.mfa.methods !== undefined;
