import { jsonResponse, parseJson } from '../../http/message';
import { payloadError } from '../errors';
import { prefixedId } from '../ids';
import { findPayloadFault } from '../payload';
import type { PhoneProvider } from '../phone/provider-store';
import type { ManagementRoute } from './api';
import {
  createProviderRule,
  tryRule,
  updateProviderRule,
  type ProviderPayload,
  type TryPayload,
} from './phone-payload';
import {
  conflict,
  noSuchProvider,
  refuseProvider,
  tryProvider,
  viewProvider,
  type PhoneWorld,
} from './phone-provider-rules';

/** `/api/v2/branding/phone/providers`. Recorded: TestAccCheckPhoneProvider of the Terraform provider. */
export const phoneProviderRoutes = (world: PhoneWorld): readonly ManagementRoute[] => {
  const { phoneProvider, random, now, tenantName } = world;
  const view = (provider: PhoneProvider) => viewProvider(provider, tenantName);
  const named = (id: string) => {
    const provider = phoneProvider.get();
    return provider?.id === id ? provider : undefined;
  };
  return [
    {
      method: 'GET',
      path: '/api/v2/branding/phone/providers',
      scope: 'read:phone_providers',
      handle: ({ query }) => {
        const provider = phoneProvider.get();
        const disabled = query.get('disabled');
        const shown = provider && (disabled === null || String(provider.disabled) === disabled);
        return jsonResponse(200, { providers: shown ? [view(provider)] : [] });
      },
    },
    {
      method: 'POST',
      path: '/api/v2/branding/phone/providers',
      scope: 'create:phone_providers',
      handle: ({ body }) => {
        const payload = parseJson(body) as ProviderPayload;
        const fault = findPayloadFault(createProviderRule, payload);
        if (fault !== undefined) return payloadError(fault);
        if (phoneProvider.get()) return conflict();
        const at = now();
        const provider: PhoneProvider = {
          id: prefixedId(random, 'pro'),
          disabled: false,
          configuration: {},
          ...payload,
          createdAt: at,
          updatedAt: at,
        };
        const refusal = refuseProvider(provider, world);
        if (refusal) return refusal;
        phoneProvider.set(provider);
        return jsonResponse(201, view(provider));
      },
    },
    {
      method: 'GET',
      path: '/api/v2/branding/phone/providers/:id',
      scope: 'read:phone_providers',
      handle: (_request, { id = '' }) => {
        const provider = named(id);
        return provider ? jsonResponse(200, view(provider)) : noSuchProvider();
      },
    },
    {
      method: 'PATCH',
      path: '/api/v2/branding/phone/providers/:id',
      scope: 'update:phone_providers',
      handle: ({ body }, { id = '' }) => {
        const provider = named(id);
        if (!provider) return noSuchProvider();
        const payload = parseJson(body) as Partial<ProviderPayload>;
        const fault = findPayloadFault(updateProviderRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const changed: PhoneProvider = { ...provider, ...payload, updatedAt: now() };
        const refusal = refuseProvider(changed, world);
        if (refusal) return refusal;
        phoneProvider.set(changed);
        return jsonResponse(200, view(changed));
      },
    },
    {
      method: 'DELETE',
      path: '/api/v2/branding/phone/providers/:id',
      scope: 'delete:phone_providers',
      handle: (_request, { id = '' }) => {
        if (!named(id)) return noSuchProvider();
        phoneProvider.set(undefined);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/api/v2/branding/phone/providers/:id/try',
      scope: 'create:phone_providers',
      handle: ({ body }, { id = '' }) => {
        const provider = named(id);
        if (!provider) return noSuchProvider();
        const payload = parseJson(body) as TryPayload;
        const fault = findPayloadFault(tryRule, payload);
        if (fault !== undefined) return payloadError(fault);
        return tryProvider(world, provider, { ...payload, type: 'otp_verify' });
      },
    },
  ];
};
