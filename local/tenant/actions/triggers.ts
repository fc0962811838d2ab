/** Facts of one version of a trigger, as `GET /actions/triggers` shows them. */
export interface TriggerVersion {
  readonly id: string;
  readonly version: string;
  readonly status: 'CURRENT' | 'DEPRECATED';
  readonly runtimes: readonly string[];
  readonly default_runtime: string;
  readonly binding_policy: 'trigger-bound' | 'entity-bound';
  readonly compatible_triggers: readonly { readonly id: string; readonly version: string }[];
}

export const PHONE_TRIGGER = 'custom-phone-provider';

/**
 * The triggers that matter to phone messages, and the one most tenants use.
 * Source: recorded `GET /api/v2/actions/triggers` of auth0/auth0-deploy-cli (test/e2e/recordings).
 */
export const TRIGGERS: readonly TriggerVersion[] = [
  trigger('post-login', 'v3'),
  trigger(PHONE_TRIGGER, 'v1'),
  trigger('custom-email-provider', 'v1'),
  trigger('send-phone-message', 'v2'),
  { ...trigger('send-phone-message', 'v1'), status: 'DEPRECATED' },
];

function trigger(id: string, version: string): TriggerVersion {
  return {
    id,
    version,
    status: 'CURRENT',
    runtimes: ['node18-actions', 'node22'],
    default_runtime: 'node22',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  };
}

/** Triggers that take one Action per tenant (Auth0, "Deprecations and Migrations", 2025-12-16). */
export const isSingle = (triggerId: string): boolean => triggerId === PHONE_TRIGGER;
