import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { LocalRequest } from '../http/message';

/** What AWS calls the ways in which a signature is no good. */
export type SignatureFault =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'InvalidClientTokenId'
  | 'SignatureDoesNotMatch';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks AWS Signature Version 4 of a request without a query:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
 * Without credentials to check against, only its form.
 */
export const findSignatureFault = (
  request: LocalRequest,
  service: string,
  credentials: Credentials | undefined,
): SignatureFault | undefined => {
  const header = request.headers['authorization'];
  if (header === undefined) return 'MissingAuthenticationToken';
  const [, keyId, date = '', region = '', signedService, names = '', signature = ''] =
    AUTHORIZATION.exec(header) ?? [];
  const signedNames = names.split(';');
  if (keyId === undefined || signedService !== service || !signedNames.includes('host'))
    return 'IncompleteSignature';
  if (!credentials) return undefined;
  if (keyId !== credentials.accessKeyId) return 'InvalidClientTokenId';

  const canonicalRequest = [
    request.method,
    request.fullPath,
    request.query.toString(),
    ...signedNames.map((name) => `${name}:${(request.headers[name] ?? '').trim()}`),
    '',
    names,
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'] ?? '',
    scope,
    createHash('sha256').update(canonicalRequest).digest('hex'),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  return timingSafeEqual(hmac(key, stringToSign), Buffer.from(signature, 'hex'))
    ? undefined
    : 'SignatureDoesNotMatch';
};

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
