export const PROVIDER_NAMES = ['sns', 'clickatell', 'twilio', 'plivo'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];
