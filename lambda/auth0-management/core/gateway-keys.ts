/** The keys of the gateway token that matter to a registration. */
export interface GatewayKeys {
  /** In use. */
  readonly current: string;
  /** Of a rotation that is under way, or that did not end. */
  readonly next?: string | undefined;
}

/**
 * Which key Auth0 is to sign with: the one in use. Only where a rotation has given Auth0 the next one
 * already, that one stays: the gateway accepts both, and the rotation is about to prove it.
 */
export const chooseKey = (
  { current, next }: GatewayKeys,
  isHeld: (key: string) => boolean,
): string => (next !== undefined && isHeld(next) ? next : current);
