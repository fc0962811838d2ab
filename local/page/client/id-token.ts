import { CLIENT_ID } from '../../laptop/app';
import { ask } from './http';

export type Claims = Readonly<Record<string, unknown>>;

/** The claims of an id token that this page has checked itself, as a relying party must. */
export const verifyIdToken = async (token: string): Promise<Claims> => {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { kid } = readPart(head);
  const key = await findKey(kid);
  const isGenuine = await crypto.subtle.verify(
    RS256,
    key,
    bytesOf(signature),
    new TextEncoder().encode(`${head}.${payload}`),
  );
  if (!isGenuine) throw new Error('The signature does not match');
  const claims = readPart(payload);
  if (claims['iss'] !== `${location.origin}/`) throw new Error('It comes from another issuer');
  if (claims['aud'] !== CLIENT_ID) throw new Error('It is for another app');
  if (Number(claims['exp']) * 1000 < Date.now()) throw new Error('It has expired');
  return claims;
};

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const findKey = async (id: unknown): Promise<CryptoKey> => {
  const answer = await ask('GET', '/.well-known/jwks.json');
  const { keys = [] } = (answer?.body ?? {}) as {
    readonly keys?: readonly (JsonWebKey & { readonly kid?: string })[];
  };
  const found = keys.find(({ kid }) => kid === id);
  if (!found) throw new Error('The tenant does not know its key');
  return crypto.subtle.importKey('jwk', found, RS256, false, ['verify']);
};

const readPart = (part: string): Claims =>
  JSON.parse(new TextDecoder().decode(bytesOf(part))) as Claims;

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
    char.charCodeAt(0),
  );
