import * as v from 'valibot';

/** One setting of the environment file: its rule, the sentence for who breaks it, and what it is for. */
export const text = (rule: RegExp, message: string, description: string) =>
  v.pipe(v.string(message), v.regex(rule, message), v.description(description));

/**
 * One secret of a provider's credentials. White space never belongs there, and a line break copied
 * along with a key is the fault people search for longest. The message must not quote the value,
 * as valibot's own would.
 */
export const secretText = (description: string) =>
  text(/^\S{1,512}$/, 'must be text without spaces or line breaks', description);

/** Of two settings the provider wants one. */
export const either = <Settings extends object>(
  one: keyof Settings & string,
  other: keyof Settings & string,
) =>
  v.check<Settings, string>(
    (settings) => one in settings !== other in settings,
    `give either "${one}" or "${other}", not both`,
  );

/** A code that comes later than Auth0 honours it is worse than none: https://auth0.com/docs/authenticate/passwordless/authentication-methods/sms-otp */
export const DEFAULT_VALIDITY_PERIOD_SECONDS = 180;

/** How long a provider may keep trying, within what its API takes, in seconds. */
export const validityPeriodSeconds = (provider: string, min: number, max: number) => {
  const message = `must be a whole number of seconds from ${min} to ${max}`;
  return v.exactOptional(
    v.pipe(
      v.number(message),
      v.integer(message),
      v.minValue(min, message),
      v.maxValue(max, message),
      v.description(
        `How long ${provider} may try to deliver the message, in seconds. Default: ${DEFAULT_VALIDITY_PERIOD_SECONDS}, the lifetime of a one-time code in Auth0.`,
      ),
    ),
  );
};
