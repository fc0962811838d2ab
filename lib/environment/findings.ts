import * as v from 'valibot';
import { type ProviderSettings, secretNames } from '../../lambda/contract';
import type { AnyProviderDefinition } from '../../lambda/gateway/adapters/providers/provider';
import type { Finding, Path } from './faults';
import { ruleFindings } from './rules';
import {
  COMMON_SETTINGS,
  environmentFileSchema,
  providerDefinitions,
  providerSchema,
} from './schema';
import { hasSecretLook, looksSecret, namesSecret } from './secrets';
import { isIdentifierOf, nodeOf, secretFinding, shapeFindings } from './shape';
import { isObject, valueAt } from './values';

/**
 * Everything that is wrong inside one file, whatever else is wrong with it.
 *
 * @param today as `2027-01-31`
 */
export const findingsIn = (
  environment: string,
  file: unknown,
  today: string,
): readonly Finding[] => {
  const secretPlace = secretPlaceIn(environment);
  const secrets = secretsIn(file).map((path) => secretFinding(path, secretPlace(path)));
  const others = [
    ...shapeFindings(environmentFileSchema, file, [], { secretPlace }),
    ...settingsFindings(file, secretPlace),
    ...ruleFindings(file, today),
  ];
  // What else is wrong with a value that must not be here does not matter.
  return [
    ...secrets,
    ...others.filter(({ path }) => !secrets.some((it) => isWithin(path, it.path))),
  ];
};

/** Settings with defaults filled in, of a provider in which nothing was found wrong. */
export const parseSettings = (provider: unknown): ProviderSettings => {
  const { type, baseUrl, attemptTimeoutSeconds, perCountry, ...settings } = v.parse(
    providerSchema,
    provider,
  );
  const schema = providerDefinitions.get(type)?.settings;
  if (schema === undefined)
    throw new Error('A provider type passed the schema and is not registered.');
  const parse = (own: object) => v.parse(schema, own) as Readonly<Record<string, unknown>>;
  return {
    type,
    ...parse(settings),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(attemptTimeoutSeconds === undefined ? {} : { attemptTimeoutSeconds }),
    ...(perCountry === undefined
      ? {}
      : {
          perCountry: mapValues(perCountry, (overrides) => {
            const whole = parse({ ...settings, ...overrides });
            return mapValues(overrides, (_, key) => whole[key]);
          }),
        }),
  };
};

const mapValues = <Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Readonly<Record<string, Result>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

/** What the schema of each provider's type says of its settings. */
const settingsFindings = (
  file: unknown,
  secretPlace: (path: Path) => string,
): readonly Finding[] => {
  const providers = valueAt(file, 'providers');
  if (!isObject(providers)) return [];
  return Object.entries(providers).flatMap(([name, provider]) => {
    const definition = definitionOf(provider);
    if (definition === undefined || !isObject(provider)) return [];
    const settings = Object.fromEntries(
      Object.entries(provider).filter(([key]) => !COMMON_SETTINGS.includes(key)),
    );
    const path: Path = ['providers', name];
    const general = shapeFindings(definition.settings, settings, path, {
      keysElsewhere: COMMON_SETTINGS,
      secretPlace,
    });
    return [
      ...general,
      ...countriesOf(provider).flatMap(([country, overrides]) =>
        overrideFindings(
          overrides,
          [...path, 'perCountry', country],
          // The same walk as over the general settings, so that faults of those are known again.
          (at, own) =>
            shapeFindings(definition.settings, { ...settings, ...own }, at, { secretPlace }),
        ),
      ),
    ];
  });
};

/**
 * What the settings of one country break: they are checked on top of the general ones, because one
 * may need the other, and what those break by themselves is not theirs.
 */
const overrideFindings = (
  overrides: Readonly<Record<string, unknown>>,
  path: Path,
  check: (path: Path, own: Readonly<Record<string, unknown>>) => readonly Finding[],
): readonly Finding[] => {
  const key = (finding: Finding) => JSON.stringify(finding);
  const inherited = new Set(check(path, {}).map(key));
  return check(path, overrides).filter((finding) => {
    const [setting] = finding.path.slice(path.length);
    const isOwn = typeof setting === 'string' && Object.hasOwn(overrides, setting);
    return isOwn || !inherited.has(key(finding));
  });
};

const definitionOf = (provider: unknown): AnyProviderDefinition | undefined => {
  const type = valueAt(provider, 'type');
  return typeof type === 'string' ? providerDefinitions.get(type) : undefined;
};

/** Settings by country, as far as they have the shape of settings. */
const countriesOf = (
  provider: unknown,
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => {
  const perCountry = valueAt(provider, 'perCountry');
  return isObject(perCountry)
    ? Object.entries(perCountry).flatMap(([country, overrides]) =>
        isObject(overrides) ? [[country, overrides] as const] : [],
      )
    : [];
};

/** Paths of the values that look like secrets. */
const secretsIn = (file: unknown): readonly Path[] => {
  const search = (value: unknown, path: Path): readonly Path[] => {
    if (typeof value === 'string') {
      const isPublic = () => isClientId(value, path) || isKnownSetting(file, value, path);
      return looksSecret(value) && !isPublic() ? [path] : [];
    }
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => search(item, [...path, index]));
    }
    return isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => search(item, [...path, key]))
      : [];
  };
  return search(file, []);
};

/** Auth0's client ids are 32 letters and digits, which now and then are all hexadecimal. */
const isClientId = (value: string, path: Path): boolean =>
  ['enabledClients', 'clients'].some((key) => path.at(-2) === key) &&
  /^[A-Za-z0-9]{32}$/.test(value);

/**
 * Whether a text is what a setting of that name has to look like: the id of a service plan may be as
 * random as a key. A setting named like a credential is not trusted, nor a pattern that says nothing.
 */
const isKnownSetting = (file: unknown, value: string, path: Path): boolean => {
  const setting = path.at(-1);
  const isSetting = path.length === 3 || (path.length === 5 && path[2] === 'perCountry');
  if (path[0] !== 'providers' || !isSetting) return false;
  if (typeof setting !== 'string' || namesSecret(setting) || hasSecretLook(value)) return false;
  const settings = definitionOf(valueAt(file, 'providers', String(path[1])))?.settings;
  const schema = settings && nodeOf(settings).entries?.[setting];
  return schema !== undefined && isIdentifierOf(schema, value);
};

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
