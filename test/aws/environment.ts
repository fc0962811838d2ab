import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Integration } from '../../lambda/contract';
import { STAND_IN_ACCOUNTS } from '../../local/providers/accounts';
import type { ProviderName } from '../../local/providers/providers';
import { APP } from './tenant';

/** The environment that is deployed. MiniStack reaches custom resources in us-east-1 only. */
export const ENVIRONMENT = 'it';
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Whom the messages come from. */
export const SENDER = '+15005550006';

/** The most that a message may take; the test of a silent provider waits it out. */
export const BUDGET_SECONDS = 4;

/** Where the stand-ins are. */
export interface Surroundings {
  readonly tenantUrl: string;
  readonly providerUrl: (name: ProviderName) => string;
}

/** What the environment file says that the test changes on the way. */
export interface Settings {
  readonly template: string;
  readonly throttle: { readonly requestsPerSecond: number; readonly burstRequests: number };
  /** @default sms-gateway */
  readonly integration?: Integration;
}

export const FIRST_SETTINGS: Settings = {
  template: 'Your Acme code is {{ code }}',
  throttle: { requestsPerSecond: 50, burstRequests: 100 },
};

/** Another text, and an API that lets through one request per second. */
export const CHANGED_SETTINGS: Settings = {
  template: '{{ code }} is your code for Acme',
  throttle: { requestsPerSecond: 1, burstRequests: 1 },
};

/** What the operator puts into the providers' secrets. That of `unready` stays empty. */
export const PROVIDER_CREDENTIALS = {
  twilio: { authToken: STAND_IN_ACCOUNTS.twilio.authToken },
  clickatell: STAND_IN_ACCOUNTS.clickatell,
  plivo: { authToken: STAND_IN_ACCOUNTS.plivo.authToken },
} as const;

/** One country per case, so that the number called decides who is tried. */
const ROUTES = [
  { countries: ['US'], providers: ['twilio', 'sns'] },
  { countries: ['GB'], providers: ['clickatell'] },
  { countries: ['DE'], providers: ['plivo'] },
  { countries: ['FR'], providers: ['sns'] },
  { countries: ['ES'], providers: ['unready', 'plivo'] },
  { countries: ['AT'], providers: ['unready'] },
];

/** One number of each of those countries, and one of a country on no route. */
export const NUMBERS = {
  twilioThenSns: '+12025550123',
  clickatell: '+447700900123',
  plivo: '+4915200000123',
  sns: '+33199001234',
  unreadyThenPlivo: '+34600000123',
  unready: '+436640000123',
  noRoute: '+819012345678',
} as const;

/** Nothing is sent to it, so that people can sign in by it all the time. */
export const TEST_NUMBER = '+12025550171';
const TEST_NUMBER_DAYS = 30;

/** Writes the folder of environment files that `cdk deploy` is given. */
export const writeEnvironment = (
  folder: string,
  { tenantUrl, providerUrl }: Surroundings,
  { template, throttle, integration = 'sms-gateway' }: Settings,
): void => {
  const { accountSid } = STAND_IN_ACCOUNTS.twilio;
  const { authId } = STAND_IN_ACCOUNTS.plivo;
  const file = {
    account: ACCOUNT,
    region: REGION,
    auth0: {
      domain: tenantUrl,
      integration,
      // So long that none of hundreds of codes is a part of some id or time in the logs by chance.
      connection: { sender: SENDER, template, codeLength: 12, enabledClients: [APP.clientId] },
      onDelete: 'restore',
    },
    providers: {
      sns: { type: 'sns', senderId: 'Acme', baseUrl: providerUrl('sns') },
      twilio: { type: 'twilio', accountSid, from: SENDER, baseUrl: providerUrl('twilio') },
      clickatell: { type: 'clickatell', baseUrl: providerUrl('clickatell') },
      plivo: { type: 'plivo', authId, src: SENDER, baseUrl: providerUrl('plivo') },
      unready: { type: 'clickatell', baseUrl: providerUrl('clickatell') },
    },
    routes: ROUTES,
    delivery: { budgetSeconds: BUDGET_SECONDS, attemptTimeoutSeconds: BUDGET_SECONDS },
    testNumbers: [
      {
        number: TEST_NUMBER,
        expires: new Date(Date.now() + TEST_NUMBER_DAYS * 86_400_000).toISOString().slice(0, 10),
      },
    ],
    api: { throttle },
    sendLimits: {
      spend: { hourlyUsd: 100, dailyUsd: 500, action: 'block' },
      // Most checks send to these as often as they like, some the same text in a row.
      alwaysAllow: { numbers: Object.values(NUMBERS) },
      duplicates: { mode: 'off' },
    },
    alarms: { email: 'oncall@acme.example' },
    removalPolicy: 'destroy',
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${ENVIRONMENT}.json`), JSON.stringify(file, null, 2));
};
