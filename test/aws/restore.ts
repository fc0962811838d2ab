import assert from 'node:assert/strict';
import { MANAGEMENT_SCOPES, PASSWORDLESS_GRANT } from '../../local/tenant/model';
import { startTenant } from '../../local/tenant/start-tenant';
import type { Closer } from './closer';
import { SECOND_STACKS, type SecondEnvironment } from './second-environment';
import type { Stage } from './stage';
import { APP, BEFORE, FOREIGN_APP, MANAGEMENT, SECOND_MANAGEMENT } from './tenant';
import { exportTenant, type Operator, signInAsOperator } from './tenant-export';

const SECRET = { name: 'VENDOR_KEY', value: 'key-of-the-vendor-of-somebody-else' };

/** A tenant that has everything: a phone Action of its own, in use for sign-ins and second factors. */
export interface UsedTenant {
  readonly url: string;
  readonly operator: Operator;
}

export const startUsedTenant = async (closer: Closer): Promise<UsedTenant> => {
  const machine = (credentials: typeof MANAGEMENT) => ({
    ...credentials,
    name: credentials.clientId,
    grants: ['client_credentials'],
    managementScopes: MANAGEMENT_SCOPES,
  });
  const tenant = await startTenant({
    applications: [
      { ...APP, name: 'The app', grants: [PASSWORDLESS_GRANT] },
      { ...FOREIGN_APP, name: 'Another app', grants: [PASSWORDLESS_GRANT] },
      machine(SECOND_MANAGEMENT),
      machine(MANAGEMENT),
    ],
    connections: [BEFORE],
    build: { pendingMs: 0, buildMs: 50, installMs: 50, deployMs: 0 },
  });
  closer.add('the used tenant', tenant.close);
  const operator = await signInAsOperator(tenant, tenant.url, MANAGEMENT);
  await use(operator);
  return { url: tenant.url, operator };
};

const use = async (operator: Operator): Promise<void> => {
  const action = (await operator('POST', '/actions/actions', {
    name: 'Our own sender',
    supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
    code: 'exports.onExecuteCustomPhoneProvider = async () => { /* theirs */ };',
    runtime: 'node18-actions',
    dependencies: [{ name: 'axios', version: '1.7.0' }],
    secrets: [SECRET],
  })) as { id: string };
  const isBuilt = async () => {
    const { status } = (await operator('GET', `/actions/actions/${action.id}`)) as {
      status: string;
    };
    return status === 'built';
  };
  while (!(await isBuilt())) await new Promise((resolve) => setTimeout(resolve, 20));
  await operator('POST', `/actions/actions/${action.id}/deploy`);
  await operator('PATCH', '/actions/triggers/custom-phone-provider/bindings', {
    bindings: [{ ref: { type: 'action_id', value: action.id }, display_name: 'Their name' }],
  });
  await operator('POST', '/branding/phone/providers', {
    name: 'custom',
    disabled: false,
    configuration: { delivery_methods: ['text', 'voice'] },
    credentials: {},
  });
  // Absent, it means off; once somebody has written it, nobody can make it absent again.
  await operator('PATCH', '/tenants/settings', { phone_consolidated_experience: false });
  await operator('PUT', '/guardian/factors/sms', { enabled: true });
  await operator('PUT', '/guardian/factors/phone/message-types', {
    message_types: ['sms', 'voice'],
  });
};

type Export = Readonly<Record<string, string>>;

/** The tenant before a deployment, with it, and after its deletion. */
export interface Restoration {
  readonly before: Export;
  readonly meanwhile: Export;
  readonly after: Export;
  /** What the functions wrote. */
  readonly printed: string;
}

/** The second environment comes to a tenant of its own, and goes again. */
export const comeAndGo = async (
  { cdk, moveTo, printed }: SecondEnvironment,
  { url, operator }: UsedTenant,
): Promise<Restoration> => {
  const before = await exportTenant(operator);
  moveTo(url);
  await cdk.deploy(SECOND_STACKS);
  const meanwhile = await exportTenant(operator);
  await cdk.destroySynthesised(SECOND_STACKS);
  const after = await exportTenant(operator);
  return { before, meanwhile, after, printed: printed() };
};

const ACTION = '/actions/actions?triggerId=custom-phone-provider';
const BINDING = '/actions/triggers/custom-phone-provider/bindings';

/** `cdk destroy` of an environment that had the phone provider of a tenant in use. */
export const checkRestore = async (
  { checks: { heading, check } }: Stage,
  restoration: Promise<Restoration>,
): Promise<void> => {
  heading('A tenant that had a phone provider of its own');
  await check('is taken over when the file agrees', async () => {
    const { before, meanwhile } = await restoration;
    const changed = Object.keys(before).filter((part) => before[part] !== meanwhile[part]);
    assert.deepEqual(changed.filter((part) => !part.startsWith('/connections')).toSorted(), [
      ACTION,
      BINDING,
      '/branding/phone/providers',
      '/guardian/factors/phone/message-types',
      '/guardian/factors/phone/selected-provider',
      '/tenants/settings',
    ]);
    assert.match(meanwhile[ACTION] ?? '', /Takes the phone messages of this tenant|sms-gateway/);
  });
  await check('is given back byte for byte by cdk destroy, all but the secret', async () => {
    const { before, after } = await restoration;
    assert.ok(before[ACTION]?.includes(SECRET.name));
    for (const part of Object.keys(before)) {
      assert.deepEqual(withoutSecrets(after[part]), withoutSecrets(before[part]), part);
    }
  });
  await check('whose name stands in the log, for whoever has its value', async () => {
    const { printed } = await restoration;
    assert.ok(
      printed.includes(`has its code back and not its secrets ${SECRET.name}`),
      'nobody is told',
    );
    assert.ok(!printed.includes(SECRET.value), 'its value was written');
  });
};

/** Those of the Action, which nobody can read. Those of a connection are in its options. */
const withoutSecrets = (text = ''): string =>
  JSON.stringify(
    JSON.parse(text, (key, value: unknown) => (key === 'secrets' ? undefined : value)),
    undefined,
    2,
  );
