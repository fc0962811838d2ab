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
