import type { ManagementCaller } from '../../auth0-management/adapters/management-caller';
import type { PhoneWorld } from '../core/ports';
import { createActionsApi } from './actions-api';
import { createGuardianApi } from './guardian-api';
import { createPhoneProvidersApi } from './phone-providers-api';
import { createTenantSettingsApi } from './tenant-settings-api';

/** Every call about what of a tenant sends phone messages. */
export const createPhoneApis = (
  caller: ManagementCaller,
): Pick<PhoneWorld, 'actions' | 'providers' | 'settings' | 'guardian'> => ({
  actions: createActionsApi(caller),
  providers: createPhoneProvidersApi(caller),
  settings: createTenantSettingsApi(caller),
  guardian: createGuardianApi(caller),
});
