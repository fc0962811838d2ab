import type { RouteConfig } from '../../../../lambda/contract';
import {
  chooseRoute,
  orderOf,
  type Destination,
  type RouteChoice,
} from '../../../../lambda/gateway/core/route';

const AMERICA: RouteConfig = { countries: ['US', 'CA'], providers: ['twilio-us', 'sns'] };
const GERMANY: RouteConfig = { countries: ['DE'], providers: ['plivo'] };
const ANYWHERE: RouteConfig = { countries: '*', providers: ['sns'] };
const CALLS: RouteConfig = { countries: ['US'], methods: ['voice'], providers: ['vonage'] };
const BOTH: RouteConfig = { countries: ['FR'], methods: ['text', 'voice'], providers: ['vonage'] };
const SHOP: RouteConfig = { countries: '*', clients: ['shop'], providers: ['infobip'] };
const PARTNER: RouteConfig = { countries: '*', organizations: ['org_1'], providers: ['sinch'] };

const found = (...providers: string[]): RouteChoice => ({ kind: 'found', providers });
const NOT_THERE: RouteChoice = { kind: 'country_not_allowed' };
const NOT_BY_VOICE: RouteChoice = { kind: 'delivery_method_not_allowed' };

test.each<[string, Partial<Destination>, RouteConfig[], RouteChoice]>([
  [
    'a named country takes its route',
    { country: 'CA' },
    [AMERICA, GERMANY],
    found('twilio-us', 'sns'),
  ],
  ['a later route is found', { country: 'DE' }, [AMERICA, GERMANY], found('plivo')],
  ['a country on no route is refused', { country: 'FR' }, [AMERICA, GERMANY], NOT_THERE],
  ['every other country takes the catch-all', { country: 'FR' }, [AMERICA, ANYWHERE], found('sns')],
  [
    'a number without a country takes the catch-all',
    { country: 'ZZ' },
    [AMERICA, ANYWHERE],
    found('sns'),
  ],
  [
    'a route is for text unless it says so',
    { country: 'US', method: 'voice' },
    [AMERICA],
    NOT_BY_VOICE,
  ],
  [
    'a call takes the route for calls',
    { country: 'US', method: 'voice' },
    [AMERICA, CALLS],
    found('vonage'),
  ],
  [
    'a text passes over the route for calls',
    { country: 'US' },
    [CALLS, AMERICA],
    found('twilio-us', 'sns'),
  ],
  ['a route may be for both', { country: 'FR', method: 'voice' }, [BOTH], found('vonage')],
  [
    'a country without any route is refused for calls too',
    { country: 'DE', method: 'voice' },
    [AMERICA],
    NOT_THERE,
  ],
  [
    'an application takes its own route',
    { country: 'US', clientId: 'shop' },
    [SHOP, AMERICA],
    found('infobip'),
  ],
  [
    'another application passes over it',
    { country: 'US', clientId: 'web' },
    [SHOP, AMERICA],
    found('twilio-us', 'sns'),
  ],
  [
    'an unknown application passes over it',
    { country: 'US' },
    [SHOP, AMERICA],
    found('twilio-us', 'sns'),
  ],
  [
    'an organization takes its own route',
    { country: 'US', organizationId: 'org_1' },
    [PARTNER, AMERICA],
    found('sinch'),
  ],
  ['a route for one application leads nobody else there', { country: 'FR' }, [SHOP], NOT_THERE],
])('%s', (_, destination, routes, choice) => {
  expect(chooseRoute({ country: 'US', method: 'text', ...destination }, routes)).toEqual(choice);
});

describe('the order', () => {
  test('is as it stands, without weights', () => {
    expect(orderOf(['b', 'a', 'c'], 0.99)).toEqual(['b', 'a', 'c']);
  });

  const WEIGHTED = [
    { name: 'a', weight: 70 },
    { name: 'b', weight: 20 },
    { name: 'c', weight: 10 },
  ];
  test.each([
    [0, ['a', 'b', 'c']],
    [0.699, ['a', 'b', 'c']],
    [0.7, ['b', 'a', 'c']],
    [0.899, ['b', 'a', 'c']],
    [0.9, ['c', 'a', 'b']],
    [0.999, ['c', 'a', 'b']],
  ])('begins by weight with the one that %d draws', (random, order) => {
    expect(orderOf(WEIGHTED, random)).toEqual(order);
  });

  test('gives each provider its share of first attempts', () => {
    const firsts = Array.from({ length: 1000 }, (_, n) => orderOf(WEIGHTED, n / 1000)[0]);
    expect(firsts.filter((name) => name === 'a')).toHaveLength(700);
    expect(firsts.filter((name) => name === 'b')).toHaveLength(200);
    expect(firsts.filter((name) => name === 'c')).toHaveLength(100);
  });
});
