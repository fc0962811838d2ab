import type { Integration } from '../../lambda/contract';

/** By which of its two ways the tenant sends codes, and the other one. */
export const INTEGRATIONS = [
  'sms-gateway',
  'phone-provider',
] as const satisfies readonly Integration[];

export interface IntegrationState {
  /** `undefined` while the connection is deleted. */
  readonly integration: Integration | undefined;
  readonly offers: readonly Integration[];
}
