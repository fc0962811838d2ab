import type { RandomInt } from '../../random';
import { createCollection, type Collection } from '../collection';
import { prefixedId } from '../ids';

export const MESSAGE_TYPES = [
  'otp_verify',
  'otp_enroll',
  'change_password',
  'blocked_account',
  'password_breach',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

export interface TemplateContent {
  readonly from?: string;
  readonly body?: { readonly text?: string; readonly voice?: string };
}

/** A phone template of the tenant. Auth0 has one per type at most. */
export interface PhoneTemplate {
  readonly id: string;
  readonly type: MessageType;
  readonly disabled: boolean;
  readonly content: TemplateContent;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * What is sent where no template was made. The first text is Auth0's (recorded by auth0-deploy-cli);
 * the others are ours in its manner.
 */
export const DEFAULT_TEXTS: Readonly<Record<MessageType, string>> = {
  otp_verify: '{{ code }} is your verification code for {{ friendly_name }}',
  otp_enroll: '{{ code }} is your verification code for {{ friendly_name }}',
  change_password: 'Your password for {{ friendly_name }} was changed',
  blocked_account: 'Your account at {{ friendly_name }} was blocked',
  password_breach: 'Your password for {{ friendly_name }} was found in a breach',
};

export interface PhoneTemplateStore extends Collection<PhoneTemplate> {
  readonly byType: (type: MessageType) => PhoneTemplate | undefined;
  readonly add: (
    template: Pick<PhoneTemplate, 'type' | 'disabled' | 'content'>,
    at: number,
  ) => PhoneTemplate;
}

export const createPhoneTemplateStore = (random: RandomInt): PhoneTemplateStore => {
  const templates = createCollection<PhoneTemplate>();
  return {
    ...templates,
    byType: (type) => templates.all().find((template) => template.type === type),
    add: (template, at) =>
      templates.put({
        id: prefixedId(random, 'tem'),
        ...template,
        createdAt: at,
        updatedAt: at,
      }),
  };
};
