import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import { outcomeOfFault } from './answers';
import { readAnswer } from './http-answer';
import { hasDotSegment, settingsSchema, templatesOf } from './http-settings';
import {
  placeholdersIn,
  render,
  renderJson,
  urlEncode,
  valuesOf,
  type JsonTemplate,
  type Values,
} from './http-template';
import { defineProvider } from './provider';
import { text } from './schemas';

type Settings = v.InferOutput<typeof settingsSchema>;

/**
 * Any JSON or form API, described in the environment file: what to send by templates
 * (`http-template.ts`), what the answer means by rules (`http-answer.ts`).
 */
export const provider = defineProvider({
  type: 'http',
  title: 'Any HTTP API, described in the environment file',
  settings: settingsSchema,
  credentials: v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z]\w{0,63}$/, 'must be named by a letter, then letters, digits or "_"'),
      ),
      text(
        /^\S(?:[^\r\n]{0,4094}\S)?$/,
        'must be text without line breaks, or spaces around it',
        'A value that templates put in as {{credentials.NAME}}.',
      ),
      'must be an object of texts',
    ),
    v.description(
      'The names are yours: `{{credentials.NAME}}` in a template is the value of the key `NAME`. `{}` where the API needs none.',
    ),
  ),

  connect: (settings, { http }) => {
    const { baseUrl, method = 'POST' } = settings;
    const url = baseUrl === undefined ? settings.url : settings.url.replace(ORIGIN, () => baseUrl);
    const wanted = new Set(templatesOf(settings).flatMap(placeholdersIn));

    return async (message, { timeoutMs }, credentials) => {
      const values = valuesOf(message, credentials);
      const missing = [...wanted].find((name) => !values.has(name));
      if (missing !== undefined) return missing === 'code' ? CODE_UNKNOWN : CREDENTIAL_MISSING;

      const target = render(url, values, urlEncode);
      // The URL standard would drop "..", and the step before it, from the path.
      if (hasDotSegment(target)) return MALFORMED;
      const body = bodyOf(settings, values);
      const answer = await http.request({
        method,
        url: target,
        headers: headersOf(settings, values),
        ...(body === undefined ? {} : { body }),
        timeoutMs,
      });
      return answer.ok ? readAnswer(settings, answer.value) : outcomeOfFault(answer.error);
    };
  },
});

/** Those that a template puts in. */
export const credentialNames = (settings: Settings): readonly string[] => [
  ...new Set(
    templatesOf(settings)
      .flatMap(placeholdersIn)
      .filter((name) => name.startsWith('credentials.'))
      .map((name) => name.replace('credentials.', '')),
  ),
];

const ORIGIN = /^https?:\/\/[^/?]*/;

/** The secret lacks a name that a template uses. */
const CREDENTIAL_MISSING: AttemptOutcome = { class: 'configuration', code: 'credentials_mismatch' };

/** Auth0's custom SMS gateway sends a text and does not say which part of it is the code. */
const CODE_UNKNOWN: AttemptOutcome = { class: 'configuration', code: 'code_unknown' };

const MALFORMED: AttemptOutcome = { class: 'configuration', code: 'malformed_request' };

/** A value with a line break goes no further than the HTTP client, which refuses to write it. */
const headersOf = ({ headers = {}, body }: Settings, values: Values): Record<string, string> => ({
  accept: 'application/json',
  ...(body !== undefined && {
    'content-type':
      body.form === undefined ? 'application/json' : 'application/x-www-form-urlencoded',
  }),
  ...Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, render(value, values)]),
  ),
});

const bodyOf = ({ body }: Settings, values: Values): string | undefined => {
  if (body === undefined) return undefined;
  if (body.form === undefined) return JSON.stringify(renderJson(body.json as JsonTemplate, values));
  return new URLSearchParams(
    Object.entries(body.form).map(([name, value]): [string, string] => [
      name,
      render(value, values),
    ]),
  ).toString();
};
