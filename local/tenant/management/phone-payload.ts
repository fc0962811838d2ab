import type { PayloadRule } from '../payload';
import type { MessageType, TemplateContent } from '../phone/templates';
import type { DeliveryMethod, PhoneProvider } from '../phone/provider-store';

/** More keys than these pass and come back, whichever the provider (recorded). */
const provider: Readonly<Record<string, PayloadRule>> = {
  name: { type: 'string', oneOf: ['twilio', 'custom'] },
  disabled: { type: 'boolean' },
  configuration: {
    type: 'object',
    required: ['delivery_methods'],
    properties: {
      delivery_methods: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', oneOf: ['text', 'voice'] },
      },
      default_from: { type: 'string', nullable: true },
      mssid: { type: 'string', nullable: true },
      sid: { type: 'string', nullable: true },
    },
  },
  credentials: { type: 'object', properties: { auth_token: { type: 'string' } } },
};

export const createProviderRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['name', 'credentials'],
  properties: provider,
};

export const updateProviderRule: PayloadRule = {
  type: 'object',
  closed: true,
  properties: provider,
};

export const tryRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['to'],
  properties: {
    to: { type: 'string', minLength: 1, maxLength: 16 },
    delivery_method: { type: 'string', oneOf: ['text', 'voice'] },
  },
};

const messageBody: PayloadRule = { type: 'string', minLength: 1, maxLength: 20_000 };

/** `from` may be left out and may not be empty (auth0-deploy-cli, handlers/phoneTemplates). */
const content = (more: Readonly<Record<string, PayloadRule>>): PayloadRule => ({
  type: 'object',
  closed: true,
  properties: {
    from: { type: 'string', minLength: 1, maxLength: 16 },
    body: {
      type: 'object',
      closed: true,
      properties: { text: messageBody, voice: messageBody },
    },
    ...more,
  },
});

export const createTemplateRule: PayloadRule = {
  type: 'object',
  closed: true,
  properties: {
    type: {
      type: 'string',
      oneOf: ['otp_verify', 'otp_enroll', 'change_password', 'blocked_account', 'password_breach'],
    },
    disabled: { type: 'boolean' },
    content: content({ syntax: { type: 'string' } }),
  },
};

/** PATCH knows neither `type` nor `syntax`. */
export const updateTemplateRule: PayloadRule = {
  type: 'object',
  closed: true,
  properties: { disabled: { type: 'boolean' }, content: content({}) },
};

/** Payloads that their rules have passed. */
export type ProviderPayload = Pick<PhoneProvider, 'name' | 'credentials'> &
  Partial<Pick<PhoneProvider, 'disabled' | 'configuration'>>;

export interface TryPayload {
  readonly to: string;
  readonly delivery_method?: DeliveryMethod;
}

export interface TemplatePayload {
  readonly type?: MessageType;
  readonly disabled?: boolean;
  readonly content?: TemplateContent;
}
