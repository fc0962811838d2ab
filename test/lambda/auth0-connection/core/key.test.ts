import { keyToRegister, type GatewayKeys } from '../../../../lambda/auth0-connection/core/key';

const RESTING: GatewayKeys = { current: 'current' };
const ROTATING: GatewayKeys = { current: 'current', next: 'next' };
const holding = (secret: unknown) => ({ gateway_authentication: { secret } });

test.each<[string, GatewayKeys, Record<string, unknown> | undefined, string]>([
  ['nothing stands there yet', RESTING, undefined, 'current'],
  ['the key in use stands there', RESTING, holding('current'), 'current'],
  ['the key before stands there', RESTING, holding('previous'), 'current'],
  ['a rotation has not come to Auth0 yet', ROTATING, holding('current'), 'current'],
  ['a rotation has given Auth0 the next key', ROTATING, holding('next'), 'next'],
  ['a stranger wrote while a rotation is under way', ROTATING, holding('foreign'), 'current'],
  ['there is no authentication at all', ROTATING, { gateway_authentication: null }, 'current'],
])('when %s', (_, keys, options, key) => {
  expect(keyToRegister(keys, options)).toBe(key);
});
