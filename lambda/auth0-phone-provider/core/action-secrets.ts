import { type Auth0PhoneProviderProperties, PHONE_ACTION_SECRETS } from '../../contract';
import type { ActionSecret } from './desired';
import { type Hashes, markName, markOfKey, markOfSettings } from './key-mark';

/** What our Action is told beside the key: where the gateway is, and how to sign for it. */
export interface ActionSettings extends Pick<
  Auth0PhoneProviderProperties,
  'gatewayUrl' | 'audience' | 'subject' | 'codeLifetimeSeconds'
> {}

/** The secrets of our Action, and the mark of what they say. */
export const actionSecrets = (
  hashes: Hashes,
  settings: ActionSettings,
  key: string,
): readonly ActionSecret[] => {
  const mark = markName({ key: markOfKey(hashes, key), settings: settingsMark(hashes, settings) });
  return [
    { name: PHONE_ACTION_SECRETS.gatewayTokenKey, value: key },
    ...settingsOf(settings).map(([name, value]) => ({ name, value })),
    // Auth0 wants a value; what there is to say stands in the name.
    { name: mark, value: mark },
  ];
};

export const settingsMark = (hashes: Hashes, settings: ActionSettings): string =>
  markOfSettings(hashes, settingsOf(settings));

const settingsOf = ({
  gatewayUrl,
  audience,
  subject,
  codeLifetimeSeconds,
}: ActionSettings): readonly (readonly [string, string])[] => [
  [PHONE_ACTION_SECRETS.gatewayUrl, gatewayUrl],
  [PHONE_ACTION_SECRETS.audience, audience],
  [PHONE_ACTION_SECRETS.subject, subject],
  [PHONE_ACTION_SECRETS.codeLifetimeSeconds, String(codeLifetimeSeconds)],
];
