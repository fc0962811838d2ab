import type { ConnectionStore } from '../connection-store';
import type { Integration } from './integration';
import type { PhoneSystem } from './phone-system';

/** Sets what an operator would set by the Management API, for every sms connection of the tenant. */
export const switchIntegration = (
  { isNewTenant, settings }: PhoneSystem,
  connections: ConnectionStore,
  integration: Integration,
): void => {
  if (isNewTenant && integration === 'sms-gateway')
    throw new Error('A tenant of after March 2025 has no custom SMS gateway');
  const unified = integration === 'phone-provider';
  settings.change({ phone_consolidated_experience: unified });
  for (const connection of connections.all().filter(({ strategy }) => strategy === 'sms')) {
    const { use_phone_provider: _before, ...options } = connection.options;
    connections.replace({
      ...connection,
      options: unified ? { ...options, use_phone_provider: true } : options,
    });
  }
};
