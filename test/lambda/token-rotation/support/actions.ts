import {
  actionSecrets,
  type ActionSettings,
} from '../../../../lambda/auth0-phone-provider/core/action-secrets';
import type { Trigger } from '../../../../lambda/auth0-phone-provider/core/desired';
import { hmacSha256Hex, sha256Hex } from '../../../../lambda/shared/sha256';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../../lib/bundle';

/** One call of the Management API, below `/api/v2`. */
export type Manage = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<Record<string, unknown>>;

interface Operator {
  readonly manage: Manage;
  /** Lets virtual milliseconds go by. */
  readonly pass: (ms: number) => void;
}

const OWNER = '111111111111/eu-west-1/test';
const CODES: Readonly<Record<Trigger, () => string>> = {
  'custom-phone-provider': () => bundlePhoneAction(OWNER),
  'send-phone-message': () => bundleSendPhoneMessageAction(OWNER),
};
const VERSIONS: Readonly<Record<Trigger, string>> = {
  'custom-phone-provider': 'v1',
  'send-phone-message': 'v2',
};

export const secretsOf = (settings: ActionSettings, key: string) =>
  actionSecrets({ sha256: sha256Hex, hmac: hmacSha256Hex }, settings, key);

/** What a deployment leaves: our Action, built, deployed and bound, and the tenant that uses it. */
export const installAction = async (
  { manage, pass }: Operator,
  trigger: Trigger,
  settings: ActionSettings,
  key: string,
): Promise<void> => {
  const { id } = await manage('POST', '/actions/actions', {
    name: `SMS gateway, ${trigger}`,
    supported_triggers: [{ id: trigger, version: VERSIONS[trigger] }],
    code: CODES[trigger](),
    runtime: 'node22',
    dependencies: [],
    secrets: secretsOf(settings, key),
  });
  pass(1_000);
  await manage('POST', `/actions/actions/${String(id)}/deploy`);
  pass(1_000);
  await manage('PATCH', `/actions/triggers/${trigger}/bindings`, {
    bindings: [{ ref: { type: 'action_id', value: id }, display_name: 'SMS gateway' }],
  });
  if (trigger === 'send-phone-message') return;
  await manage('POST', '/branding/phone/providers', {
    name: 'custom',
    disabled: false,
    configuration: { delivery_methods: ['text'] },
    credentials: {},
  });
  await manage('PATCH', '/tenants/settings', { phone_consolidated_experience: true });
};

/** Our Action for a trigger, as the Management API shows it. */
export const actionAt = async ({ manage }: Pick<Operator, 'manage'>, trigger: Trigger) => {
  const { actions } = (await manage('GET', `/actions/actions?triggerId=${trigger}`)) as {
    actions: {
      id: string;
      code: string;
      all_changes_deployed: boolean;
      deployed_version: { code: string; secrets: { name: string }[] };
    }[];
  };
  const [found, ...others] = actions;
  if (found === undefined || others.length > 0) throw new Error('one Action was expected');
  return found;
};
