import type { Integration } from '../../../lambda/contract';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../lib/bundle';
import { signIn, startTestGateway, type TestGateway } from './support/sign-in';
import { startPhoneWorld, type PhoneTestWorld, type PhoneWorldOptions } from './support/world';

/**
 * What CloudFormation does when `auth0.integration` changes, with a sign-in after every single call of
 * the Management API: the real registrations, the real Action in the tenant's sandbox.
 */
let world: PhoneTestWorld;
let gateway: TestGateway;
let signIns: { readonly after: string; readonly problem: string | undefined }[];

const OWNER = '111111111111/us-east-1/test';
const CODE = {
  'custom-phone-provider': bundlePhoneAction(OWNER),
  'send-phone-message': bundleSendPhoneMessageAction(OWNER),
};

const open = async (options?: PhoneWorldOptions) => {
  gateway = await startTestGateway();
  world = await startPhoneWorld({ startsPerHour: 100_000, ...options });
  world.setCode((trigger) => CODE[trigger]);
  signIns = [];
};
afterEach(async () => {
  await world.close();
  await gateway.close();
});

const attempt = async (after: string) => {
  const number = `+1202555${String(100 + signIns.length).padStart(4, '0')}`;
  signIns.push({ after, problem: await signIn(world.tenant, gateway, number) });
};
const failed = () => signIns.filter(({ problem }) => problem !== undefined);

const connection = (integration: Integration) =>
  world.connectionProperties({ integration, gatewayUrl: gateway.smsUrl });
const nothing = () => phone({ integration: 'sms-gateway' });
const phone = (changes = {}) => world.properties({ gatewayUrl: gateway.smsUrl, ...changes });

test('no sign-in fails on the way to the phone provider, and back', async () => {
  await open();
  const id = await world.create(connection('sms-gateway'), 'connection');
  const tenantId = await world.create(nothing());
  const atFirst = await world.standing();
  world.afterEachCall(attempt);
  await attempt('the deployment');
  expect(world.tenant.integration()).toBe('sms-gateway');

  await world.update(tenantId, phone(), nothing());
  expect(world.tenant.integration()).toBe('sms-gateway');
  await world.update(id, connection('phone-provider'), connection('sms-gateway'), 'connection');
  expect(world.tenant.integration()).toBe('phone-provider');

  await world.update(id, connection('sms-gateway'), connection('phone-provider'), 'connection');
  expect(world.tenant.integration()).toBe('sms-gateway');
  await world.update(tenantId, nothing(), phone());

  expect(failed()).toStrictEqual([]);
  expect(signIns.length).toBeGreaterThan(40);
  expect(await world.standing()).toStrictEqual(atFirst);
});

test('no sign-in fails when the way there is given up at its last step', async () => {
  await open();
  const id = await world.create(connection('sms-gateway'), 'connection');
  const tenantId = await world.create(nothing());
  const atFirst = await world.standing();
  world.afterEachCall(attempt);
  await world.update(tenantId, phone(), nothing());
  world.sabotage(({ method }) =>
    method === 'PATCH'
      ? { when: 'before', answer: { status: 403, body: '{"statusCode":403}' } }
      : undefined,
  );
  const update = world.update(
    id,
    connection('phone-provider'),
    connection('sms-gateway'),
    'connection',
  );
  expect((await world.failureOf(update))?.message).toMatch(/may not PATCH/);

  // The rollback of CloudFormation.
  world.sabotage(() => undefined);
  await world.update(id, connection('sms-gateway'), connection('phone-provider'), 'connection');
  await world.update(tenantId, nothing(), phone());
  expect(failed()).toStrictEqual([]);
  expect(await world.standing()).toStrictEqual(atFirst);
});

test('with a second factor, the one registration moves as a whole, and back', async () => {
  await open();
  const factor = { mfaMethods: ['sms'] as const };
  const id = await world.create(connection('sms-gateway'), 'connection');
  const before = await world.standing();
  const byGateway = phone({ ...factor, integration: 'sms-gateway' });
  const tenantId = await world.create(byGateway);
  const atFirst = await world.standing();
  expect(atFirst).toMatchObject({
    factor: true,
    messageTypes: { message_types: ['sms'] },
    mfaProvider: 'phone-message-hook',
    mfaActions: [{ running: CODE['send-phone-message'] }],
    actions: [],
  });

  world.afterEachCall(attempt);
  await world.update(tenantId, phone(factor), byGateway);
  await world.update(id, connection('phone-provider'), connection('sms-gateway'), 'connection');
  expect(await world.standing()).toMatchObject({
    factor: true,
    messageTypes: { message_types: ['sms'] },
    unified: true,
    actions: [{ running: CODE['custom-phone-provider'] }],
    mfaActions: [],
  });

  await world.update(id, connection('sms-gateway'), connection('phone-provider'), 'connection');
  await world.update(tenantId, byGateway, phone(factor));
  const { mfaActions, mfaBindings, ...rest } = await world.standing();
  expect(rest).toStrictEqual({
    ...rest,
    actions: [],
    providers: [],
    unified: false,
    factor: true,
    mfaProvider: 'phone-message-hook',
  });
  expect([mfaActions, mfaBindings]).toMatchObject([
    [{ running: CODE['send-phone-message'] }],
    [{ displayName: 'SMS gateway for MFA' }],
  ]);

  await world.remove(tenantId, byGateway);
  expect(failed()).toStrictEqual([]);
  expect(await world.standing()).toStrictEqual(before);
});

test('a tenant of after March 2025 signs in once both are there', async () => {
  await open({ createdBefore2025March: false });
  const tenantId = await world.create(phone());
  const id = await world.create(connection('phone-provider'), 'connection');
  await attempt('the deployment');
  expect(failed()).toStrictEqual([]);
  expect(Object.keys(world.tenant.connections()[0]?.options ?? {}).toSorted()).toStrictEqual([
    'brute_force_protection',
    'disable_signup',
    'name',
    'totp',
  ]);
  await world.remove(id, connection('phone-provider'), 'connection');
  await world.remove(tenantId, phone());
});

test('a gateway key of its own is written before the connection goes back to its gateway', async () => {
  await open();
  const id = await world.create(connection('phone-provider'), 'connection');
  world.forget();
  await world.update(id, connection('sms-gateway'), connection('phone-provider'), 'connection');
  const [first] = world.requests().filter(({ method }) => method === 'PATCH');
  expect(first?.body).toContain('"secret"');
});
