import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../lib/environment';
import { registrationCountries, registrationWarnings } from '../../../lib/environment/registration';
import { environmentWith } from '../../support/environment';

const TWILIO = { type: 'twilio', accountSid: `AC${'0a'.repeat(16)}` };
const PROVIDERS = {
  named: { ...TWILIO, from: 'Acme' },
  numbered: { ...TWILIO, from: '+12025550123' },
  both: { ...TWILIO, from: 'Acme', perCountry: { US: { from: '+12025550123' } } },
  service: { ...TWILIO, messagingServiceSid: `MG${'0a'.repeat(16)}` },
  pool: { type: 'aws-end-user-messaging', originationIdentity: 'pool-12345678' },
  unsaid: { type: 'clickatell' },
};

const warnings = (...routes: Environment['routes']): readonly string[] =>
  registrationWarnings(environmentWith({ name: 'prod', providers: PROVIDERS, routes }));

describe('a country that wants senders registered', () => {
  test('is one warning on the route that names it', () => {
    expect(warnings({ countries: ['DE', 'IN'], providers: ['numbered'] })).toEqual([
      'warning: prod: in IN entity, sender ID and text template must be registered (DLT); once that is done, add "IN" to routes[0].registered (docs/routing.md)',
    ]);
  });

  test.each<[string, Environment['routes'][number]]>([
    [
      'the operator says it is done',
      { countries: ['IN'], registered: ['IN'], providers: ['named'] },
    ],
    ['every country is meant', { countries: '*', providers: ['named'] }],
    ['it is only called', { countries: ['IN'], methods: ['voice'], providers: ['numbered'] }],
    ['it is no such country', { countries: ['DE', 'FR'], providers: ['named'] }],
  ])('is none where %s', (_, route) => {
    expect(warnings(route)).toEqual([]);
  });

  test('stands in docs/routing.md', () => {
    const docs = readFileSync(join(__dirname, '../../../docs/routing.md'), 'utf8');
    const documented = [...docs.matchAll(/^\| `([A-Z]{2})` /gm)].map(([, country = '']) => country);
    expect(documented.toSorted()).toEqual(registrationCountries.toSorted());
  });
});

describe('a provider that sends from a sender ID to a country that carries none', () => {
  test('is a warning, where another provider of the route can', () => {
    const route = { countries: ['US'], registered: ['US'] };
    expect(warnings({ ...route, providers: ['numbered', { name: 'named', weight: 1 }] })).toEqual([
      'warning: prod: networks in US carry no sender IDs; give named a number in providers.named.perCountry.US (docs/routing.md)',
    ]);
  });

  test.each(['numbered', 'both', 'service', 'pool', 'unsaid'])('is not %s', (provider) => {
    const route = { countries: ['US'], registered: ['US'] };
    expect(warnings({ ...route, providers: [provider] })).toEqual([]);
  });
});
