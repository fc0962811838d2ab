import { jsonResponse, parseJson, type LocalResponse } from '../../http/message';
import { managementError, payloadError } from '../errors';
import { findPayloadFault, type PayloadRule } from '../payload';
import type { ManagementRoute } from './api';

/**
 * What MFA had of its own before the tenant-level phone provider, under `phone` and its older twin
 * `sms`. With the unified phone experience all of it is refused: auth0/terraform-provider-auth0
 * #1204, #1580, #1603; the errorCode from auth0-deploy-cli's tests.
 */
export const legacyGuardianRoutes = ({
  isUnified,
}: {
  readonly isUnified: () => boolean;
}): readonly ManagementRoute[] =>
  LEGACY.flatMap(({ paths, rule, usual }) => {
    let current = usual;
    const guarded = (answer: () => LocalResponse) => (isUnified() ? deprecated() : answer());
    return paths.flatMap((path): ManagementRoute[] => [
      {
        method: 'GET',
        path: `/api/v2/guardian/factors/${path}`,
        scope: 'read:guardian_factors',
        handle: () => guarded(() => jsonResponse(200, current)),
      },
      {
        method: 'PUT',
        path: `/api/v2/guardian/factors/${path}`,
        scope: 'update:guardian_factors',
        handle: ({ body }) =>
          guarded(() => {
            const payload = parseJson(body) as Readonly<Record<string, unknown>>;
            const fault = findPayloadFault(rule, payload);
            if (fault !== undefined) return payloadError(fault);
            current = payload;
            return jsonResponse(200, current);
          }),
      },
    ]);
  });

const deprecated = () =>
  managementError(
    403,
    'Insufficient privileges to use this deprecated feature. To handle Phone Provider/Templates refer to Tenant Phone Settings',
    'legacy_mfa_phone_provider_not_allowed',
  );

const text: PayloadRule = { type: 'string', nullable: true };
const closed = (
  properties: Readonly<Record<string, PayloadRule>>,
  required: readonly string[] = [],
): PayloadRule => ({ type: 'object', closed: true, required, properties });

interface Legacy {
  readonly paths: readonly string[];
  readonly rule: PayloadRule;
  readonly usual: Readonly<Record<string, unknown>>;
}

const LEGACY: readonly Legacy[] = [
  {
    paths: ['phone/selected-provider', 'sms/selected-provider'],
    rule: closed(
      { provider: { type: 'string', oneOf: ['auth0', 'twilio', 'phone-message-hook'] } },
      ['provider'],
    ),
    // Recorded by auth0-deploy-cli on a tenant without the unified experience.
    usual: { provider: 'auth0' },
  },
  {
    paths: ['phone/templates', 'sms/templates'],
    rule: closed({ enrollment_message: text, verification_message: text }, [
      'enrollment_message',
      'verification_message',
    ]),
    usual: {},
  },
  {
    paths: ['phone/providers/twilio', 'sms/providers/twilio'],
    rule: closed({ from: text, messaging_service_sid: text, auth_token: text, sid: text }),
    usual: {},
  },
];
