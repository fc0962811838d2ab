import * as awsEndUserMessaging from './aws-end-user-messaging';
import * as clickatell from './clickatell';
import * as gatewayapi from './gatewayapi';
import * as http from './http';
import * as infobip from './infobip';
import * as messagebird from './messagebird';
import * as messagemedia from './messagemedia';
import * as plivo from './plivo';
import type { AnyCredentialCheck } from './credential-check';
import type { AnyProviderDefinition } from './provider';
import * as sinch from './sinch';
import * as sns from './sns';
import * as telnyx from './telnyx';
import * as twilio from './twilio';
import * as twilioVerify from './twilio-verify';
import * as vonage from './vonage';

/** What a provider's file exports. */
interface ProviderFile {
  readonly provider: AnyProviderDefinition;
  /** Absent where no call is known that sends nothing, or where there are no credentials. */
  readonly checkCredentials?: AnyCredentialCheck;
  /** Keys of the secret that settings like these need. @default those that the schema requires */
  // oxlint-disable-next-line typescript/no-explicit-any -- settings were parsed by the schema of the same file.
  readonly credentialNames?: (settings: any) => readonly string[];
}

/** Every type of provider, under the `type` of the environment file, which is also its file's name. */
const providerFiles = {
  'aws-end-user-messaging': awsEndUserMessaging,
  clickatell,
  gatewayapi,
  http,
  infobip,
  messagebird,
  messagemedia,
  plivo,
  sinch,
  sns,
  telnyx,
  twilio,
  'twilio-verify': twilioVerify,
  vonage,
} satisfies Readonly<Record<string, ProviderFile>>;

export type ProviderType = keyof typeof providerFiles;

const registryOf = <Value>(valueOf: (file: ProviderFile) => Value) =>
  Object.fromEntries(Object.entries(providerFiles).map(([type, file]) => [type, valueOf(file)]));

export const providerRegistry = registryOf(({ provider }) => provider) as {
  readonly [Type in ProviderType]: (typeof providerFiles)[Type]['provider'];
};

/** What people need to know of credentials, and messages do not. By type. */
export const credentialGuides: Readonly<
  Record<string, Pick<ProviderFile, 'checkCredentials' | 'credentialNames'>>
> = registryOf((file) => file);
