import type { Connection } from '../model';
import type { TenantSettings } from '../settings-store';

/** How a connection's codes leave the tenant. */
export type Integration =
  /** The connection's own custom SMS gateway. */
  | 'sms-gateway'
  /** The tenant-level phone provider. */
  | 'phone-provider';

/** Whether phone messages go through the tenant-level provider, as far as the tenant decides it. */
export const isUnified = (settings: TenantSettings, isNewTenant: boolean): boolean =>
  isNewTenant || settings['phone_consolidated_experience'] === true;

/**
 * Tenants of after March 2025 have the phone provider and nothing else (Auth0, "Configure a Custom
 * SMS Gateway"; what they answer to gateway options is unverified: taken, and without effect). An
 * older one needs its flag and, on a connection that has a provider of its own, the undocumented
 * `use_phone_provider` (auth0/terraform-provider-auth0 #1549, observed by one user; unverified).
 */
export const integrationOf = (
  { options }: Connection,
  settings: TenantSettings,
  isNewTenant: boolean,
): Integration => {
  if (isNewTenant) return 'phone-provider';
  if (!isUnified(settings, isNewTenant)) return 'sms-gateway';
  const { provider, use_phone_provider: switched } = options;
  return provider === undefined || switched === true || switched === 'unified'
    ? 'phone-provider'
    : 'sms-gateway';
};
