/**
 * Stands in for the AWS SDK's chain of credential sources in every bundle (lib/bundle.ts). Lambda
 * hands a function's credentials over in its environment and nowhere else, and the rest of the
 * chain (profiles, SSO, web identity, instance metadata) is a third of an SDK client's weight, which
 * somebody staring at a phone waits for.
 */
export const defaultProvider = () => (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
    // The SDK's own name for it, by which callers tell it from other faults.
    error.name = 'CredentialsProviderError';
    return Promise.reject(error);
  }
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
};

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
