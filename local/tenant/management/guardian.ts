import { jsonResponse, parseJson } from '../../http/message';
import { managementError, payloadError } from '../errors';
import { findPayloadFault, type PayloadRule } from '../payload';
import { deliveryMethods, type PhoneProviderStore } from '../phone/provider-store';
import type { ManagementRoute } from './api';
import { legacyGuardianRoutes } from './guardian-legacy';

export interface GuardianWorld {
  readonly phoneProvider: PhoneProviderStore;
  /** Whether the tenant sends phone messages through its tenant-level provider. */
  readonly isUnified: () => boolean;
}

/** Recorded: TestAccGuardianPhone of the Terraform provider; `sms` is the phone factor. */
const FACTORS = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
] as const;

/** The message types of MFA, beside the delivery methods of the phone provider. */
const DELIVERED_AS: Readonly<Record<string, string>> = { sms: 'text', voice: 'voice' };

/** `/api/v2/guardian`: multi-factor authentication, as far as phones go. */
export const guardianRoutes = (world: GuardianWorld): readonly ManagementRoute[] => {
  const enabled = new Set<string>();
  let policies: readonly string[] = [];
  let messageTypes: readonly string[] = [];
  return [
    {
      method: 'GET',
      path: '/api/v2/guardian/factors',
      scope: 'read:guardian_factors',
      handle: () =>
        jsonResponse(
          200,
          FACTORS.map((name) => ({ name, enabled: enabled.has(name), trial_expired: false })),
        ),
    },
    {
      method: 'PUT',
      path: '/api/v2/guardian/factors/:factor',
      scope: 'update:guardian_factors',
      handle: ({ body }, { factor = '' }) => {
        // Words unverified.
        if (!FACTORS.some((name) => name === factor))
          return managementError(404, 'The factor does not exist');
        const payload = parseJson(body) as { readonly enabled: boolean };
        const fault = findPayloadFault(factorRule, payload);
        if (fault !== undefined) return payloadError(fault);
        if (payload.enabled) enabled.add(factor);
        else enabled.delete(factor);
        return jsonResponse(200, { enabled: payload.enabled });
      },
    },
    {
      method: 'GET',
      path: '/api/v2/guardian/factors/phone/message-types',
      scope: 'read:guardian_factors',
      handle: () => jsonResponse(200, { message_types: messageTypes }),
    },
    {
      method: 'PUT',
      path: '/api/v2/guardian/factors/phone/message-types',
      scope: 'update:guardian_factors',
      handle: ({ body }) => {
        const payload = parseJson(body) as { readonly message_types: readonly string[] };
        const fault = findPayloadFault(messageTypesRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const methods = deliveryMethods(world.phoneProvider.get());
        // Source: Auth0, "Migrate to the Unified Phone Experience with Terraform".
        if (
          world.isUnified() &&
          !payload.message_types.every((type) => methods.includes(DELIVERED_AS[type]))
        )
          return managementError(
            409,
            'Message Type is not supported by the configured phone provider',
          );
        messageTypes = payload.message_types;
        return jsonResponse(200, { message_types: messageTypes });
      },
    },
    {
      method: 'GET',
      path: '/api/v2/guardian/policies',
      scope: 'read:mfa_policies',
      handle: () => jsonResponse(200, policies),
    },
    {
      method: 'PUT',
      path: '/api/v2/guardian/policies',
      scope: 'update:mfa_policies',
      handle: ({ body }) => {
        const payload = parseJson(body) as readonly string[];
        const fault = findPayloadFault(policiesRule, payload);
        if (fault !== undefined) return payloadError(fault);
        policies = payload;
        return jsonResponse(200, policies);
      },
    },
    ...legacyGuardianRoutes(world),
  ];
};

const factorRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['enabled'],
  properties: { enabled: { type: 'boolean' } },
};

const messageTypesRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['message_types'],
  properties: {
    message_types: { type: 'array', items: { type: 'string', oneOf: ['sms', 'voice'] } },
  },
};

const policiesRule: PayloadRule = {
  type: 'array',
  items: { type: 'string', oneOf: ['all-applications', 'confidence-score'] },
};
