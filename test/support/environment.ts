import * as v from 'valibot';
import type { Environment } from '../../lib/environment';
import { sendLimitsSchema } from '../../lib/environment/send-limits-schema';

/** A complete environment; a test names what it cares about. */
export const environmentWith = (changes: Partial<Environment> = {}): Environment => ({
  name: 'test',
  production: false,
  account: '111111111111',
  region: 'eu-west-1',
  auth0: {
    domain: 'acme-test.eu.auth0.com',
    integration: 'sms-gateway',
    phoneProvider: { replaceExisting: false },
    mfa: {},
    connection: {
      name: 'sms',
      sender: '+15551234567',
      template: 'Your Acme code is {{ code }}',
      syntax: 'liquid',
      codeLength: 6,
      codeLifetimeSeconds: 180,
      disableSignup: false,
      bruteForceProtection: true,
      forwardRequestInfo: true,
      enabledClients: ['2j6ifmL7pT68tirH'],
    },
    onDelete: 'restore',
    driftCheck: true,
    rotation: { everyDays: 30 },
    revision: 1,
  },
  providers: {
    sns: { type: 'sns', senderId: 'Acme' },
    'twilio-us': {
      type: 'twilio',
      accountSid: 'AC0123456789abcdef0123456789abcdef',
      messagingServiceSid: 'MG0123456789abcdef0123456789abcdef',
    },
    clickatell: { type: 'clickatell' },
  },
  routes: [
    { countries: ['US', 'CA'], providers: ['twilio-us', 'sns'] },
    { countries: '*', providers: ['sns', 'clickatell'] },
  ],
  delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
  testNumbers: [],
  text: { transliterate: false },
  sendLimits: sendLimitsOf(),
  api: { throttle: { requestsPerSecond: 50, burstRequests: 100 } },
  network: {},
  logs: { retentionDays: 30 },
  alarms: {},
  removalPolicy: 'retain',
  ...changes,
});

/** `sendLimits` of an environment file, with every default filled in. */
export const sendLimitsOf = (section: object = {}): Environment['sendLimits'] =>
  v.parse(sendLimitsSchema, section);
