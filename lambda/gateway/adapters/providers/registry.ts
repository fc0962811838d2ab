import { provider as awsEndUserMessaging } from './aws-end-user-messaging';
import { provider as clickatell } from './clickatell';
import { provider as gatewayapi } from './gatewayapi';
import { provider as http } from './http';
import { provider as infobip } from './infobip';
import { provider as messagebird } from './messagebird';
import { provider as messagemedia } from './messagemedia';
import { provider as plivo } from './plivo';
import type { AnyProviderDefinition } from './provider';
import { provider as sinch } from './sinch';
import { provider as sns } from './sns';
import { provider as telnyx } from './telnyx';
import { provider as twilio } from './twilio';
import { provider as twilioVerify } from './twilio-verify';
import { provider as vonage } from './vonage';

/** Every type of provider, under the `type` of the environment file, which is also its file's name. */
export const providerRegistry = {
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
} satisfies Readonly<Record<string, AnyProviderDefinition>>;

export type ProviderType = keyof typeof providerRegistry;
