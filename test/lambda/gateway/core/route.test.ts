import { providersFor } from '../../../../lambda/gateway/core/route';

const ROUTES = [
  { countries: ['US', 'CA'], providers: ['twilio-us', 'sns'] },
  { countries: ['DE'], providers: ['plivo'] },
];

test.each<
  [
    string,
    string,
    typeof ROUTES | [...typeof ROUTES, { countries: '*'; providers: string[] }],
    string[] | undefined,
  ]
>([
  ['a named country takes its own route', 'CA', ROUTES, ['twilio-us', 'sns']],
  ['a later route is found', 'DE', ROUTES, ['plivo']],
  ['a country on no route has none', 'FR', ROUTES, undefined],
  [
    'every other country takes the catch-all',
    'FR',
    [...ROUTES, { countries: '*', providers: ['sns'] }],
    ['sns'],
  ],
  [
    'a number without a country takes the catch-all',
    'ZZ',
    [...ROUTES, { countries: '*', providers: ['sns'] }],
    ['sns'],
  ],
])('%s', (_, country, routes, providers) => {
  expect(providersFor(country, routes)).toEqual(providers);
});
