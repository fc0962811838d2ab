/** Values that may stand in Auth0 and in Secrets Manager and nowhere else. */
export const CANARIES = {
  gatewayKey: 'CanaryGatewayKey00000000000000000000000000000000000000000000AbCd',
  clientSecret: 'CanaryClientSecret-0123456789-abcdefghij',
  twilioToken: 'canary0twilio0token0123456789abcd',
  formerGatewaySecret: 'CanaryFormerGatewaySecret-0123456789',
  template: 'Canary template: {{ code }} is your code',
  formerTemplate: 'Canary former template: @@password@@',
  sdkMessage: 'canary of an SDK message',
} as const;

/** The canaries that a text shows, whole or in part. */
export const canariesIn = (text: string): readonly string[] =>
  Object.entries(CANARIES)
    .filter(([, value]) => text.includes(value.slice(0, 14)))
    .map(([name]) => name);
