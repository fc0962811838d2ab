import type { Auth0SmsConnectionProperties, Integration } from '../../contract';
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

/**
 * What a sign-in needs of the connection when the tenant's phone provider sends the code: how long it
 * is and lives, and who may have one. Text, sender and gateway are then the provider's, so whatever
 * stands there of them stays, and a way back finds it.
 */
const OWNED_WITH_PHONE_PROVIDER = [
  'name',
  'totp',
  'disable_signup',
  'brute_force_protection',
] as const;

/**
 * Sends the codes of a connection that has a provider of its own through the tenant's phone provider:
 * `true`, or `"unified"`. Auth0's dashboard writes it ("Use Tenant-level Messaging Provider"); no
 * reference has it. Source: auth0/terraform-provider-auth0 #1549.
 */
const SWITCH = 'use_phone_provider';

const DECIDED: Readonly<Record<Integration, ReadonlySet<string>>> = {
  'sms-gateway': new Set([...OWNED, ...DROPPED]),
  'phone-provider': new Set(OWNED_WITH_PHONE_PROVIDER),
};

/** Whichever way Auth0 calls the gateway, or has called it. */
const EVER_DECIDED: ReadonlySet<string> = new Set([...OWNED, ...DROPPED, SWITCH]);

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

/** Of these, what is ours to say. */
export const ownOptions = (properties: Auth0SmsConnectionProperties, key: string): Options => {
  const options = gatewayOptions(properties, key);
  return properties.integration === 'phone-provider'
    ? pick(options, (name) => DECIDED['phone-provider'].has(name))
    : options;
};

/** The two writes by which a connection becomes what it should be; either may change nothing. */
export interface TargetOptions {
  /** All but the switch: nobody's code goes another way by it. */
  readonly prepared: Options;
  /** Codes go the way that the environment says. */
  readonly switched: Options;
}

/**
 * Ours over theirs. PATCH replaces `options` whole, so everything that we do not decide on
 * (`authParams`, `upstream_params`, what Auth0 invents next) is sent back as it was read.
 */
export const targetOptions = (
  current: Options,
  properties: Auth0SmsConnectionProperties,
  key: string,
): TargetOptions => {
  const { integration } = properties;
  const foreign = pick(current, (name) => !DECIDED[integration].has(name));
  const prepared = { ...foreign, ...ownOptions(properties, key) };
  return { prepared, switched: withSwitch(prepared, integration) };
};

/** Only a connection with a provider of its own has to be told: any other knows no other way. */
const withSwitch = (options: Options, integration: Integration): Options => {
  const { [SWITCH]: position, ...others } = options;
  const isOn = position === true || position === 'unified';
  if (integration === 'sms-gateway') return isOn ? others : options;
  const hasOwnProvider = typeof options['provider'] === 'string';
  return isOn || !hasOwnProvider ? options : { ...options, [SWITCH]: true };
};

/**
 * What stood there before us, over what others have changed since: the options we decided on get
 * their old values back, the rest stays as it is now. Where today's options cannot be read, the old
 * ones are put back whole.
 */
export const restoredOptions = (current: Options | undefined, before: Options): Options =>
  current === undefined
    ? before
    : {
        ...pick(current, (name) => !EVER_DECIDED.has(name)),
        ...pick(before, (name) => EVER_DECIDED.has(name)),
      };

/** Of what stands in a connection, the part that the registration decides on: ours, and what it drops. */
export const decidedOptions = (found: Options, integration: Integration): Options =>
  pick(found, (name) => DECIDED[integration].has(name) || name === SWITCH);

/** Whether a connection that appeared while we created one is the one we asked for. */
export const holdsOptions = (found: Options | undefined, ours: Options): boolean =>
  found !== undefined && Object.entries(ours).every(([key, value]) => sameJson(found[key], value));

/** Whether a write shows. The key is not looked at: a rotation may have changed it since. */
export const showsOptions = (found: Options | undefined, written: Options): boolean =>
  found !== undefined && sameJson(withoutKey(decidedEver(found)), withoutKey(decidedEver(written)));

/** Whether what stood there before us shows again, the key included: it is theirs. */
export const showsRestored = (found: Options, restored: Options): boolean =>
  sameJson(decidedEver(found), decidedEver(restored));

const decidedEver = (options: Options): Options =>
  pick(options, (name) => EVER_DECIDED.has(name) && options[name] !== null);

const withoutKey = (options: Options): Options =>
  pick(options, (name) => name !== 'gateway_authentication');

const pick = (options: Options, wanted: (key: string) => boolean): Options =>
  Object.fromEntries(Object.entries(options).filter(([key]) => wanted(key)));
