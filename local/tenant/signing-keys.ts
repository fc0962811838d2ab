import { generateKeyPair as generateKeyPairCallback, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generateKeyPair = promisify(generateKeyPairCallback);

interface SigningKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

let keys: Promise<SigningKeys> | undefined;

/**
 * One key pair (RS256) for all tenants of a process, made when the first token is: making one takes a
 * tenth of a second or more, and tests start tenants by the dozen. Their issuers tell them apart.
 */
export const signingKeys = (): Promise<SigningKeys> =>
  (keys ??= generateKeyPair('rsa', { modulusLength: 2048 }));
