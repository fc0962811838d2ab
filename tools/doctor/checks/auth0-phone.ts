import type { Difference } from '../../../lambda/drift-check/core/differences';
import { ofDrift } from '../drift-outcome';
import type { Facts } from '../facts';
import { type Check, type Fact, first, given } from '../outcome';
import { TITLES } from '../titles';
import type { DoctorWorld } from '../world';

/** What sends phone messages beside the connection, as far as the environment registers it. Only GETs. */
export const auth0PhoneChecks = (
  { environment: { name, auth0 } }: DoctorWorld,
  { phoneDrift }: Facts,
): readonly Check[] => {
  const hasProvider = auth0.integration === 'phone-provider';
  const hasSecondFactor = auth0.mfa.methods !== undefined;
  const known = first(TITLES.action, phoneDrift);
  const line = (
    { id, title, part }: Pick<Check, 'id' | 'title'> & { readonly part: string },
    fact: Fact<readonly Difference[]>,
    isVital: (difference: Difference) => boolean,
  ): Check => ({
    id,
    title,
    look: () =>
      given(fact, (differences) =>
        ofDrift(
          differences.filter(({ path }) => path === part || path.startsWith(`${part}.`)),
          name,
          isVital,
        ),
      ),
  });
  return [
    ...(hasProvider || hasSecondFactor
      ? [line({ id: 'auth0-action', title: TITLES.action, part: 'action' }, phoneDrift, runsOther)]
      : []),
    ...(hasProvider
      ? [
          line(
            { id: 'auth0-phone-provider', title: 'Auth0 phone provider', part: 'phoneProvider' },
            known,
            ({ path, registered, now }) =>
              !path.endsWith('.delivery_methods') || lacks(now, registered),
          ),
        ]
      : []),
    ...(hasSecondFactor
      ? [
          line(
            { id: 'auth0-second-factor', title: 'Auth0 second factor', part: 'mfa' },
            known,
            ({ path, registered, now }) => path !== 'mfa.message_types' || lacks(now, registered),
          ),
        ]
      : []),
  ];
};

/** A draft does not run, and its build matters to nobody until somebody deploys it. */
const runsOther = ({ path }: Difference): boolean =>
  !/^action\.(draft|deployed|build)\b/.test(path);

/** Whether a list has not all that it should; more than that is only more. */
const lacks = (now: unknown, registered: unknown): boolean =>
  !Array.isArray(now) || !Array.isArray(registered) || registered.some((it) => !now.includes(it));
