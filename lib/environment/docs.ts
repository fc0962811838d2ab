import * as v from 'valibot';
import { secretNames } from '../../lambda/contract';
import {
  COMMON_SETTINGS,
  environmentFileSchema,
  environmentNameSchema,
  providerDefinitions,
  providerSchema,
} from './schema';
import { allowedBy, isOptional, nodeOf, required, stepsOf } from './shape';

/** The committed `docs/environment.md`: every key of an environment file, from the schema itself. */
export const environmentDocs = (): string =>
  `${[INTRODUCTION, ...sections(), PROVIDER_TYPES, ...providerSections()].join('\n\n')}\n`;

const names = secretNames('<environment>');

const INTRODUCTION = `# The environment file

<!-- Written by \`npm run docs\` from lib/environment/schema.ts. -->

Each \`environments/<name>.json\` is one environment, and \`npx cdk deploy "<name>/*"\` deploys it.
\`-c environments=<folder>\` reads another folder. Files that end in \`.schema.json\` are no environments.
A name is ${allowedBy(environmentNameSchema)}.

The file is public and holds no secret. Secrets live in Secrets Manager, under
\`${names.gatewayToken}\` (generated), \`${names.auth0Management}\` and
\`${names.provider('<provider name>')}\`.

Unknown keys are refused. Faults stop \`cdk synth\`, all of all files at once, each with its file, its
path, what is wrong and what is allowed. The least that a file must hold:

\`\`\`json
{
  "$schema": "./environment.schema.json",
  "account": "111111111111",
  "region": "eu-west-1",
  "auth0": { "domain": "acme-dev.eu.auth0.com" },
  "providers": { "sns": { "type": "sns" } }
}
\`\`\``;

const PROVIDER_TYPES = `## Provider types

What a provider may hold beside ${COMMON_SETTINGS.map((key) => `\`${key}\``).join(', ')}, and what its secret
\`${names.provider('<provider name>')}\` must hold.`;

/** Keys of the file itself, then a section for each object in it. */
const sections = (): readonly string[] => {
  const entries = Object.entries(environmentFileSchema.entries);
  const isSection = ([, schema]: [string, v.GenericSchema]) => rowsIn(schema, '').length > 0;
  return [
    '## Top level',
    table(entries.filter((entry) => !isSection(entry)).map(([key, schema]) => row(key, schema))),
    ...entries.filter(isSection).flatMap(([key, schema]) => {
      const whole = isOptional(schema) ? `Default: ${defaultOf(schema)}.` : 'Required.';
      return [
        `## \`${key}\``,
        `${descriptionOf(schema)}${isFilledIn(schema) ? '' : ` ${whole}`}`,
        table(rowsIn(schema, key)),
      ];
    }),
  ];
};

const providerSections = (): readonly string[] =>
  [...providerDefinitions.values()].flatMap(({ type, title, settings, credentials }) => {
    const rows = rowsIn(settings, '');
    return [
      `### \`${type}\``,
      `${title}.`,
      rows.length === 0 ? 'Settings: none.' : table(rows),
      ...rulesOf(settings).map((rule) => `Together: ${rule}.`),
      ...secretOf(credentials),
    ];
  });

const secretOf = (credentials: v.GenericSchema | undefined): readonly string[] => {
  if (credentials === undefined) return ["Secret: none; the function's own role may send."];
  const keys = rowsIn(credentials, '');
  // No keys of its own: the operator names them.
  if (keys.length === 0) return [`Secret, a JSON object. ${descriptionOf(credentials)}`];
  return ['Secret, a JSON object:', list(keys.map(({ key, meaning }) => `\`${key}\`: ${meaning}`))];
};

interface Row {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly meaning: string;
  readonly allowed: string;
}

/** A row for everything inside an object, a list of objects or the providers; none for a value. */
const rowsIn = (schema: v.GenericSchema, path: string): readonly Row[] => {
  if (required(schema) === environmentFileSchema.entries.providers) {
    return rowsIn(providerSchema, `${path}.<name>`);
  }
  const { entries, item } = nodeOf(required(schema));
  if (item !== undefined) return rowsIn(item, `${path}[]`);
  return Object.entries(entries ?? {}).flatMap(([key, entry]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const inner = rowsIn(entry, at);
    return inner.length > 0 ? inner : [row(at, entry)];
  });
};

const row = (key: string, schema: v.GenericSchema): Row => ({
  key,
  type: typeOf(schema),
  default: isOptional(schema) ? defaultOf(schema) : 'required',
  meaning: descriptionOf(schema),
  allowed: allowedBy(schema),
});

const table = (rows: readonly Row[]): string =>
  [
    '| key | type | default | meaning | allowed |',
    '|---|---|---|---|---|',
    ...rows.map(
      ({ key, type, default: absent, meaning, allowed }) =>
        `| ${[`\`${key}\``, type, absent, meaning, allowed].map(cell).join(' | ')} |`,
    ),
  ].join('\n');

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const typeOf = (schema: v.GenericSchema): string => {
  const node = nodeOf(required(schema));
  const { type, options } = node;
  switch (type) {
    case 'number':
      return stepsOf(node).some((step) => step.type === 'integer') ? 'integer' : 'number';
    case 'picklist':
      return typeof options?.[0];
    case 'union':
      return (options as readonly v.GenericSchema[]).map(typeOf).join(' or ');
    case 'array':
      return 'list';
    case 'literal':
      return typeof node.literal;
    case 'strict_object':
      return 'object';
    case 'record':
      return 'object';
    case 'unknown':
      return 'JSON';
    default:
      return type;
  }
};

const defaultOf = (schema: v.GenericSchema): string => {
  const { default: value } = nodeOf(schema);
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  const { whenAbsent = 'none' } = v.getMetadata(schema) as { readonly whenAbsent?: string };
  return whenAbsent;
};

/** Whether an object that is left out is made of the defaults of its keys, which the table shows. */
const isFilledIn = (schema: v.GenericSchema): boolean => nodeOf(schema).default !== undefined;

const descriptionOf = (schema: v.GenericSchema): string =>
  v.getDescription(schema) ?? v.getDescription(required(schema)) ?? '';

/** Rules of an object about several of its keys. */
const rulesOf = (schema: v.GenericSchema): readonly string[] =>
  stepsOf(nodeOf(schema))
    .filter(({ type }) => type === 'check')
    .flatMap(({ message }) => (typeof message === 'string' ? [message] : []));
