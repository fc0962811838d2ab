import type { PayloadRule } from '../payload';

/** What Auth0 takes as an `sms` connection's options (docs/sources.md §1.1). Other keys pass untouched. */
const smsOptions = (allowLoopbackGateway: boolean): PayloadRule => ({
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 255 },
    totp: {
      type: 'object',
      closed: true,
      properties: {
        length: { type: 'integer', minimum: 4, maximum: 40 },
        time_step: { type: 'integer', minimum: 60 },
      },
    },
    disable_signup: { type: 'boolean' },
    brute_force_protection: { type: 'boolean' },
    non_persistent_attrs: { type: 'array', items: { type: 'string' }, nullable: true },
    provider: { type: 'string', oneOf: ['sms_gateway', 'twilio'] },
    gateway_url: {
      type: 'string',
      minLength: 8,
      maxLength: 255,
      pattern: allowLoopbackGateway
        ? /^https:\/\/.*|^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/.*/
        : /^https:\/\/.*/,
    },
    gateway_authentication: {
      type: 'object',
      nullable: true,
      required: ['audience', 'method', 'secret'],
      properties: {
        method: { type: 'string', minLength: 1, maxLength: 20 },
        audience: { type: 'string', minLength: 1, maxLength: 128 },
        subject: { type: 'string', minLength: 1, maxLength: 64 },
        secret: { type: 'string', minLength: 1, maxLength: 5120 },
        secret_base64_encoded: { type: 'boolean' },
      },
    },
    forward_req_info: { type: 'boolean' },
    from: { type: 'string', minLength: 1, maxLength: 128, nullable: true },
    template: { type: 'string', minLength: 1, maxLength: 5120 },
    syntax: { type: 'string', oneOf: ['liquid', 'md_with_macros'] },
    // Laxer than the published schema: a recording shows `GHI789` accepted (T:rec/TestAccConnectionSMS).
    messaging_service_sid: { type: 'string', nullable: true },
    twilio_sid: { type: 'string', nullable: true },
    twilio_token: { type: 'string', nullable: true },
    upstream_params: { type: 'object', properties: {}, nullable: true },
  },
});

const optionsOf = (strategy: unknown, allowLoopbackGateway: boolean): PayloadRule =>
  strategy === 'sms' ? smsOptions(allowLoopbackGateway) : { type: 'object', properties: {} };

const active: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['active'],
  properties: { active: { type: 'boolean' } },
};

/** What both POST and PATCH take beside the options. `enabled_clients` is not among it (docs/sources.md §4.5). */
const settings: Readonly<Record<string, PayloadRule>> = {
  display_name: { type: 'string', maxLength: 128 },
  is_domain_connection: { type: 'boolean' },
  show_as_button: { type: 'boolean' },
  realms: { type: 'array', maxItems: 10, items: { type: 'string' } },
  metadata: { type: 'object', properties: {} },
  authentication: active,
  connected_accounts: active,
};

export const createRule = (strategy: unknown, allowLoopbackGateway: boolean): PayloadRule => ({
  type: 'object',
  closed: true,
  required: ['name', 'strategy'],
  properties: {
    // Letters, digits and single dashes between them (docs/sources.md §4.5).
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      pattern: /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/,
    },
    strategy: { type: 'string', minLength: 1 },
    options: optionsOf(strategy, allowLoopbackGateway),
    ...settings,
  },
});

/** `name` and `strategy` cannot be changed: PATCH does not know them (docs/sources.md §4.5). */
export const updateRule = (strategy: string, allowLoopbackGateway: boolean): PayloadRule => ({
  type: 'object',
  closed: true,
  properties: { options: optionsOf(strategy, allowLoopbackGateway), ...settings },
});

export const clientsRule: PayloadRule = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'object',
    closed: true,
    required: ['client_id', 'status'],
    properties: { client_id: { type: 'string', minLength: 1 }, status: { type: 'boolean' } },
  },
};
