import type { GatewayConfig } from '../../lambda/contract';
import { STAND_IN_ACCOUNTS, type Accounts } from '../../local/providers/accounts';
import { PROVIDERS, type Credentials, type Provider } from './plan';

/** The accounts that the providers know, before and after a rotation. Made up; they open nothing. */
export const ACCOUNTS: Readonly<Record<Credentials, Accounts>> = {
  first: STAND_IN_ACCOUNTS,
  second: {
    sns: undefined,
    clickatell: { apiKey: 'rotated-clickatell-api-key' },
    twilio: { ...STAND_IN_ACCOUNTS.twilio, authToken: 'rotated-twilio-auth-token' },
    plivo: { ...STAND_IN_ACCOUNTS.plivo, authToken: 'rotated-plivo-auth-token' },
  },
};

/** What stands in a provider's secret. */
export const secretOf = (provider: Provider, credentials: Credentials): string => {
  const { clickatell, twilio, plivo } = ACCOUNTS[credentials];
  const secrets: Record<Provider, object> = {
    clickatell,
    twilio: { authToken: twilio.authToken },
    plivo: { authToken: plivo.authToken },
  };
  return JSON.stringify(secrets[provider]);
};

/** `providers` of the environment. */
export const providerSettings = (
  urls: Readonly<Record<Provider, string>>,
): GatewayConfig['providers'] => {
  const settings: Record<Provider, object> = {
    clickatell: {},
    twilio: { accountSid: STAND_IN_ACCOUNTS.twilio.accountSid, from: '+12025550100' },
    plivo: { authId: STAND_IN_ACCOUNTS.plivo.authId, src: '+12025550100' },
  };
  return Object.fromEntries(
    PROVIDERS.map((name) => [name, { type: name, baseUrl: urls[name], ...settings[name] }]),
  );
};
