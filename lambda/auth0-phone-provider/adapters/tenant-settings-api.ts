import * as v from 'valibot';
import type {
  ManagementCall,
  ManagementCaller,
} from '../../auth0-management/adapters/management-caller';
import type { TenantSettingsApi } from '../core/ports';

const FLAG = 'phone_consolidated_experience';
const schema = v.object({ [FLAG]: v.nullish(v.boolean()) });

/**
 * The one setting by which a tenant sends every phone message through its phone provider.
 * Source: auth0.com/docs/api/management/v2/tenants; auth0.com/docs, "Migrate to the Unified Phone Experience".
 */
export const createTenantSettingsApi = ({
  ask,
  expectDone,
  refused,
}: ManagementCaller): TenantSettingsApi => ({
  readUnified: async () => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/tenants/settings',
      query: { fields: FLAG, include_fields: 'true' },
      scopes: ['read:tenant_settings'],
    };
    const answer = await ask(call);
    const parsed = v.safeParse(schema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return parsed.output[FLAG] ?? undefined;
  },

  writeUnified: (unified) =>
    expectDone({
      method: 'PATCH',
      path: '/tenants/settings',
      body: { [FLAG]: unified },
      scopes: ['update:tenant_settings'],
    }),
});
