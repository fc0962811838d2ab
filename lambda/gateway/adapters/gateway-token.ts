import { errors, jwtVerify, type CryptoKey } from 'jose';
import { GATEWAY_TOKEN_BODY_CLAIM, GATEWAY_TOKEN_REREAD_MS } from '../../contract';
import { bodyHash } from '../../shared/body-hash';
import type { SecretStage } from '../../shared/secrets';
import type { SignedRequest, TokenVerdict } from '../core/deliver-code';
import type { SecretCache } from './secret-cache';

/** Clocks of Auth0 and AWS may differ by this much. */
const CLOCK_SKEW_SECONDS = 60;
/** A version that is no longer in use stops signing after this long at the latest. */
const VERSIONS_FRESH_FOR_MS = 5 * 60_000;
/** During a rotation they sign as well as the value in use: the next one, the one before. */
const OTHERS: readonly SecretStage[] = ['AWSPENDING', 'AWSPREVIOUS'];

export interface GatewayTokenOptions {
  /** Name of the secret with the HMAC key. */
  readonly secretName: string;
  readonly audience: string;
  readonly subject: string;
  readonly secrets: SecretCache;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Verifies the token that Auth0 sends: HS256 and nothing else, audience and subject as registered,
 * signature by any version of the secret in use. Auth0 documents no `exp`, `nbf` or `iat`, so they
 * are not required, but honoured when present. So is a hash of the body: our own Action signs one, and
 * a token of its that somebody captured carries no other message (docs/adr/0010-body-hash.md).
 * Source: auth0.com/docs, "Set Up Custom SMS Gateway for Passwordless Connections".
 */
export const createTokenVerifier = (options: GatewayTokenOptions) => {
  const { secretName, audience, subject, secrets, now } = options;
  let rereadAtMs = -Infinity;
  let rereading: Promise<void> | undefined;
  let versions: readonly string[] = [];

  const problemOf = async (
    token: string,
    key: string,
    body: Uint8Array,
  ): Promise<string | undefined> => {
    try {
      const { payload } = await jwtVerify(token, await importedKey(key), {
        algorithms: ['HS256'],
        audience,
        subject,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now()),
      });
      const issuedInFuture = (payload.iat ?? 0) * 1000 > now() + CLOCK_SKEW_SECONDS * 1000;
      if (issuedInFuture) return 'iat';
      const hash = payload[GATEWAY_TOKEN_BODY_CLAIM];
      return hash === undefined || hash === bodyHash(body) ? undefined : GATEWAY_TOKEN_BODY_CLAIM;
    } catch (error) {
      return describe(error);
    }
  };

  /**
   * Reads every version anew, at most every 30 s: a stranger with a wrong token must not make us do
   * it more often. Whoever comes while it is under way waits for it, too.
   */
  const reread = (): Promise<void> | undefined => {
    if (now() - rereadAtMs >= GATEWAY_TOKEN_REREAD_MS) {
      rereadAtMs = now();
      rereading = readVersions();
    }
    return rereading;
  };
  const readVersions = async () => {
    // In this order. A rotation ends by making the pending version the current one and the current one
    // the previous one: read at once, the key that was current until now could be missed under both.
    const current = await secrets.refresh(secretName, 'AWSCURRENT');
    const others = await Promise.all(OTHERS.map((stage) => secrets.refresh(secretName, stage)));
    const read = [current, ...others];
    versions = read.flatMap((result) => (result.ok && result.value !== '' ? [result.value] : []));
  };

  const verifyWith = async (token: string, body: Uint8Array, candidates: readonly string[]) => {
    let problem: string = SIGNATURE;
    for (const key of candidates) {
      const found = await problemOf(token, key, body);
      if (found === undefined) return undefined;
      problem = found;
      // Only a signature can be right under another key.
      if (problem !== SIGNATURE) break;
    }
    return problem;
  };

  return async ({ authorization, bodyBytes }: SignedRequest): Promise<TokenVerdict> => {
    const token = /^Bearer +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { kind: 'rejected', why: 'missing' };

    const current = await secrets.get(secretName);
    if (!current.ok || current.value === '') return { kind: 'unavailable', secret: secretName };
    const known = now() - rereadAtMs < VERSIONS_FRESH_FOR_MS ? versions : [];
    let problem = await verifyWith(token, bodyBytes, [current.value, ...known]);
    if (problem === SIGNATURE) {
      await reread();
      problem = await verifyWith(token, bodyBytes, versions);
    }
    return problem === undefined ? { kind: 'accepted' } : { kind: 'rejected', why: problem };
  };
};

const SIGNATURE = 'signature';

const importedKeys = new Map<string, Promise<CryptoKey>>();

/** Importing a key costs more than verifying with it, so it is done once; a few versions are kept. */
const importedKey = (key: string): Promise<CryptoKey> => {
  const known = importedKeys.get(key);
  if (known) return known;
  if (importedKeys.size >= 2 * (1 + OTHERS.length)) importedKeys.clear();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const imported = crypto.subtle.importKey('raw', new TextEncoder().encode(key), hmac, false, [
    'verify',
  ]);
  importedKeys.set(key, imported);
  return imported;
};

/** A word for the log. jose's messages are constant, but a word is enough and stays the same. */
const describe = (error: unknown): string => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return SIGNATURE;
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  return 'malformed';
};
