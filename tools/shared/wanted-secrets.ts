import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { secretNames, type ProviderSettings } from '../../lambda/contract';
import { credentialGuides } from '../../lambda/gateway/adapters/providers/registry';
import { fail, ok, type Result } from '../../lambda/shared/result';
import type { Environment } from '../../lib/environment';
import { formatPath } from '../../lib/environment/faults';
import { providerDefinitions } from '../../lib/environment/schema';
import { isObject } from '../../lib/environment/values';

/** One credential within a secret. */
export interface WantedField {
  readonly name: string;
  /** What it is and where it is found, as a sentence. */
  readonly description: string;
}

/** A secret that somebody has to fill in before codes are sent. */
export interface WantedSecret {
  /** The end of its name: `auth0-management`, or `providers/<provider name>`. */
  readonly key: string;
  /** In Secrets Manager. */
  readonly name: string;
  /** What it belongs to, for people. */
  readonly title: string;
  readonly fields: readonly WantedField[];
  /** The provider of the environment file that it is for; absent for Auth0's. */
  readonly provider?: { readonly name: string; readonly settings: ProviderSettings };
  /** Faults are sentences without any value. */
  readonly parse: (value: unknown) => Result<Readonly<Record<string, string>>, readonly string[]>;
}

export const AUTH0_MANAGEMENT_KEY = 'auth0-management';

/** Every secret of an environment that starts empty, Auth0's first. */
export const wantedSecrets = ({ name, auth0, providers }: Environment): readonly WantedSecret[] => {
  const names = secretNames(name);
  return [
    {
      key: AUTH0_MANAGEMENT_KEY,
      name: names.auth0Management,
      title: `Auth0 Management API of ${auth0.domain}`,
      fields: [
        {
          name: 'clientId',
          description: 'Client ID of the machine-to-machine application (docs/registration.md).',
        },
        { name: 'clientSecret', description: 'Client secret of the same application.' },
      ],
      parse: parserFor(MANAGEMENT, ['clientId', 'clientSecret']),
    },
    ...Object.entries(providers).flatMap(([providerName, settings]) =>
      wantedOf(providerName, settings, names.provider(providerName)),
    ),
  ];
};

const word = v.pipe(
  v.string('must be text'),
  v.regex(/^\S{1,512}$/, 'must be text without spaces or line breaks'),
);

const MANAGEMENT = v.strictObject(
  { clientId: word, clientSecret: word },
  'must be an object with exactly the keys "clientId" and "clientSecret"',
);

const wantedOf = (
  providerName: string,
  settings: ProviderSettings,
  name: string,
): readonly WantedSecret[] => {
  const definition = providerDefinitions.get(settings.type);
  if (definition?.credentials === undefined) return [];
  const { properties = {}, required = [] } = toJsonSchema(definition.credentials, {
    errorMode: 'ignore',
  });
  const { credentialNames } = credentialGuides[settings.type] ?? {};
  const keys = credentialNames?.(settings) ?? required;
  return [
    {
      key: `providers/${providerName}`,
      name,
      title: `${definition.title} (${providerName})`,
      fields: keys.map((key) => ({ name: key, description: describe(properties[key]) })),
      provider: { name: providerName, settings },
      parse: parserFor(definition.credentials, keys),
    },
  ];
};

const describe = (property: unknown): string =>
  isObject(property) && typeof property['description'] === 'string'
    ? property['description']
    : 'Used by a template of the environment file.';

const parserFor =
  (schema: v.GenericSchema, keys: readonly string[]): WantedSecret['parse'] =>
  (value) => {
    const missing = keys.filter((key) => !isObject(value) || typeof value[key] !== 'string');
    if (isObject(value) && missing.length > 0) {
      return fail(missing.map((key) => `"${key}" is missing`));
    }
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return ok(parsed.output as Readonly<Record<string, string>>);
    // Messages of the schemas are ours and hold no value; valibot's own would.
    return fail(
      parsed.issues.map(({ message, path }) =>
        path === undefined
          ? message
          : `${formatPath(path.map(({ key }) => String(key)))} ${message}`,
      ),
    );
  };
