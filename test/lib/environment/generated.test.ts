import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironments } from '../../../lib/environment';
import { environmentJsonSchema } from '../../../lib/environment/json-schema';
import { providerDefinitions } from '../../../lib/environment/schema';
import { generatedFiles } from '../../../scripts/write-environment-docs';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const example = (name: string): Json => JSON.parse(read(`environments/${name}.json`)) as Json;

type Json = { [key: string]: unknown };

/**
 * As much of JSON Schema as the committed file uses; any other keyword is an error, so that nothing
 * in it goes unchecked here.
 */
const accepts = (schema: Json, value: unknown): boolean =>
  Object.entries(schema).every(([keyword, rule]) => {
    const object = typeof value === 'object' && !Array.isArray(value) ? (value as Json) : undefined;
    const array = Array.isArray(value) ? (value as unknown[]) : undefined;
    const schemas = () => (rule as Json[]).map((option) => accepts(option, value));
    switch (keyword) {
      case '$ref':
        return accepts(referred(rule), value);
      case '$schema':
      case 'title':
      case 'description':
      case 'default':
        return true;
      case 'type':
        if (rule === 'array') return array !== undefined;
        if (rule === 'object') return object !== undefined;
        return rule === 'integer' ? Number.isInteger(value) : typeof value === rule;
      case 'const':
        return value === rule;
      case 'enum':
        return (rule as unknown[]).includes(value);
      case 'pattern':
        return new RegExp(rule as string, 'u').test(value as string);
      case 'minLength':
        return (value as string).length >= (rule as number);
      case 'maxLength':
        return (value as string).length <= (rule as number);
      case 'minimum':
        return (value as number) >= (rule as number);
      case 'maximum':
        return (value as number) <= (rule as number);
      case 'exclusiveMinimum':
        return (value as number) > (rule as number);
      case 'anyOf':
        return schemas().includes(true);
      case 'oneOf':
        return schemas().filter(Boolean).length === 1;
      case 'required':
        return (rule as string[]).every((key) => Object.hasOwn(object ?? {}, key));
      case 'properties':
        return Object.entries(rule as Record<string, Json>).every(
          ([key, property]) => object?.[key] === undefined || accepts(property, object[key]),
        );
      case 'additionalProperties': {
        const known = Object.keys(schema['properties'] ?? {});
        const rest = Object.entries(object ?? {}).filter(([key]) => !known.includes(key));
        return rest.every(([, item]) => rule !== false && accepts(rule as Json, item));
      }
      case 'propertyNames':
        return Object.keys(object ?? {}).every((key) => accepts(rule as Json, key));
      case 'minProperties':
        return Object.keys(object ?? {}).length >= (rule as number);
      case 'items':
        return (array ?? []).every((item) => accepts(rule as Json, item));
      case 'minItems':
        return (array ?? []).length >= (rule as number);
      case 'uniqueItems':
        return new Set(array).size === (array ?? []).length;
      default:
        throw new Error(`A keyword that this test does not know: ${keyword}`);
    }
  });

/** What a reference within the schema points at. */
const referred = (reference: unknown): Json =>
  String(reference)
    .split('/')
    .slice(1)
    .reduce<Json>((inner, key) => inner[key] as Json, environmentJsonSchema() as Json);

/** Every property of the schema with its path. */
const propertiesOf = (schema: Json, path = ''): readonly (readonly [string, Json])[] => [
  ...Object.entries((schema['properties'] ?? {}) as Record<string, Json>).flatMap(
    ([key, property]) => [
      [`${path}.${key}`, '$ref' in property ? referred(property['$ref']) : property] as const,
      ...propertiesOf(property, `${path}.${key}`),
    ],
  ),
  ...[schema['items'], schema['additionalProperties']]
    .filter((inner) => typeof inner === 'object')
    .flatMap((inner) => propertiesOf(inner as Json, `${path}[]`)),
  ...((schema['oneOf'] ?? []) as Json[]).flatMap((option) =>
    propertiesOf(option, `${path}(${String(option['title'])})`),
  ),
];

const schema = environmentJsonSchema() as Json;

describe('generated files', () => {
  it.each(Object.entries(generatedFiles()))('%s is what `npm run docs` writes', (file, text) => {
    expect(read(file)).toBe(text);
  });

  it('describe every provider type', () => {
    const docs = read('docs/environment.md');
    for (const type of providerDefinitions.keys()) expect(docs).toContain(`### \`${type}\``);
  });
});

describe('the examples', () => {
  it('are good environments', () => {
    const loaded = loadEnvironments(join(ROOT, 'environments'));
    expect(loaded.ok && loaded.value.map(({ name }) => name)).toEqual(['dev', 'prod']);
  });

  it.each(['dev', 'prod'])('%s is accepted by the JSON Schema', (name) => {
    expect(accepts(schema, example(name))).toBe(true);
  });
});

describe('the JSON Schema', () => {
  it('describes every key', () => {
    const bare = propertiesOf(schema).filter(([, { description }]) => description === undefined);
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  it('knows the defaults that the loader fills in', () => {
    const connection = propertiesOf(schema).find(([path]) => path === '.auth0.connection')?.[1];
    const defaults = propertiesOf(connection ?? {}).map(([path, property]) => [
      path.slice(1),
      property['default'],
    ]);
    const loaded = loadEnvironments(join(ROOT, 'environments'));
    const dev = loaded.ok ? loaded.value[0]?.auth0.connection : undefined;
    const filledIn = defaults.filter(([key]) => key !== 'template' && key !== 'sender');
    for (const [key, value] of filledIn) {
      expect((dev as unknown as Json)[key as string]).toEqual(value);
    }
  });

  const dev = example('dev');
  const ROUTE = { countries: ['DE'], providers: ['sns'] };
  const weighted = (weight: number) => ({
    ...dev,
    routes: [{ ...ROUTE, providers: [{ name: 'sns', weight }] }],
  });
  const withUs = (settings: Json) => ({
    ...dev,
    providers: {
      sns: {
        type: 'twilio',
        accountSid: `AC${'0a'.repeat(16)}`,
        from: '+12025550123',
        perCountry: { US: settings },
      },
    },
  });

  it.each<[string, Json]>([
    ['a sender of a country', withUs({ from: '+12025550124' })],
    ['a weight', weighted(1000)],
    [
      'a method, a client and an organization',
      {
        ...dev,
        routes: [{ ...ROUTE, methods: ['voice'], clients: ['a'], organizations: ['org_1'] }],
      },
    ],
    ['what is done to the text', { ...dev, text: { transliterate: true } }],
  ])('accepts %s', (_, file) => {
    expect(accepts(schema, JSON.parse(JSON.stringify(file)))).toBe(true);
  });

  it.each<[string, Json]>([
    ['an unknown key', { ...dev, receipts: {} }],
    ['a missing key', { ...dev, account: undefined }],
    ['a domain with a scheme', { ...dev, auth0: { domain: 'https://acme.eu.auth0.com' } }],
    ['an unknown provider type', { ...dev, providers: { sns: { type: 'fax' } } }],
    ['an unknown provider setting', { ...dev, providers: { sns: { type: 'sns', apiKey: 'x' } } }],
    ['a wrong sender of a country', withUs({ from: 'A name too long' })],
    ['an unknown setting of a country', withUs({ type: 'twilio' })],
    ['a weight over the limit', weighted(1001)],
    ['a method that is none', { ...dev, routes: [{ ...ROUTE, methods: ['fax'] }] }],
    ['no provider', { ...dev, providers: {} }],
    ['an unroutable country', { ...dev, routes: [{ countries: ['QQ'], providers: ['sns'] }] }],
    ['a country twice', { ...dev, routes: [{ countries: ['DE', 'DE'], providers: ['sns'] }] }],
    ['too long a budget', { ...dev, delivery: { budgetSeconds: 26 } }],
    ['a number as a text', { ...dev, logs: { retentionDays: '30' } }],
  ])('refuses %s', (_, file) => {
    expect(accepts(schema, JSON.parse(JSON.stringify(file)))).toBe(false);
  });
});
