import { at } from '../../lambda/gateway/adapters/providers/answers';
import {
  ACTION,
  error,
  invalidBody,
  managementTenant,
  PROVIDER,
  textAt,
} from './management-client';

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const NO_PROVIDER = expect.objectContaining({ statusCode: 404, error: 'Not Found' });
const TWILIO = {
  name: 'twilio',
  disabled: false,
  configuration: { sid: 'sid1', default_from: '+1234567890', delivery_methods: ['text', 'voice'] },
  credentials: { auth_token: 'auth123' },
};
const view = (provider: { name: string; disabled: boolean; configuration: object }) => ({
  id: expect.stringMatching(/^pro_[A-Za-z0-9]{22}$/),
  tenant: 'laptop',
  name: provider.name,
  channel: 'phone',
  disabled: provider.disabled,
  configuration: provider.configuration,
  credentials: null,
  created_at: ISO,
  updated_at: ISO,
});
const NO_DEPLOYED_ACTION = error(
  400,
  'Bad Request',
  expect.any(String),
  'custom_phone_provider_deployed_action_not_found',
);
const BAD_OPERATION = error(400, 'Bad Request', 'Bad Operation on Notification Resource');
const CONFLICT = error(409, 'Conflict', 'Custom phone provider conflict');

describe('phone providers', () => {
  type Standing = 'nothing' | 'action' | 'twilio' | 'custom' | 'disabled';
  const setUp = async (standing: Standing) => {
    const tenant = managementTenant();
    if (standing !== 'nothing' && standing !== 'twilio') await tenant.deployAction();
    const provider = { nothing: undefined, action: undefined, twilio: TWILIO, custom: PROVIDER }[
      standing === 'disabled' ? 'custom' : standing
    ];
    const created =
      provider &&
      (await tenant.call('POST', '/branding/phone/providers', {
        ...provider,
        disabled: standing === 'disabled',
      }));
    return { ...tenant, id: textAt(created?.body, 'id') || 'none' };
  };
  const { credentials: _, ...withoutCredentials } = PROVIDER;

  // what stands | method and path | body | status | body | source
  // prettier-ignore
  test.each<[Standing, string, unknown, number, unknown, string]>([
    ['nothing', 'GET /branding/phone/providers', undefined, 200, { providers: [] }, 'T:rec/TestAccCheckPhoneProvider [0]'],
    ['custom', 'GET /branding/phone/providers', undefined, 200, { providers: [view(PROVIDER)] }, 'C:rec: credentials null'],
    ['custom', 'GET /branding/phone/providers?disabled=true', undefined, 200, { providers: [] }, 'M: GET providers'],
    ['custom', 'GET /branding/phone/providers/<id>', undefined, 200, view(PROVIDER), 'T:rec/TestAccCheckPhoneProvider [2]'],
    ['nothing', 'GET /branding/phone/providers/none', undefined, 404, NO_PROVIDER, 'M (text unverified)'],
    ['action', 'POST /branding/phone/providers', PROVIDER, 201, view(PROVIDER), 'T:rec/TestAccCheckPhoneProvider'],
    ['nothing', 'POST /branding/phone/providers', TWILIO, 201, view(TWILIO), 'T:rec/TestAccCheckPhoneProvider [1]'],
    ['nothing', 'POST /branding/phone/providers', { ...TWILIO, configuration: { delivery_methods: ['text'] } }, 400, BAD_OPERATION, 'T:rec/TestAccCheckPhoneProvider: no errorCode'],
    ['nothing', 'POST /branding/phone/providers', { ...TWILIO, configuration: { mssid: 'MG1', delivery_methods: ['text'] } }, 201, expect.anything(), 'docs/sources.md §2.2'],
    ['nothing', 'POST /branding/phone/providers', PROVIDER, 400, NO_DEPLOYED_ACTION, 'D: configure-a-custom-phone-provider; only the ending of the errorCode is sure'],
    ['custom', 'POST /branding/phone/providers', PROVIDER, 409, CONFLICT, 'M: description only'],
    ['action', 'POST /branding/phone/providers', withoutCredentials, 400, invalidBody("Payload validation error: 'Missing required property: credentials'."), 'M: required'],
    ['action', 'POST /branding/phone/providers', { ...PROVIDER, name: 'plivo' }, 400, invalidBody(expect.stringContaining('on property name')), 'M: enum'],
    ['action', 'POST /branding/phone/providers', { ...PROVIDER, configuration: { delivery_methods: [] } }, 400, invalidBody(expect.stringContaining('delivery_methods')), 'M: minItems 1'],
    ['action', 'POST /branding/phone/providers', { ...PROVIDER, configuration: { delivery_methods: ['fax'] } }, 400, invalidBody(expect.stringContaining('delivery_methods.0')), 'M: enum'],
    ['action', 'POST /branding/phone/providers', { ...PROVIDER, channel: 'phone' }, 400, invalidBody(expect.stringContaining('Additional properties not allowed: channel')), 'M: closed'],
    ['custom', 'PATCH /branding/phone/providers/<id>', { configuration: { delivery_methods: ['text', 'voice'] } }, 200, view({ ...PROVIDER, configuration: { delivery_methods: ['text', 'voice'] } }), 'T:rec/TestAccCheckPhoneProvider [5]'],
    ['custom', 'PATCH /branding/phone/providers/<id>', { ...PROVIDER, configuration: TWILIO.configuration, credentials: { auth_token: 'x' } }, 200, view({ ...PROVIDER, configuration: TWILIO.configuration }), 'T:rec/TestAccCheckPhoneProvider [5]: leftovers come back'],
    ['custom', 'PATCH /branding/phone/providers/<id>', TWILIO, 200, view(TWILIO), 'T:rec/TestAccCheckPhoneProvider [9]'],
    ['twilio', 'PATCH /branding/phone/providers/<id>', PROVIDER, 400, NO_DEPLOYED_ACTION, 'unverified on PATCH; the stricter answer'],
    ['nothing', 'PATCH /branding/phone/providers/none', {}, 404, NO_PROVIDER, 'M (text unverified)'],
    ['custom', 'DELETE /branding/phone/providers/<id>', undefined, 204, undefined, 'T:rec/TestAccCheckPhoneProvider [12]'],
    ['nothing', 'DELETE /branding/phone/providers/none', undefined, 404, NO_PROVIDER, 'M (text unverified)'],
    ['custom', 'POST /branding/phone/providers/<id>/try', { to: '+12025550123', delivery_method: 'text' }, 202, { code: expect.any(Number), message: expect.any(String) }, 'M: try'],
    ['custom', 'POST /branding/phone/providers/<id>/try', { to: '+12025550123', delivery_method: 'voice' }, 409, CONFLICT, 'M: description only'],
    ['custom', 'POST /branding/phone/providers/<id>/try', { to: '+12025550123456789' }, 400, invalidBody(expect.stringContaining('on property to')), 'M: to <= 16'],
    ['disabled', 'POST /branding/phone/providers/<id>/try', { to: '+12025550123' }, 409, CONFLICT, 'M: description only'],
    ['nothing', 'POST /branding/phone/providers/none/try', { to: '+12025550123' }, 404, NO_PROVIDER, 'M: not configured'],
  ])('with %s: %s (%#)', async (standing, target, body, status, expected, _source) => {
    const { call, id, tenant } = await setUp(standing);
    const [method = '', path = ''] = target.replace('<id>', id).split(' ');
    const answer = await call(method, path, body);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
    await tenant.actionsIdle();
    await tenant.stopActions();
  });

  test('one that is gone makes room for another', async () => {
    const { call, id } = await setUp('custom');
    await call('DELETE', `/branding/phone/providers/${id}`);
    expect((await call('POST', '/branding/phone/providers', PROVIDER)).status).toBe(201);
  });
});

describe('phone templates', () => {
  const TEMPLATE = {
    type: 'otp_verify',
    disabled: false,
    content: { from: '+12025550100', body: { text: 'Code {{ code }}', voice: '{{ code }}' } },
  };
  const view = {
    id: expect.stringMatching(/^tem_[A-Za-z0-9]{22}$/),
    tenant: 'laptop',
    channel: 'phone',
    type: 'otp_verify',
    disabled: false,
    created_at: ISO,
    updated_at: ISO,
    content: { syntax: 'liquid', ...TEMPLATE.content },
  };
  const PATH = '/branding/phone/templates';

  // method and path | body | status | body | source
  // prettier-ignore
  test.each<[string, unknown, number, unknown, string]>([
    [`GET ${PATH}`, undefined, 200, { templates: [view] }, 'M: GET templates'],
    [`GET ${PATH}?disabled=true`, undefined, 200, { templates: [] }, 'M: GET templates'],
    [`GET ${PATH}/<id>`, undefined, 200, view, 'T:rec/TestAccPhoneNotificationTemplate [1]'],
    [`POST ${PATH}`, { ...TEMPLATE, type: 'otp_enroll' }, 201, { ...view, type: 'otp_enroll' }, 'T:rec/TestAccPhoneNotificationTemplate [0]'],
    [`POST ${PATH}`, TEMPLATE, 409, expect.objectContaining({ statusCode: 409, error: 'Conflict' }), 'C: phoneTemplates.ts (text unverified)'],
    [`POST ${PATH}`, { ...TEMPLATE, type: 'other' }, 400, invalidBody(expect.stringContaining('on property type')), 'M: enum'],
    [`POST ${PATH}`, { type: 'otp_enroll', content: { from: '' } }, 400, invalidBody(expect.stringContaining('on property content.from')), 'C: phoneTemplates.ts: empty from'],
    [`POST ${PATH}`, { type: 'otp_enroll', content: { from: 'x'.repeat(17) } }, 400, invalidBody(expect.stringContaining('on property content.from')), 'M: 16'],
    [`POST ${PATH}`, { type: 'otp_enroll', content: { body: { text: 'x'.repeat(20_001) } } }, 400, invalidBody(expect.stringContaining('on property content.body.text')), 'M: 20000'],
    [`PATCH ${PATH}/<id>`, { disabled: true, content: { body: { text: 'New' } } }, 200, { ...view, disabled: true, content: { syntax: 'liquid', body: { text: 'New' } } }, 'T:rec/TestAccPhoneNotificationTemplate [9]'],
    [`PATCH ${PATH}/<id>`, { type: 'otp_enroll' }, 400, invalidBody("Payload validation error: 'Additional properties not allowed: type'."), 'M: no type in PATCH'],
    [`PATCH ${PATH}/<id>`, { content: { syntax: 'liquid' } }, 400, invalidBody(expect.stringContaining('Additional properties not allowed: syntax')), 'M: no syntax in PATCH'],
    [`PATCH ${PATH}/none`, {}, 404, expect.objectContaining({ statusCode: 404 }), 'text unverified'],
    [`PATCH ${PATH}/<id>/reset`, undefined, 200, { ...view, content: { syntax: 'liquid', body: { text: '{{ code }} is your verification code for {{ friendly_name }}' } } }, 'M: reset; text C:rec'],
    [`POST ${PATH}/<id>/try`, { to: '+12025550123' }, 404, expect.objectContaining({ statusCode: 404 }), 'M: try, without a provider'],
    [`DELETE ${PATH}/<id>`, undefined, 204, undefined, 'T:rec/TestAccPhoneNotificationTemplate [4]'],
    [`DELETE ${PATH}/none`, undefined, 404, expect.objectContaining({ statusCode: 404 }), 'text unverified'],
  ])('%s (%#)', async (target, body, status, expected, _source) => {
    const { call } = managementTenant();
    const { body: made } = await call('POST', PATH, TEMPLATE);
    const [method = '', path = ''] = target.replace('<id>', textAt(made, 'id')).split(' ');
    const answer = await call(method, path, body);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
  });

  test('a new tenant lists Auth0’s own without an id, until one is made of them', async () => {
    const { call } = managementTenant({ createdBefore2025March: false });
    const list = async () => at((await call('GET', PATH)).body, 'templates');
    expect(await list()).toHaveLength(5);
    expect(at(await list(), 0)).toMatchObject({ type: 'otp_verify', content: { from: '' } });
    expect(at(await list(), 0)).not.toHaveProperty('id');
    await call('POST', PATH, TEMPLATE);
    expect(await list()).toHaveLength(5);
    expect(await list()).toContainEqual(view);
  });

  test('one may be tried through the provider', async () => {
    const { call, deployAction, tenant } = managementTenant();
    await deployAction({
      ...ACTION,
      code: 'exports.onExecuteCustomPhoneProvider = async ({ notification }, api) => api.notification.drop(notification.as_text + " to " + notification.recipient);',
    });
    await call('POST', '/branding/phone/providers', PROVIDER);
    const { body: made } = await call('POST', PATH, {
      ...TEMPLATE,
      type: 'change_password',
      content: { body: { text: 'Changed at {{ friendly_name }}' } },
    });
    expect(
      (await call('POST', `${PATH}/${textAt(made, 'id')}/try`, { to: '+12025550123' })).status,
    ).toBe(202);
    await tenant.actionsIdle();
    expect(tenant.logs()[0]).toMatchObject({
      type: 'fn',
      details: { error: 'Changed at laptop to +12025550123', notification_type: 'change_password' },
    });
    await tenant.stopActions();
  });
});
