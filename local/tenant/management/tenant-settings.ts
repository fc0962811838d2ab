import { jsonResponse, parseJson } from '../../http/message';
import { payloadError } from '../errors';
import { findPayloadFault, type PayloadRule } from '../payload';
import type { SettingsStore, TenantSettings } from '../settings-store';
import type { ManagementRoute } from './api';

/** Those that matter to phone messages by their rules; the rest of what Auth0 takes, as it comes. */
const rule: PayloadRule = {
  type: 'object',
  closed: true,
  properties: {
    phone_consolidated_experience: { type: 'boolean' },
    // Source: auth0/go-auth0 #811; null clears it. Whether it filters /passwordless/start is unverified.
    country_codes: {
      type: 'object',
      nullable: true,
      closed: true,
      required: ['list', 'mode'],
      properties: {
        list: { type: 'array', items: { type: 'string', pattern: /^[A-Z]{2}$/ } },
        mode: { type: 'string', oneOf: ['allow', 'deny'] },
      },
    },
    friendly_name: { type: 'string', nullable: true },
    support_email: { type: 'string', nullable: true },
    support_url: { type: 'string', nullable: true },
    picture_url: { type: 'string', nullable: true },
    enabled_locales: { type: 'array', items: { type: 'string' } },
    flags: { type: 'object', properties: {} },
    ...Object.fromEntries(
      [
        'allowed_logout_urls',
        'change_password',
        'customize_mfa_in_postlogin_action',
        'default_audience',
        'default_directory',
        'default_redirection_uri',
        'device_flow',
        'error_page',
        'guardian_mfa_page',
        'idle_session_lifetime',
        'oidc_logout',
        'sandbox_version',
        'session_cookie',
        'session_lifetime',
        'sessions',
      ].map((name) => [name, { type: 'any' }] as const),
    ),
  },
};

/** `/api/v2/tenants/settings`. */
export const tenantSettingsRoutes = (settings: SettingsStore): readonly ManagementRoute[] => [
  {
    method: 'GET',
    path: '/api/v2/tenants/settings',
    scope: 'read:tenant_settings',
    handle: ({ query }) => jsonResponse(200, pick(settings.all(), query)),
  },
  {
    method: 'PATCH',
    path: '/api/v2/tenants/settings',
    scope: 'update:tenant_settings',
    handle: ({ body }) => {
      const payload = parseJson(body) as TenantSettings;
      const fault = findPayloadFault(rule, payload);
      if (fault !== undefined) return payloadError(fault);
      settings.change(payload);
      return jsonResponse(200, settings.all());
    },
  },
];

const pick = (all: TenantSettings, query: URLSearchParams): TenantSettings => {
  const fields = query.get('fields')?.split(',') ?? [];
  if (fields.length === 0) return all;
  const include = query.get('include_fields') !== 'false';
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => fields.includes(name) === include),
  );
};
