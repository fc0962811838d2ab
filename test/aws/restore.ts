import assert from 'node:assert/strict';
import { at } from '../../lambda/gateway/adapters/providers/answers';
import { textOf } from '../../local/http/message';
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
    // Tells its secret, instead of sending anything.
    code: 'exports.onExecuteCustomPhoneProvider = async ({ secrets }, api) => api.notification.drop(secrets.VENDOR_KEY);',
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
  /** What the Action that was given back finds in its secret. */
  readonly secret: unknown;
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
  return { before, meanwhile, after, secret: await askAction(operator), printed: printed() };
};

/** Runs the tenant's phone Action, and resolves to what it dropped the message for. */
const askAction = async (operator: Operator): Promise<unknown> => {
  const providers = await operator('GET', '/branding/phone/providers');
  await operator(
    'POST',
    `/branding/phone/providers/${textOf(at(providers, 'providers', 0, 'id'))}/try`,
    {
      to: '+12025550123',
      delivery_method: 'text',
    },
  );
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const entries = (await operator('GET', '/logs')) as readonly { type: string }[];
    const failure = entries.find(({ type }) => type === 'fn');
    if (failure) return at(failure, 'details', 'error');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
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
  await check('is given back byte for byte by cdk destroy', async () => {
    const { before, after } = await restoration;
    assert.ok(before[ACTION]?.includes(SECRET.name));
    for (const part of Object.keys(before)) assert.deepEqual(after[part], before[part], part);
  });
  await check(
    'with a phone Action that has its secret again, which nobody wrote down',
    async () => {
      const { secret, printed } = await restoration;
      assert.equal(secret, SECRET.value);
      assert.ok(!printed.includes('not its secrets'), 'it is said to be missing');
      assert.ok(!printed.includes(SECRET.value), 'its value was written');
    },
  );
};
