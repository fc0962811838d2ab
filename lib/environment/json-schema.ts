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
    ignoreActions: ['check', 'raw_check'],
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
  const { type, baseUrl, attemptTimeoutSeconds, perCountry } = providerSchema.entries;
  return {
    oneOf: [...providerDefinitions.values()].map((definition, index) => {
      const settings = withoutDialect(convert(definition.settings));
      const place = `#/properties/providers/additionalProperties/oneOf/${index}/properties`;
      return {
        title: definition.title,
        ...settings,
        properties: {
          type: { const: definition.type, description: descriptionOf(type) },
          ...settings.properties,
          baseUrl: withoutDialect(convert(baseUrl)),
          attemptTimeoutSeconds: withoutDialect(convert(attemptTimeoutSeconds)),
          perCountry: {
            ...withoutDialect(convert(perCountry)),
            additionalProperties: {
              type: 'object',
              properties: Object.fromEntries(
                Object.keys(settings.properties ?? {}).map((key) => [
                  key,
                  { $ref: `${place}/${key}` },
                ]),
              ),
              additionalProperties: false,
            },
          },
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
