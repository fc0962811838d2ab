import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { AnyProviderDefinition } from '../../../../../lambda/gateway/adapters/providers/provider';
import { providerRegistry } from '../../../../../lambda/gateway/adapters/providers/registry';

const FOLDER = join(__dirname, '../../../../../lambda/gateway/adapters/providers');
const NO_PROVIDERS = [
  'answers',
  'aws-calls',
  'aws-end-user-messaging-permissions',
  'aws-end-user-messaging-voices',
  'credential-check',
  'http-answer',
  'http-settings',
  'http-template',
  'provider',
  'registry',
  'schemas',
  'twilio-account',
  'xml',
];
const registry: Readonly<Record<string, AnyProviderDefinition>> = providerRegistry;

test('every provider file is registered under its own name, which is its type', () => {
  const files = readdirSync(FOLDER)
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !NO_PROVIDERS.includes(name));
  expect(Object.keys(registry).sort()).toEqual(files.sort());
  for (const [name, { type }] of Object.entries(registry)) expect(type).toBe(name);
});

describe.each(Object.entries(registry))('%s', (_, { title, settings, credentials }) => {
  test('says what it is', () => {
    expect(title).toMatch(/^[A-Z].+[^.]$/);
  });

  test('describes every setting and every credential, for the editor and the docs', () => {
    for (const schema of [settings, credentials ?? settings]) {
      const { properties, additionalProperties } = toJsonSchema(schema, { errorMode: 'ignore' });
      // Names of the operator's own, as in the secret of `http`, are described all alike.
      if (additionalProperties !== false)
        expect(additionalProperties).toHaveProperty('description', expect.stringMatching(/\.$/));
      for (const [name, property] of Object.entries(properties ?? {})) {
        expect({ name, property }).toEqual({
          name,
          property: expect.objectContaining({ description: expect.stringMatching(/^[A-Z].+\.$/) }),
        });
      }
    }
  });

  test('refuses a setting it does not know', () => {
    const issues = settings['~run']({ value: { spelledWrong: 1 } }, {}).issues ?? [];
    expect(issues.map(({ path }) => path?.[0]?.key)).toContain('spelledWrong');
  });
});
