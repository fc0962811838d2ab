import * as v from 'valibot';
import type { SecretStage } from '../../shared/secrets';
import { RegistrationError } from '../core/registration-error';
import type { RefusalContext } from './refusals';
import type { SecretVault } from './secrets';

/** Of the machine-to-machine application that may call the Management API. */
export interface ManagementCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const filled = v.pipe(v.string(), v.trim(), v.nonEmpty());
const schema = v.object({ clientId: filled, clientSecret: filled });

/** Reads the credentials that the operator put into `secretName`. */
export const readManagementCredentials = async (
  vault: SecretVault,
  { secretName, domain, retry }: Pick<RefusalContext, 'secretName' | 'domain' | 'retry'>,
): Promise<ManagementCredentials> => {
  const text = await readSecret(vault, secretName, retry);
  const parsed = v.safeParse(schema, parseJson(text ?? ''));
  if (parsed.success) return parsed.output;
  throw new RegistrationError(
    `The secret ${secretName} is not filled in: put {"clientId":"…","clientSecret":"…"} of a machine-to-machine application of ${domain} into it, then ${retry}`,
  );
};

/** What the gateway token's secret may hold: letters, digits and signs, as many as Auth0 takes. */
export const GATEWAY_KEY = /^[\x21-\x7e]{16,5120}$/;

/** Reads the HMAC key that the Gateway stack generated. */
export const readGatewayKey = async (vault: SecretVault, secretName: string): Promise<string> => {
  const key = await readSecret(vault, secretName, 'deploy again');
  if (key !== undefined && GATEWAY_KEY.test(key)) return key;
  throw new RegistrationError(
    `The secret ${secretName} does not hold the key of the gateway's token: it should be the 64 letters and digits that the Gateway stack generated; put them back, then deploy again`,
  );
};

/** Reads the key in use and, during a rotation, the next one. */
export const readGatewayKeys = async (
  vault: SecretVault,
  secretName: string,
): Promise<{ readonly current: string; readonly next?: string }> => {
  const [current, pending = ''] = await Promise.all([
    readGatewayKey(vault, secretName),
    readSecret(vault, secretName, 'deploy again', 'AWSPENDING'),
  ]);
  // After a rotation the label stays on the version in use.
  return pending !== current && GATEWAY_KEY.test(pending)
    ? { current, next: pending }
    : { current };
};

const readSecret = async (
  vault: SecretVault,
  secretName: string,
  retry: string,
  stage?: SecretStage,
): Promise<string | undefined> => {
  const read = await vault.read(secretName, stage);
  if (read.ok) return read.value;
  throw new RegistrationError(
    `The secret ${secretName} could not be read (${read.error}): check the function's permissions on the secret and its key, then ${retry}`,
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
