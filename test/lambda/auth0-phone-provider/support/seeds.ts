import { CANARIES } from '../../auth0-connection/support/canaries';
import type { PhoneTestWorld } from './world';

/** The code of a team that wrote a phone Action of its own. */
export const FOREIGN_CODE = 'exports.onExecuteCustomPhoneProvider = async () => { /* theirs */ };';

/** What a team may have made of its tenant before: an Action of its own, in use for everything. */
export const seedForeignAction = async (
  { manage, pass }: Pick<PhoneTestWorld, 'manage' | 'pass'>,
  {
    secrets = [] as readonly { name: string; value: string }[],
    unified = true,
    code = FOREIGN_CODE,
  } = {},
): Promise<string> => {
  const { id } = (await manage('POST', '/actions/actions', {
    name: 'Our own sender',
    supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
    code,
    runtime: 'node18-actions',
    dependencies: [{ name: 'axios', version: '1.7.0' }],
    secrets,
  })) as { id: string };
  pass(10_000);
  await manage('POST', `/actions/actions/${id}/deploy`);
  pass(1_000);
  await manage('PATCH', '/actions/triggers/custom-phone-provider/bindings', {
    bindings: [{ ref: { type: 'action_id', value: id }, display_name: 'Their name' }],
  });
  await manage('POST', '/branding/phone/providers', {
    name: 'custom',
    disabled: false,
    configuration: { delivery_methods: ['text', 'voice'] },
    credentials: {},
  });
  if (unified) await manage('PATCH', '/tenants/settings', { phone_consolidated_experience: true });
  return id;
};

/** Phones are a second factor already, by messages and by calls. */
export const seedSecondFactor = async ({ manage }: Pick<PhoneTestWorld, 'manage'>) => {
  await manage('PUT', '/guardian/factors/sms', { enabled: true });
  await manage('PUT', '/guardian/factors/phone/message-types', {
    message_types: ['sms', 'voice'],
  });
};

export const seedTwilioProvider = ({ manage }: Pick<PhoneTestWorld, 'manage'>) =>
  manage('POST', '/branding/phone/providers', {
    name: 'twilio',
    disabled: false,
    configuration: {
      sid: `AC${'0'.repeat(32)}`,
      default_from: '+12025550199',
      delivery_methods: ['text'],
    },
    credentials: { auth_token: CANARIES.twilioToken },
  });
