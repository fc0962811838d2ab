import * as v from 'valibot';
import { ERROR_CLASSES } from './http-answer';
import { isTemplate, PLACEHOLDERS, placeholdersIn, textsOf } from './http-template';
import { text } from './schemas';

const TEMPLATE = `must be text; its placeholders can be ${PLACEHOLDERS}`;

const template = (description: string) =>
  v.pipe(v.string(TEMPLATE), v.check(isTemplate, TEMPLATE), v.description(description));

const URL_TEMPLATE = `must be an https:// address without user, "#" or spaces; placeholders, ${PLACEHOLDERS}, stand in its path and query only`;

/** Host and port are written out, because a message must not decide where it goes. */
const URL_PATTERN =
  /^(?:https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?|http:\/\/(?:127\.0\.0\.1|localhost):\d{1,5})(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@%/-]|\{\{[^{}]*\}\})*)?(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@%/?-]|\{\{[^{}]*\}\})*)?$/;

/** Whether a path has a step that the URL standard takes for "here" or "one up". */
export const hasDotSegment = (url: string): boolean =>
  /\/(?:\.|%2e){1,2}(?:\/|$)/i.test(url.replace(/\?.*$/s, ''));

const isUrlTemplate = (url: string): boolean => {
  const example = url.replaceAll(/\{\{[^{}]*\}\}/g, 'x');
  return isTemplate(url) && URL.canParse(example) && !hasDotSegment(example);
};

const JSON_BODY = `must be an object or a list; placeholders, ${PLACEHOLDERS}, stand in its texts and not in its keys`;

const JSON_KEY = 'must be a key without placeholders';

/** Points at the one text that is wrong, however deep. */
const jsonTemplate = v.pipe(
  v.unknown(),
  v.check((json) => typeof json === 'object' && json !== null, JSON_BODY),
  v.rawCheck(({ dataset, addIssue }) => {
    const wrong = textsOf(dataset.value).find(({ text: words, isKey }) =>
      isKey ? /\{\{|\}\}/.test(words) : !isTemplate(words),
    );
    const [first, ...rest] = (wrong?.path ?? []).map((key) => ({
      type: 'unknown' as const,
      origin: 'value' as const,
      input: dataset.value,
      key,
      value: wrong?.text,
    }));
    const message = wrong?.isKey === true ? JSON_KEY : TEMPLATE;
    if (first !== undefined) addIssue({ message, path: [first, ...rest] });
  }),
  v.description('JSON to send: an object or a list whose texts are templates.'),
);

/** Names that no record can hold: valibot drops them. */
const NO_NAME = '(?!(?:__proto__|prototype|constructor)$)';

const headerName = v.pipe(
  v.string(),
  v.regex(
    new RegExp(
      `^${NO_NAME}(?!(?:host|connection|content-length|transfer-encoding|expect|upgrade|te|trailer)$)[!#$%&'*+.^_\`|~0-9a-z-]{1,64}$`,
    ),
    'the name of a header in lower case, and none that the connection needs for itself, such as "host"',
  ),
);

const fieldName = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^${NO_NAME}[^\\s{}]{1,128}$`),
    'the name of a field, without spaces or braces',
  ),
);

const path = (description: string) =>
  text(
    /^[^.\s]{1,64}(?:\.[^.\s]{1,64})*$/,
    'must be keys and list positions with dots between them, such as "messages.0.accepted"',
    description,
  );

/** A status, or a word for many of them. */
const statusRule = <const Words extends readonly string[]>(
  min: number,
  max: number,
  words: Words,
  message: string,
) =>
  v.union(
    [
      v.pipe(
        v.number(message),
        v.integer(message),
        v.minValue(min, message),
        v.maxValue(max, message),
      ),
      v.picklist(words, message),
    ],
    message,
  );

const SUCCESS_STATUSES = 'must be a list of statuses from 200 to 299, or ["2xx"]';
const ERROR_STATUSES = 'must be a list of statuses, such as [400, 422] or ["4xx"]';

const SCALAR = 'must be text, a number, true, false or null, or a list of these';
const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()], SCALAR);
const expected = (description: string) =>
  v.pipe(v.union([scalar, v.array(scalar, SCALAR)], SCALAR), v.description(description));

const successSchema = v.strictObject(
  {
    statuses: v.exactOptional(
      v.pipe(
        v.array(
          statusRule(200, 299, ['2xx'], 'must be a status from 200 to 299, or "2xx"'),
          SUCCESS_STATUSES,
        ),
        v.minLength(1, SUCCESS_STATUSES),
        v.description('HTTP statuses of an acceptance. Default: `["2xx"]`.'),
      ),
    ),
    where: v.exactOptional(
      v.pipe(
        v.array(
          v.strictObject(
            {
              path: path('Where the value stands in the JSON of the answer.'),
              equals: expected('What it must be; of a list, one item. `1` and `"1"` differ.'),
            },
            'must be an object with "path" and "equals"',
          ),
          'must be a list of conditions',
        ),
        v.description('What the JSON of an acceptance must say as well; all of it.'),
      ),
    ),
  },
  'must be an object in { }',
);

const errorRuleSchema = v.pipe(
  v.strictObject(
    {
      statuses: v.exactOptional(
        v.pipe(
          v.array(
            statusRule(
              200,
              599,
              ['2xx', '4xx', '5xx'],
              'must be a status from 200 to 599, or "2xx", "4xx" or "5xx"',
            ),
            ERROR_STATUSES,
          ),
          v.minLength(1, ERROR_STATUSES),
          v.description('HTTP statuses that the rule is about. Default: every one.'),
        ),
      ),
      path: v.exactOptional(
        path(
          'Where the error stands in the JSON of the answer. Without "equals" any value but null fits.',
        ),
      ),
      equals: v.exactOptional(
        expected('What stands there; of a list, one item. `1` and `"1"` differ.'),
      ),
      class: v.pipe(
        v.picklist(
          ERROR_CLASSES,
          `must be one of ${ERROR_CLASSES.map((name) => `"${name}"`).join(', ')}`,
        ),
        v.description('What it means, and so what the gateway does next (docs/providers.md).'),
      ),
      code: v.exactOptional(
        text(
          /^[A-Za-z0-9_.-]{1,40}$/,
          'must be 1 to 40 letters, digits, "_", "." or "-"',
          'What log and metrics call it. Default: what "codePath" or "equals" found, else `http_` and the status.',
        ),
      ),
      codePath: v.exactOptional(
        path('Where the answer has its own code: up to five digits, or a word. Instead of "code".'),
      ),
    },
    'must be an object in { }',
  ),
  v.check(
    (rule) => 'statuses' in rule || 'path' in rule,
    'give "statuses" or "path", else the rule would fit an acceptance as well',
  ),
  v.check((rule) => 'path' in rule || !('equals' in rule), 'give "equals" with "path" only'),
  v.check((rule) => !('code' in rule && 'codePath' in rule), 'give either "code" or "codePath"'),
);

/** All templates of the settings, wherever they stand. */
export const templatesOf = ({ url, headers = {}, body = {} }: Templates): readonly string[] => [
  url,
  ...Object.values(headers),
  ...Object.values(body.form ?? {}),
  ...textsOf(body.json).map(({ text: words }) => words),
];

interface Templates {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: {
    readonly json?: unknown;
    readonly form?: Readonly<Record<string, string>>;
  };
}

const names = (settings: Templates): readonly string[] =>
  templatesOf(settings).flatMap(placeholdersIn);

export const settingsSchema = v.pipe(
  v.strictObject({
    url: v.pipe(
      v.string(URL_TEMPLATE),
      v.regex(URL_PATTERN, URL_TEMPLATE),
      v.check(isUrlTemplate, URL_TEMPLATE),
      v.description('Where to send to. What placeholders put in is percent-encoded.'),
    ),
    method: v.exactOptional(
      v.pipe(
        v.picklist(['POST', 'PUT', 'GET'], 'must be "POST", "PUT" or "GET"'),
        v.description('HTTP method. Default: `POST`.'),
      ),
    ),
    headers: v.exactOptional(
      v.pipe(
        v.record(
          headerName,
          template('Value of the header.'),
          'must be an object of headers by name',
        ),
        v.check(
          (headers) =>
            Object.entries(headers).every(
              ([name, value]) =>
                !SECRET_HEADER.test(name) ||
                placeholdersIn(value).some((placeholder) => placeholder.startsWith('credentials.')),
            ),
          'must be headers whose keys and passwords come from the secret, by {{credentials.NAME}}',
        ),
        v.description('Headers, in lower case, with templates as values.'),
      ),
    ),
    body: v.exactOptional(
      v.pipe(
        v.strictObject(
          {
            json: v.exactOptional(jsonTemplate),
            form: v.exactOptional(
              v.pipe(
                v.record(
                  fieldName,
                  template('Value of the field.'),
                  'must be an object of fields by name',
                ),
                v.description('Fields of a form, with templates as values.'),
              ),
            ),
          },
          'must be an object with "json" or "form"',
        ),
        v.check((body) => 'json' in body !== 'form' in body, 'give either "json" or "form"'),
        v.description('What to send: `json` or `form`. Default: nothing.'),
      ),
    ),
    success: v.exactOptional(
      v.pipe(successSchema, v.description('By what an answer is an acceptance.')),
    ),
    messageIdPath: v.exactOptional(
      path("Where the JSON of the answer has the message's id, for the log."),
    ),
    errors: v.exactOptional(
      v.pipe(
        v.array(errorRuleSchema, 'must be a list of rules'),
        v.description(
          'What errors mean; the first rule that fits counts, before `success`. Others are read by their status.',
        ),
      ),
    ),
  }),
  v.check(({ method, body }) => method !== 'GET' || body === undefined, 'a GET has no "body"'),
  v.check((settings) => names(settings).includes('text'), '{{text}} must stand somewhere'),
  v.check(
    (settings) => names(settings).some((name) => name === 'to' || name === 'toDigits'),
    '{{to}} or {{toDigits}} must stand somewhere',
  ),
);

/** Headers that are there to hold a secret. */
const SECRET_HEADER = /authorization|api-?key|token|secret|password/;
