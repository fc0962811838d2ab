import { reviewScopes } from '../../lambda/auth0-management/core/scopes';
import { credentialGuides } from '../../lambda/gateway/adapters/providers/registry';
import type { HttpClient } from '../../lambda/shared/http';
import type { Environment } from '../../lib/environment';
import { openAuth0Session } from '../shared/auth0-session';
import type { WantedSecret } from '../shared/wanted-secrets';

/** What trying a credential came to. No credential is in it. */
export interface Trial {
  /** `red` is not yet wrong: an application may lack a scope that it is granted a minute later. */
  readonly level: 'green' | 'yellow' | 'red';
  /** Whether somebody who knows said that it is wrong: then it is not stored. */
  readonly isWrong: boolean;
  /** Sentences without their full stops. */
  readonly remarks: readonly string[];
  readonly advice?: string;
}

export interface TrialWorld {
  readonly environment: Environment;
  readonly http: HttpClient;
}

const PROVIDER_TIMEOUT_MS = 10_000;

/** Tries credentials by a call that sends nothing. */
export const tryCredentials = (
  wanted: WantedSecret,
  credentials: Readonly<Record<string, string>>,
  world: TrialWorld,
): Promise<Trial> =>
  wanted.provider === undefined
    ? tryAtAuth0(wanted, credentials, world)
    : tryAtProvider(wanted.provider, credentials, world);

const tryAtAuth0 = async (
  { name }: WantedSecret,
  { clientId = '', clientSecret = '' }: Readonly<Record<string, string>>,
  { environment: { auth0 }, http }: TrialWorld,
): Promise<Trial> => {
  const session = await openAuth0Session({
    domain: auth0.domain,
    secretName: name,
    credentials: { clientId, clientSecret },
    http,
  });
  if (session.ok) return reviewGranted(session.value.scopes, auth0);
  const { sentence, refusesCredentials } = session.error;
  return {
    level: refusesCredentials ? 'red' : 'yellow',
    isWrong: refusesCredentials,
    remarks: [refusesCredentials ? sentence : `not checked: ${sentence}`],
  };
};

/** Holds what an application was granted against what the environment needs of it. */
export const reviewGranted = (scopes: readonly string[], auth0: Environment['auth0']): Trial => {
  const { missing, excess, selfGranting } = reviewScopes(scopes, auth0);
  const remarks = [
    ...(missing.length > 0 ? [`scopes that are missing: ${missing.join(', ')}`] : []),
    ...(excess.length > 0 ? [`scopes that nothing here needs: ${excess.join(', ')}`] : []),
    ...(selfGranting.length > 0
      ? [`with ${selfGranting.join(' and ')} it can grant itself every other scope`]
      : []),
  ];
  return {
    level: missing.length > 0 ? 'red' : excess.length > 0 ? 'yellow' : 'green',
    isWrong: false,
    remarks,
    ...(remarks.length > 0 && { advice: scopeAdvice(missing, excess) }),
  };
};

const scopeAdvice = (missing: readonly string[], excess: readonly string[]): string => {
  const deeds = [
    ...(missing.length > 0 ? [`grant the application ${missing.join(', ')}`] : []),
    ...(excess.length > 0 ? [`take ${excess.join(', ')} away`] : []),
  ];
  return `In the Auth0 dashboard, under Applications, APIs, Auth0 Management API, ${deeds.join(' and ')}`;
};

const tryAtProvider = async (
  { settings }: NonNullable<WantedSecret['provider']>,
  credentials: Readonly<Record<string, string>>,
  { http }: TrialWorld,
): Promise<Trial> => {
  const unsure = (why: string): Trial => ({
    level: 'yellow',
    isWrong: false,
    remarks: [`not checked: ${why}`],
  });
  const { checkCredentials } = credentialGuides[settings.type] ?? {};
  if (checkCredentials === undefined) {
    return unsure(`no call is known for "${settings.type}" that sends nothing`);
  }
  const call = { http, timeoutMs: PROVIDER_TIMEOUT_MS };
  const verdict = await checkCredentials(settings, credentials, call);
  switch (verdict.kind) {
    case 'accepted':
      return verdict.note === undefined
        ? { level: 'green', isWrong: false, remarks: [] }
        : { level: 'yellow', isWrong: false, remarks: [verdict.note] };
    case 'refused':
      return {
        level: 'red',
        isWrong: true,
        remarks: [`the provider refused it (${verdict.status})`],
        advice:
          "Copy it anew from the provider's console, and compare the public settings of the environment file with the account it is from",
      };
    case 'unsure':
      return unsure(verdict.why);
  }
};
