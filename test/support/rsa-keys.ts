import { createPrivateKey, generateKeyPairSync } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A key pair as PEM, the same for all tests of a Jest worker, and its private key in the older form. */
export const RSA_KEYS = {
  privateKey,
  publicKey,
  olderPrivateKey: createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString(),
};
