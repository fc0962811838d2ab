/** The secrets of our Action, as registration sets them. */
export const actionSecrets = (gatewayUrl: string, key: string) => ({
  GATEWAY_URL: gatewayUrl,
  GATEWAY_TOKEN_KEY: key,
  AUDIENCE: 'urn:sms-gateway:test',
  SUBJECT: 'auth0:test',
});

/**
 * The event of the trigger custom-phone-provider with everything that is documented in it.
 * Source: Auth0, "Custom Phone Provider: Event Object".
 */
export const phoneProviderEvent = (
  notification: Record<string, unknown>,
  rest: Record<string, unknown> = {},
) => ({
  notification: {
    message_type: 'otp_verify',
    recipient: '+12025550123',
    delivery_method: 'text',
    as_text: '739154 is your verification code for Acme',
    as_voice: 'Your code is 7 3 9 1 5 4. Again: 7 3 9 1 5 4',
    code: '739154',
    locale: 'en_US',
    ...notification,
  },
  request: {
    ip: '192.0.2.7',
    method: 'POST',
    user_agent: 'Mozilla/5.0',
    language: 'en-US',
    hostname: 'acme.eu.auth0.com',
    geoip: { countryCode: 'DE', cityName: 'Berlin', latitude: 52.5, longitude: 13.4 },
  },
  client: { client_id: '2j6ifmL7pT68tirH', name: 'Acme', metadata: { team: 'identity' } },
  connection: { id: 'con_0000000000000001', name: 'sms', strategy: 'sms', metadata: {} },
  organization: { id: 'org_0123456789abcdef', name: 'acme', display_name: 'Acme', metadata: {} },
  tenant: { id: 'acme', friendly_name: 'Acme' },
  transaction: { correlation_id: 'c0ffee-1' },
  user: { user_id: 'sms|1', phone_number: '+12025550123', phone_verified: true, app_metadata: {} },
  ...rest,
});

/** The event of the trigger send-phone-message. Source: Auth0, "send-phone-message - Event Object". */
export const sendPhoneMessageEvent = (
  options: Record<string, unknown>,
  rest: Record<string, unknown> = {},
) => ({
  message_options: {
    action: 'second-factor-authentication',
    code: '739154',
    message_type: 'sms',
    recipient: '+12025550123',
    text: 'Your Acme code is 739154',
    ...options,
  },
  request: { ip: '192.0.2.7', method: 'POST', user_agent: 'Mozilla/5.0', geoip: {} },
  client: { client_id: '2j6ifmL7pT68tirH', name: 'Acme', metadata: {} },
  tenant: { id: 'acme' },
  transaction: { correlation_id: 'c0ffee-1' },
  user: { user_id: 'auth0|1' },
  ...rest,
});

/** A version of an Action, as the stand-in tenant's sandbox runs it. */
export const actionVersion = (code: string) => ({
  id: code,
  number: 1,
  code,
  runtime: 'node22',
  dependencies: [],
  secrets: [],
  createdAt: 0,
  deployedAt: 0,
});
