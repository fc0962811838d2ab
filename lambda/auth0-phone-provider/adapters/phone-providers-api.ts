import * as v from 'valibot';
import {
  isGone,
  type ManagementCall,
  type ManagementCaller,
} from '../../auth0-management/adapters/management-caller';
import type { PhoneProviderContent, PhoneProvidersApi } from '../core/ports';

const providerSchema = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  name: v.string(),
  disabled: v.fallback(v.boolean(), false),
  configuration: v.fallback(v.nullish(v.record(v.string(), v.unknown())), {}),
});
const providersSchema = v.object({ providers: v.array(providerSchema) });

/**
 * The calls about the tenant-level phone provider, of which a tenant has one or none.
 * Source: auth0.com/docs/api/management/v2/branding; docs/registration.md has the table.
 */
export const createPhoneProvidersApi = ({
  send,
  ask,
  expectDone,
  refused,
}: ManagementCaller): PhoneProvidersApi => ({
  read: async () => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/branding/phone/providers',
      scopes: ['read:phone_providers'],
    };
    const answer = await ask(call);
    const parsed = v.safeParse(providersSchema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    const [provider] = parsed.output.providers;
    return provider && { ...provider, configuration: provider.configuration ?? {} };
  },

  create: async (content) => {
    const call: ManagementCall = {
      method: 'POST',
      path: '/branding/phone/providers',
      body: bodyOf(content),
      scopes: ['create:phone_providers'],
      repeatable: false,
    };
    const answer = await send(call);
    if (answer === 'unknown' || answer.status === 409) return { kind: 'unclear' };
    if (answer.status >= 300) throw refused(answer, call);
    const parsed = v.safeParse(providerSchema, answer.json);
    return parsed.success ? { kind: 'created', id: parsed.output.id } : { kind: 'unclear' };
  },

  change: (id, content) =>
    expectDone({
      method: 'PATCH',
      path: '/branding/phone/providers/{id}',
      id,
      body: bodyOf(content),
      scopes: ['update:phone_providers'],
    }),

  remove: async (id) => {
    const call: ManagementCall = {
      method: 'DELETE',
      path: '/branding/phone/providers/{id}',
      id,
      scopes: ['delete:phone_providers'],
    };
    const answer = await ask(call);
    if (answer.status >= 300 && !isGone(answer)) throw refused(answer, call);
  },
});

/**
 * The provider `custom` has no credentials, and POST insists on the empty object; those of Twilio are
 * left as Auth0 has them, since nobody but Auth0 knows them.
 */
const bodyOf = ({ name, disabled, configuration }: PhoneProviderContent) => ({
  name,
  disabled,
  configuration,
  ...(name === 'custom' && { credentials: {} }),
});
