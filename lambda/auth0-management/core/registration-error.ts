/**
 * Why the registration failed, as one sentence for the operator: CloudFormation shows it as the
 * reason of the failed resource. It never holds a secret, a token or the value of an option.
 */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  /**
   * Whether the step that failed may have had an effect in Auth0 all the same: the request was
   * written and no clear answer came. Such a step is undone like one that succeeded.
   */
  readonly mayHaveChanged: boolean;
  /** Whether it is the credentials that were refused, and not what was asked with them. */
  readonly refusesCredentials: boolean;
  /** Whether the same may succeed a little later: no answer came, or one that promises nothing for good. */
  readonly mayPass: boolean;

  constructor(
    sentence: string,
    { mayHaveChanged = false, refusesCredentials = false, mayPass = false } = {},
  ) {
    super(sentence);
    this.mayHaveChanged = mayHaveChanged;
    this.refusesCredentials = refusesCredentials;
    this.mayPass = mayPass;
  }
}
