/** Why AWS did not do what it was asked, for the person at the terminal. No value is in it. */
export interface AwsFault {
  readonly kind: 'no-credentials' | 'denied' | 'unreachable' | 'other';
  /** A sentence without its full stop. */
  readonly what: string;
  readonly advice: string;
}

const NO_CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken|AuthFailure|IncompleteSignature)$/;

const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation)$/;

const UNREACHABLE =
  /^(TimeoutError|AbortError|NetworkingError|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/;

/**
 * Reads what the AWS SDK throws.
 *
 * @param action the IAM action that was needed, e.g. `sns:GetSMSAttributes`
 */
export const readAwsFault = (error: unknown, action: string): AwsFault => {
  const name = nameOf(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : name;
  if (NO_CREDENTIALS.test(name)) {
    return {
      kind: 'no-credentials',
      what: `AWS did not take the credentials of this terminal (${name})`,
      advice:
        'sign in to AWS, e.g. by `aws sso login`, and name the profile in AWS_PROFILE; if you have, look at the clock of this machine',
    };
  }
  if (DENIED.test(name)) {
    return {
      kind: 'denied',
      what: `the AWS identity of this terminal may not ${action}`,
      advice: `allow it ${action}, or use an identity that may`,
    };
  }
  if (UNREACHABLE.test(name) || (typeof code === 'string' && UNREACHABLE.test(code))) {
    return {
      kind: 'unreachable',
      what: `AWS could not be reached for ${action}`,
      advice: 'look at the network, the proxy and the region, then try again',
    };
  }
  return {
    kind: 'other',
    what: `AWS answered ${action} with ${name}`,
    advice: 'try again; if it stays, look the error up in the reference of that action',
  };
};

/** The name only: the text of a validation error may quote the value that it refuses. */
export const nameOf = (error: unknown): string =>
  error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'an unknown error';
