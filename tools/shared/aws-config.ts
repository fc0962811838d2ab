/** Somebody waits at a terminal, so a call that hangs is given up. */
const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 8_000;
/** One repeat, for a connection that was lost. */
const MAX_ATTEMPTS = 2;

/** For a client of the AWS SDK: the credentials are those that the AWS CLI would use. */
export const awsConfig = (region: string) => {
  // The SDK warns about old versions of Node.js on standard error, in the middle of a table.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return {
    region,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the SDK only warns when the time is over.
      throwOnRequestTimeout: true,
    },
  };
};
