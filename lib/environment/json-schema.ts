import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { environmentFileSchema, providerDefinitions, providerSchema } from './schema';

type JsonSchema = ReturnType<typeof toJsonSchema>;

/**
 * The committed `environments/environment.schema.json`, by which editors complete and check a file.
 * It says less than the loader does: rules between keys, and rules that need code, stay there.
 */
export const environmentJsonSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'An environment of the SMS gateway for Auth0',
  ...convert(environmentFileSchema),
});

const convert = (schema: v.GenericSchema): JsonSchema =>
  toJsonSchema(schema, {
    target: 'draft-07',
    typeMode: 'input',
    ignoreActions: ['check'],
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema === providerSchema ? anyProvider() : undefined,
    overrideAction: ({ valibotAction, jsonSchema }) => {
      if (valibotAction.type !== 'metadata') return undefined;
      // Words of the docs; validators refuse keywords they do not know.
      const { whenAbsent: _, ...rest } = jsonSchema as JsonSchema & { whenAbsent?: string };
      return rest;
    },
  });

/** One alternative per registered type, told apart by `type`. */
const anyProvider = (): JsonSchema => {
  const { type, baseUrl } = providerSchema.entries;
  return {
    oneOf: [...providerDefinitions.values()].map((definition) => {
      const settings = withoutDialect(convert(definition.settings));
      return {
        title: definition.title,
        ...settings,
        properties: {
          type: { const: definition.type, description: descriptionOf(type) },
          ...settings.properties,
          baseUrl: withoutDialect(convert(baseUrl)),
        },
        required: ['type', ...(settings.required ?? [])],
      };
    }),
  };
};

const withoutDialect = (schema: JsonSchema): JsonSchema => {
  const { $schema: _, ...rest } = schema;
  return rest;
};

const descriptionOf = (schema: v.GenericSchema): string => convert(schema).description ?? '';
