import type { Auth0SmsConnectionProperties } from '../../contract';
import { sameJson } from '../../auth0-management/core/json';

/** `options` of a connection as Auth0 returns them: ours, and whatever else stands there. */
export type Options = Readonly<Record<string, unknown>>;

/**
 * The options that the registration decides on. `from` is among them even when no sender is given:
 * it is then removed, so that the result depends on the environment file and on nothing else.
 */
const OWNED = [
  'name',
  'provider',
  'gateway_url',
  'gateway_authentication',
  'from',
  'template',
  'syntax',
  'totp',
  'disable_signup',
  'brute_force_protection',
  'forward_req_info',
] as const;

/** Twilio's, which mean nothing beside a gateway; its token should not lie about in the tenant. */
const DROPPED = ['twilio_sid', 'twilio_token', 'messaging_service_sid'] as const;

const DECIDED: ReadonlySet<string> = new Set([...OWNED, ...DROPPED]);

/**
 * What we want to stand in the connection.
 * Source: Management API, schema `ConnectionOptionsSMS`; auth0.com/docs, "Set Up Custom SMS Gateway
 * for Passwordless Connections". The docs show `forward_req_info` as a string; the API takes and
 * returns a boolean.
 */
export const gatewayOptions = (
  { connection, gatewayUrl, audience, subject }: Auth0SmsConnectionProperties,
  key: string,
): Options => ({
  name: connection.name,
  provider: 'sms_gateway',
  gateway_url: gatewayUrl,
  gateway_authentication: {
    method: 'bearer',
    audience,
    subject,
    secret: key,
    // The key is letters and digits: its bytes are what it reads as, and no decoder can get it wrong.
    secret_base64_encoded: false,
  },
  ...(connection.sender !== undefined && { from: connection.sender }),
  template: connection.template,
  syntax: connection.syntax,
  totp: { length: connection.codeLength, time_step: connection.codeLifetimeSeconds },
  disable_signup: connection.disableSignup,
  brute_force_protection: connection.bruteForceProtection,
  forward_req_info: connection.forwardRequestInfo,
});

/**
 * Ours over theirs. PATCH replaces `options` whole, so everything that we do not decide on
 * (`use_phone_provider`, `authParams`, `upstream_params`, what Auth0 invents next) is sent back as
 * it was read.
 */
export const mergeOptions = (current: Options, ours: Options): Options => ({
  ...foreign(current),
  ...ours,
});

/**
 * What stood there before us, over what others have changed since: the options we decided on get
 * their old values back, the rest stays as it is now. Where today's options cannot be read, the old
 * ones are put back whole.
 */
export const restoredOptions = (current: Options | undefined, before: Options): Options =>
  current === undefined ? before : { ...foreign(current), ...pick(before, decided) };

/** Of what stands in a connection, the part that the registration decides on: ours, and what it drops. */
export const decidedOptions = (found: Options): Options => pick(found, decided);

/** Whether a connection that appeared while we created one is the one we asked for. */
export const holdsOptions = (found: Options | undefined, ours: Options): boolean =>
  found !== undefined && Object.entries(ours).every(([key, value]) => sameJson(found[key], value));

const decided = (key: string): boolean => DECIDED.has(key);

const foreign = (options: Options): Options => pick(options, (key) => !decided(key));

const pick = (options: Options, wanted: (key: string) => boolean): Options =>
  Object.fromEntries(Object.entries(options).filter(([key]) => wanted(key)));
