import { phoneScopes } from '../../auth0-management/core/scopes';
import type { Auth0PhoneProviderProperties } from '../../contract';
import type { Kept, KeptAction } from './backup';
import type { PhoneWorld } from './ports';

/**
 * Throws when the application may not do all that the registration may ever need: to begin what could
 * not be ended, or taken back, would leave a tenant whose flag, provider and Action do not fit together,
 * and a rollback would be refused at the same place. So it is asked before the first write to anything.
 */
export const requireRegistration = (
  { requireScopes }: Pick<PhoneWorld, 'requireScopes'>,
  { integration, onDelete, mfaMethods }: Auth0PhoneProviderProperties,
): Promise<void> =>
  requireScopes(
    phoneScopes({
      integration,
      onDelete,
      ...(mfaMethods.length > 0 && { mfa: { methods: mfaMethods } }),
    }),
    'Registering for the phone messages of the tenant',
  );

/** The same for putting back what is kept: all of it, or nothing. */
export const requireRestoration = async (
  { requireScopes }: Pick<PhoneWorld, 'requireScopes'>,
  kept: Kept,
): Promise<void> => {
  const scopes = scopesToRestore(kept);
  if (scopes.length > 0) await requireScopes(scopes, 'Putting back what stood in the tenant');
};

const scopesToRestore = (kept: Kept): readonly string[] => {
  const { provider, unified, mfaProvider, messageTypes, factor } = kept;
  const hasBindings = kept.phoneBindings !== undefined || kept.mfaBindings !== undefined;
  const hasFactor = [mfaProvider, messageTypes, factor].some((part) => part !== undefined);
  const scopes = [
    ...actionScopes(kept.phoneAction),
    ...actionScopes(kept.mfaAction),
    ...(hasBindings ? ['read:actions', 'update:actions'] : []),
    ...(provider === undefined
      ? []
      : ['read:phone_providers', `${provider.createdByUs ? 'delete' : 'update'}:phone_providers`]),
    ...(unified === undefined ? [] : ['read:tenant_settings', 'update:tenant_settings']),
    ...(hasFactor ? ['read:guardian_factors', 'update:guardian_factors'] : []),
  ];
  return [...new Set(scopes)];
};

const actionScopes = (kept: KeptAction | undefined): readonly string[] => {
  if (kept === undefined) return [];
  // Theirs is written, and deployed again.
  const writing = kept.createdByUs ? ['delete:actions'] : ['update:actions', 'create:actions'];
  return ['read:actions', ...writing];
};
