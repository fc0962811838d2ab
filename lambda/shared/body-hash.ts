import { createHash } from 'node:crypto';

/** What a gateway token says of the body it was made for: SHA-256 of its bytes, in Base64url. */
export const bodyHash = (body: Uint8Array | string): string =>
  createHash('sha256').update(body).digest('base64url');
