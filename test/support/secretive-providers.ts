import type { ProviderSettings } from '../../lambda/contract';
import type { ProviderType } from '../../lambda/gateway/adapters/providers/registry';
import { RSA_KEYS } from './rsa-keys';

/** A provider with settings that work, for calls too, and credentials that can be searched for. */
interface Setup {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, unknown>>;
}

const NUMBER = '+12025550100';
const ACCOUNT = `AC${'0'.repeat(32)}`;

export const SECRETIVE_PROVIDERS: Readonly<Record<ProviderType, Setup>> = {
  'aws-end-user-messaging': { settings: { originationIdentity: NUMBER } },
  clickatell: { settings: {}, credentials: { apiKey: 'clickatellApiKey8796a5b4==' } },
  gatewayapi: { settings: {}, credentials: { token: 'gatewayapiToken1d2c3b4a' } },
  http: {
    settings: {
      url: 'https://sms.example/send',
      headers: { authorization: 'Bearer {{credentials.token}}' },
      body: { json: { to: '{{to}}', text: '{{text}}' } },
      success: { where: [{ path: 'accepted', equals: true }] },
      messageIdPath: 'id',
      errors: [{ path: 'accepted', equals: false, class: 'transient', codePath: 'code' }],
    },
    credentials: { token: 'httpTokenFfEeDdCc0099' },
  },
  infobip: {
    settings: { host: 'xyz123.api.infobip.com', sender: 'Acme' },
    credentials: { apiKey: 'infobipApiKey7a6b5c4d' },
  },
  messagebird: {
    settings: { originator: 'Acme' },
    credentials: { accessKey: 'messagebirdAccessKey3e4f' },
  },
  messagemedia: {
    settings: { apiKey: 'publicHalf' },
    credentials: { apiSecret: 'messagemediaApiSecret5a6b' },
  },
  plivo: {
    settings: { authId: 'MAXXXXXXXXXXXXXXXXXX', src: NUMBER },
    credentials: { authToken: 'plivoAuthToken4b5a6978' },
  },
  sinch: {
    settings: { region: 'eu', servicePlanId: 'plan' },
    credentials: { apiToken: 'sinchApiToken2c3d4e5f' },
  },
  sns: { settings: {} },
  telnyx: { settings: { from: NUMBER }, credentials: { apiKey: 'telnyxApiKey6f7e8d9c' } },
  twilio: {
    settings: { accountSid: ACCOUNT, from: NUMBER },
    credentials: { authToken: 'twilioAuthToken0f1e2d3c' },
  },
  'twilio-verify': {
    settings: { accountSid: ACCOUNT, verifyServiceSid: `VA${'0'.repeat(32)}` },
    credentials: { authToken: 'twilioVerifyAuthToken9c8b' },
  },
  vonage: {
    settings: {
      apiKey: 'abcd1234',
      applicationId: '01234567-89ab-cdef-0123-456789abcdef',
      from: NUMBER,
    },
    credentials: { apiSecret: 'vonageApiSecret8d7c6b5a', privateKey: RSA_KEYS.privateKey },
  },
};

/** `providers` of an environment, each under the name of its type and with its server at `baseUrl`. */
export const settingsAt = (baseUrl: string): Readonly<Record<string, ProviderSettings>> =>
  Object.fromEntries(
    Object.entries(SECRETIVE_PROVIDERS).map(([type, { settings }]) => [
      type,
      { type, baseUrl, ...settings },
    ]),
  );

/** What nobody may ever see. Of a key of many lines, one. */
export const PROVIDER_SECRETS: readonly string[] = Object.values(SECRETIVE_PROVIDERS)
  .flatMap(({ credentials = {} }) => Object.values(credentials))
  .map((secret) => String(secret).split('\n').at(-3) ?? String(secret));
