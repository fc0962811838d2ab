import { at } from '../../lambda/gateway/adapters/providers/answers';
import { MANAGEMENT_SCOPES } from '../../local/tenant/model';
import { error, invalidBody, managementTenant, PROVIDER } from './management-client';

const DEPRECATED = error(
  403,
  'Forbidden',
  'Insufficient privileges to use this deprecated feature. To handle Phone Provider/Templates refer to Tenant Phone Settings',
  'legacy_mfa_phone_provider_not_allowed',
);
const NOT_SUPPORTED = error(
  409,
  'Conflict',
  'Message Type is not supported by the configured phone provider',
);
const ON = { phone_consolidated_experience: true };

describe('tenant settings', () => {
  // method and path | body | status | body | source
  // prettier-ignore
  test.each<[string, unknown, number, unknown, string]>([
    ['GET /tenants/settings', undefined, 200, expect.not.objectContaining(ON), 'C:rec: absent = false'],
    ['GET /tenants/settings?fields=phone_consolidated_experience', undefined, 200, {}, 'M: fields'],
    ['GET /tenants/settings?fields=friendly_name,session_lifetime&include_fields=true', undefined, 200, { friendly_name: 'laptop', session_lifetime: 168 }, 'M: fields'],
    ['GET /tenants/settings?fields=friendly_name&include_fields=false', undefined, 200, expect.not.objectContaining({ friendly_name: 'laptop' }), 'M: include_fields'],
    ['PATCH /tenants/settings', ON, 200, expect.objectContaining({ ...ON, friendly_name: 'laptop' }), 'T:rec/TestAccTenant_Main'],
    ['PATCH /tenants/settings', { phone_consolidated_experience: 'yes' }, 400, invalidBody(expect.stringContaining('on property phone_consolidated_experience')), 'M: boolean'],
    ['PATCH /tenants/settings', { country_codes: { list: ['US'], mode: 'allow' } }, 200, expect.objectContaining({ country_codes: { list: ['US'], mode: 'allow' } }), 'T:rec/TestAccTenant_CountryCodes'],
    ['PATCH /tenants/settings', { country_codes: null }, 200, expect.not.objectContaining({ country_codes: null }), 'W: go-auth0#811'],
    ['PATCH /tenants/settings', { country_codes: { list: ['us'], mode: 'allow' } }, 400, invalidBody(expect.stringContaining('country_codes.list.0')), 'W: go-auth0#811'],
    ['PATCH /tenants/settings', { made_up: 1 }, 400, invalidBody("Payload validation error: 'Additional properties not allowed: made_up'."), 'docs/sources.md §4.4'],
    ['PATCH /tenants/settings', 'no json', 400, invalidBody(expect.anything()), 'docs/sources.md §4.4'],
  ])('%s (%#)', async (target, body, status, expected, _source) => {
    const [method = '', path = ''] = target.split(' ');
    const answer = await managementTenant().call(method, path, body);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
  });

  test('null clears what was set', async () => {
    const { call } = managementTenant();
    await call('PATCH', '/tenants/settings', { country_codes: { list: ['US'], mode: 'deny' } });
    await call('PATCH', '/tenants/settings', { country_codes: null });
    expect((await call('GET', '/tenants/settings?fields=country_codes')).body).toEqual({});
  });

  test('a tenant of after March 2025 has the unified phone experience', async () => {
    const { call } = managementTenant({ createdBefore2025March: false });
    expect((await call('GET', '/tenants/settings')).body).toMatchObject(ON);
  });
});

describe('guardian', () => {
  const off = (name: string) => ({ name, enabled: false, trial_expired: false });
  const MESSAGES = '/guardian/factors/phone/message-types';

  // tenant | method and path | body | status | body | source
  // prettier-ignore
  test.each<['legacy' | 'unified' | 'unified with text', string, unknown, number, unknown, string]>([
    ['legacy', 'GET /guardian/factors', undefined, 200, ['sms', 'push-notification', 'otp', 'email', 'duo', 'webauthn-roaming', 'webauthn-platform', 'recovery-code'].map(off), 'T:rec/TestAccGuardianPhone [5]'],
    ['legacy', 'PUT /guardian/factors/sms', { enabled: true }, 200, { enabled: true }, 'T:rec/TestAccGuardianPhone [1]'],
    ['legacy', 'PUT /guardian/factors/sms', {}, 400, invalidBody("Payload validation error: 'Missing required property: enabled'."), 'M: required'],
    ['legacy', 'PUT /guardian/factors/pigeon', { enabled: true }, 404, expect.objectContaining({ statusCode: 404 }), 'text unverified'],
    ['legacy', `GET ${MESSAGES}`, undefined, 200, { message_types: [] }, 'C:rec'],
    ['legacy', `PUT ${MESSAGES}`, { message_types: ['sms', 'voice'] }, 200, { message_types: ['sms', 'voice'] }, 'T:rec/TestAccGuardianPhone [3]'],
    ['legacy', `PUT ${MESSAGES}`, { message_types: ['fax'] }, 400, invalidBody(expect.stringContaining('message_types.0')), 'M: enum'],
    ['unified with text', `PUT ${MESSAGES}`, { message_types: ['sms'] }, 200, { message_types: ['sms'] }, 'T:rec/TestAccGuardianPhone [3]'],
    ['unified with text', `PUT ${MESSAGES}`, { message_types: ['sms', 'voice'] }, 409, NOT_SUPPORTED, 'D: migrate-to-unified-phone-experience-with-terraform'],
    ['unified', `PUT ${MESSAGES}`, { message_types: ['sms'] }, 409, NOT_SUPPORTED, 'D: migrate-to-unified-phone-experience-with-terraform'],
    ['legacy', 'GET /guardian/factors/phone/selected-provider', undefined, 200, { provider: 'auth0' }, 'C:rec, 2026-08'],
    ['legacy', 'PUT /guardian/factors/phone/selected-provider', { provider: 'phone-message-hook' }, 200, { provider: 'phone-message-hook' }, 'M: enum'],
    ['legacy', 'PUT /guardian/factors/phone/selected-provider', { provider: 'pigeon' }, 400, invalidBody(expect.stringContaining('on property provider')), 'M: enum'],
    ...['phone/selected-provider', 'sms/selected-provider', 'phone/templates', 'sms/templates', 'phone/providers/twilio', 'sms/providers/twilio'].flatMap((path) =>
      ['GET', 'PUT'].map((method) => ['unified', `${method} /guardian/factors/${path}`, {}, 403, DEPRECATED, 'W: terraform-provider-auth0#1204, #1580, #1603'] as ['unified', string, unknown, number, unknown, string]),
    ),
    ['legacy', 'GET /guardian/policies', undefined, 200, [], 'M: guardian/policies'],
    ['legacy', 'PUT /guardian/policies', ['all-applications'], 200, ['all-applications'], 'T:rec/TestAccGuardianPhone [0]'],
    ['legacy', 'PUT /guardian/policies', ['some'], 400, invalidBody(expect.anything()), 'M: enum'],
  ])('%s: %s (%#)', async (kind, target, body, status, expected, _source) => {
    const { call, deployAction } = managementTenant();
    if (kind !== 'legacy') await call('PATCH', '/tenants/settings', ON);
    if (kind === 'unified with text') {
      await deployAction();
      await call('POST', '/branding/phone/providers', PROVIDER);
    }
    const [method = '', path = ''] = target.split(' ');
    const answer = await call(method, path, body);
    expect(answer.body).toEqual(expected);
    expect(answer.status).toBe(status);
  });

  test('what was set is what is read, by phone and by its twin sms', async () => {
    const { call } = managementTenant();
    await call('PUT', '/guardian/factors/sms', { enabled: true });
    await call('PUT', '/guardian/factors/phone/selected-provider', { provider: 'twilio' });
    await call('PUT', '/guardian/policies', ['all-applications']);
    expect(at((await call('GET', '/guardian/factors')).body, 0, 'enabled')).toBe(true);
    expect((await call('GET', '/guardian/factors/sms/selected-provider')).body).toEqual({
      provider: 'twilio',
    });
    expect((await call('GET', '/guardian/policies')).body).toEqual(['all-applications']);
    await call('PUT', '/guardian/factors/sms', { enabled: false });
    expect(at((await call('GET', '/guardian/factors')).body, 0, 'enabled')).toBe(false);
  });
});

describe('every call', () => {
  // Source: docs/sources.md §4.2; mfa_policies and logs after the published API.
  // prettier-ignore
  const CALLS: readonly (readonly [string, string])[] = [
    ['GET /actions/actions', 'read:actions'],
    ['POST /actions/actions', 'create:actions'],
    ['GET /actions/actions/x', 'read:actions'],
    ['PATCH /actions/actions/x', 'update:actions'],
    ['DELETE /actions/actions/x', 'delete:actions'],
    ['POST /actions/actions/x/deploy', 'create:actions'],
    ['GET /actions/actions/x/versions', 'read:actions'],
    ['GET /actions/actions/x/versions/y', 'read:actions'],
    ['POST /actions/actions/x/versions/y/deploy', 'create:actions'],
    ['GET /actions/triggers', 'read:actions'],
    ['GET /actions/triggers/post-login/bindings', 'read:actions'],
    ['PATCH /actions/triggers/post-login/bindings', 'update:actions'],
    ['GET /branding/phone/providers', 'read:phone_providers'],
    ['POST /branding/phone/providers', 'create:phone_providers'],
    ['GET /branding/phone/providers/x', 'read:phone_providers'],
    ['PATCH /branding/phone/providers/x', 'update:phone_providers'],
    ['DELETE /branding/phone/providers/x', 'delete:phone_providers'],
    ['POST /branding/phone/providers/x/try', 'create:phone_providers'],
    ['GET /branding/phone/templates', 'read:phone_templates'],
    ['POST /branding/phone/templates', 'create:phone_templates'],
    ['GET /branding/phone/templates/x', 'read:phone_templates'],
    ['PATCH /branding/phone/templates/x', 'update:phone_templates'],
    ['DELETE /branding/phone/templates/x', 'delete:phone_templates'],
    ['PATCH /branding/phone/templates/x/reset', 'update:phone_templates'],
    ['POST /branding/phone/templates/x/try', 'create:phone_templates'],
    ['GET /tenants/settings', 'read:tenant_settings'],
    ['PATCH /tenants/settings', 'update:tenant_settings'],
    ['GET /guardian/factors', 'read:guardian_factors'],
    ['PUT /guardian/factors/sms', 'update:guardian_factors'],
    ['GET /guardian/factors/phone/message-types', 'read:guardian_factors'],
    ['PUT /guardian/factors/phone/message-types', 'update:guardian_factors'],
    ['GET /guardian/factors/phone/selected-provider', 'read:guardian_factors'],
    ['PUT /guardian/factors/phone/selected-provider', 'update:guardian_factors'],
    ['GET /guardian/policies', 'read:mfa_policies'],
    ['PUT /guardian/policies', 'update:mfa_policies'],
    ['POST /clients/x/rotate-secret', 'update:client_keys'],
    ['GET /logs', 'read:logs'],
    ['GET /logs/x', 'read:logs'],
  ];

  test.each(CALLS)('%s wants %s, which no other scope stands in for', async (target, scope) => {
    const others = MANAGEMENT_SCOPES.filter((known) => known !== scope);
    const [method = '', path = ''] = target.split(' ');
    expect(await managementTenant({}, others).call(method, path, {})).toMatchObject({
      status: 403,
      body: error(
        403,
        'Forbidden',
        `Insufficient scope, expected any of: ${scope}`,
        'insufficient_scope',
      ),
    });
    expect((await managementTenant({}, [scope]).call(method, path, {})).status).not.toBe(403);
  });

  test.each(CALLS)('%s counts against the rate limit and says so', async (target) => {
    const { call, clock } = managementTenant({ managementLimit: { burst: 1, perSecond: 2 } });
    const [method = '', path = ''] = target.split(' ');
    expect((await call(method, path, {})).headers).toMatchObject({
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
    });
    expect(await call(method, path, {})).toMatchObject({
      status: 429,
      body: { statusCode: 429, error: 'Too Many Requests' },
    });
    clock.ms += 500;
    expect((await call(method, path, {})).status).not.toBe(429);
  });
});
