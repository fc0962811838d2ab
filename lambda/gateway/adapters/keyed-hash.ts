import { createHmac } from 'node:crypto';
import type { Hash } from '../core/limits/keys';
import type { SecretCache } from './secret-cache';

/** 128 bits in base64url. */
const LENGTH = 22;

/**
 * HMAC-SHA-256 with a key of the environment's own. Numbers are few enough to try them all, so a plain
 * hash of one would not hide it; without the key, this one does. Once the key is known no message waits
 * for it again: a new one only makes every count begin at zero, which may as well happen a message later.
 */
export const createKeyedHash = (secretName: string, secrets: SecretCache) => {
  let known: Hash | undefined;
  const read = async (): Promise<Hash | undefined> => {
    const key = await secrets.get(secretName);
    if (key.ok && key.value !== '') known = hashBy(key.value);
    return known;
  };
  return async (): Promise<Hash | undefined> => {
    const reading = read();
    return known ?? reading;
  };
};

const hashBy =
  (key: string): Hash =>
  (text) =>
    createHmac('sha256', key).update(text).digest('base64url').slice(0, LENGTH);
