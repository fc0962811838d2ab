/** Auth0's own text where a connection has none. */
const DEFAULT_TEMPLATE = 'Your verification code is: @@password@@';

export interface TemplateValues {
  readonly code: string;
  readonly phoneNumber: string;
  readonly applicationName: string;
  readonly requestLanguage: string | null;
}

/**
 * Renders a connection's message text. Only the documented variables are known (docs/sources.md §1.1); a
 * variable that is not comes out empty, as it does in Liquid. Tags and filters are not supported.
 * What Auth0 does without a `syntax` is unverified: both kinds are filled in then.
 */
export const renderTemplate = (
  template: unknown,
  syntax: unknown,
  { code, phoneNumber, applicationName, requestLanguage }: TemplateValues,
): string => {
  const variables: Readonly<Record<string, string>> = {
    code,
    password: code,
    phone_number: phoneNumber,
    'application.name': applicationName,
    request_language: requestLanguage ?? '',
  };
  const macros = (text: string) => text.replaceAll('@@password@@', () => code);
  const liquid = (text: string) => fillLiquid(text, variables);

  const text = typeof template === 'string' ? template : DEFAULT_TEMPLATE;
  if (syntax === 'liquid') return liquid(text);
  return syntax === 'md_with_macros' ? macros(text) : liquid(macros(text));
};

/** Fills in `{{ variables }}`. */
export const fillLiquid = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{-?\s*([\w.]+)\s*-?\}\}/g, (_, name: string) => variables[name] ?? '');
