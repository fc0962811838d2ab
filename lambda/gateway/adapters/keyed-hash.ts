import { createHmac } from 'node:crypto';
import type { Hash } from '../core/limits/keys';
import type { SecretCache } from './secret-cache';

/** 128 bits in base64url. */
const LENGTH = 22;

/**
 * HMAC-SHA-256 with a key of the environment's own. Numbers are few enough to try them all, so a plain
 * hash of one would not hide it; without the key, this one does.
 */
export const createKeyedHash =
  (secretName: string, secrets: SecretCache) => async (): Promise<Hash | undefined> => {
    const key = await secrets.get(secretName);
    if (!key.ok || key.value === '') return undefined;
    return (text) =>
      createHmac('sha256', key.value).update(text).digest('base64url').slice(0, LENGTH);
  };
