import * as v from 'valibot';
import { type ProviderSettings, secretNames } from '../../lambda/contract';
import type { Finding, Path } from './faults';
import { ruleFindings } from './rules';
import { environmentFileSchema, providerDefinitions, providerSchema } from './schema';
import { looksSecret } from './secrets';
import { nodeOf, secretFinding, shapeFindings } from './shape';
import { isObject, valueAt } from './values';

/** Everything that is wrong inside one file, whatever else is wrong with it. */
export const findingsIn = (environment: string, file: unknown): readonly Finding[] => {
  const secretPlace = secretPlaceIn(environment);
  const secrets = secretValues(file, []).map((path) => secretFinding(path, secretPlace(path)));
  const others = [
    ...shapeFindings(environmentFileSchema, file, [], { secretPlace }),
    ...settingsFindings(file, secretPlace),
    ...ruleFindings(file),
  ];
  // What else is wrong with a value that must not be here does not matter.
  return [
    ...secrets,
    ...others.filter(({ path }) => !secrets.some((it) => isWithin(path, it.path))),
  ];
};

/** Settings with defaults filled in, of a provider in which nothing was found wrong. */
export const parseSettings = (provider: unknown): ProviderSettings => {
  const { type, baseUrl, ...settings } = v.parse(providerSchema, provider);
  const schema = providerDefinitions.get(type)?.settings;
  if (schema === undefined)
    throw new Error('A provider type passed the schema and is not registered.');
  const own = v.parse(schema, settings) as Readonly<Record<string, unknown>>;
  return { type, ...own, ...(baseUrl === undefined ? {} : { baseUrl }) };
};

/** What the schema of each provider's type says of its settings. */
const settingsFindings = (
  file: unknown,
  secretPlace: (path: Path) => string,
): readonly Finding[] => {
  const providers = valueAt(file, 'providers');
  if (!isObject(providers)) return [];
  return Object.entries(providers).flatMap(([name, provider]) => {
    const type = valueAt(provider, 'type');
    const definition = typeof type === 'string' ? providerDefinitions.get(type) : undefined;
    if (definition === undefined || !isObject(provider)) return [];
    const common = Object.keys(nodeOf(providerSchema).entries ?? {});
    const settings = Object.fromEntries(
      Object.entries(provider).filter(([key]) => !common.includes(key)),
    );
    return shapeFindings(definition.settings, settings, ['providers', name], {
      keysElsewhere: common,
      secretPlace,
    });
  });
};

/** Paths of the values that look like secrets. */
const secretValues = (value: unknown, path: Path): readonly Path[] => {
  if (typeof value === 'string') {
    return looksSecret(value) && !isClientId(value, path) ? [path] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => secretValues(item, [...path, index]));
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => secretValues(item, [...path, key]))
    : [];
};

/** Auth0's client ids are 32 letters and digits, which now and then are all hexadecimal. */
const isClientId = (value: string, path: Path): boolean =>
  path.includes('enabledClients') && /^[A-Za-z0-9]{32}$/.test(value);

const secretPlaceIn =
  (environment: string) =>
  ([section, name]: Path): string => {
    const names = secretNames(environment);
    if (section === 'providers' && typeof name === 'string' && !looksSecret(name)) {
      return `Secrets Manager under ${names.provider(name)}`;
    }
    return section === 'auth0'
      ? `Secrets Manager under ${names.auth0Management}`
      : 'Secrets Manager';
  };

const isWithin = (path: Path, outer: Path): boolean =>
  outer.every((step, index) => path[index] === step);
