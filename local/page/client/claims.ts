import { byId, element, icon } from './dom';
import type { Claims } from './id-token';

/** The claims in the order a reader wants them; others follow. */
const MEANINGS: Readonly<Record<string, string>> = {
  phone_number: 'phone number',
  phone_number_verified: 'verified by Auth0',
  sub: 'user',
  name: 'name',
  aud: 'for the app',
  iss: 'issued by',
  iat: 'issued at',
  exp: 'valid until',
};

export const showClaims = (claims: Claims): void => {
  byId('verified', HTMLElement).replaceChildren(
    icon('check'),
    'This page checked the id token’s signature, issuer, audience and expiry.',
  );
  const known = Object.keys(MEANINGS).filter((name) => name in claims);
  const others = Object.keys(claims).filter((name) => !(name in MEANINGS) && claims[name] !== '');
  byId('claims', HTMLElement).replaceChildren(
    ...[...known, ...others].map((name) =>
      element(
        'div',
        {},
        element(
          'dt',
          {},
          element('code', {}, name),
          MEANINGS[name] === undefined ? undefined : element('span', {}, MEANINGS[name]),
        ),
        element('dd', {}, display(name, claims[name])),
      ),
    ),
  );
};

const display = (name: string, value: unknown): string => {
  const isTime = (name === 'iat' || name === 'exp') && typeof value === 'number';
  if (isTime)
    return new Date(value * 1000).toLocaleString([], {
      dateStyle: 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
  return typeof value === 'string' ? value : JSON.stringify(value);
};
