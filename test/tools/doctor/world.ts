import { gatewayOptions } from '../../../lambda/auth0-connection/core/options';
import { secretNames } from '../../../lambda/contract';
import { providerRegistry } from '../../../lambda/gateway/adapters/providers/registry';
import type { LocalAnswer } from '../../../local/http/message';
import { type RunningServer, serve } from '../../../local/http/serve';
import {
  type Application,
  CLIENT_CREDENTIALS_GRANT,
  MANAGEMENT_SCOPES,
  PASSWORDLESS_GRANT,
  REGISTRATION_SCOPES,
} from '../../../local/tenant/model';
import { startTenant } from '../../../local/tenant/start-tenant';
import type { TenantOptions } from '../../../local/tenant/tenant';
import type { Environment } from '../../../lib/environment';
import { DEFAULT_TEMPLATE } from '../../../lib/environment/auth0-schema';
import { allRegistered, registeredProperties } from '../../../lib/registered-properties';
import { checksOf, examine, type Finding } from '../../../tools/doctor/examine';
import { createDoctorWorld, type DoctorWorld } from '../../../tools/doctor/world';
import { environmentWith } from '../../support/environment';
import { OPERATOR, operatorOf } from '../../support/operator';
import { INSTANT_BUILD, registerPhone } from '../../support/registered-phone';
import { type Hands, handsOn } from '../../support/tenant-hands';
import {
  createTestGateway,
  ENVIRONMENT,
  inMemorySecrets,
  TOKEN_SECRET,
} from '../../support/gateway';
import { type Answer, json, startHttpServer, type TestServer } from '../../support/http-server';
import { type AwsServer, startAwsServer } from '../support/aws-server';
import { type AwsState, emptyAccount, type StoredStack } from '../support/aws-state';

export const CANARIES = {
  management: 'canary-of-the-client-secret-0f1e2d',
  twilio: 'canary-of-the-twilio-token-3c4b5a',
} as const;

const names = secretNames(ENVIRONMENT);
const APP = 'app1';
const HEALTHY_SCOPES = [...REGISTRATION_SCOPES, 'read:clients', 'read:tenant_settings'];

/** With a phone provider and a second factor nothing is missing, and nothing too much. */
export const PHONE_SCOPES: readonly string[] = MANAGEMENT_SCOPES.filter(
  (scope) => !/mfa_policies|read:logs|phone_templates/.test(scope),
);

/** The same environment in a tenant that sends everything through its phone provider. */
export const withPhoneProvider = (healthy: Environment): Environment => {
  // Text and sender are then the phone templates', and a file that sets them is warned of.
  const { sender: _sender, ...connection } = healthy.auth0.connection;
  return {
    ...healthy,
    auth0: {
      ...healthy.auth0,
      integration: 'phone-provider',
      mfa: { methods: ['sms'] },
      connection: { ...connection, template: DEFAULT_TEMPLATE },
    },
  };
};

/** And in one whose second factor alone has an Action. */
export const withSecondFactor = (healthy: Environment): Environment => ({
  ...healthy,
  auth0: { ...healthy.auth0, mfa: { methods: ['sms'] } },
});

/** What a test changes of a world in which everything is well. */
export interface Plant {
  readonly aws?: (state: AwsState) => void;
  readonly environment?: (healthy: Environment) => Environment;
  /** Over the options that were registered; `undefined` takes one away. */
  readonly options?: (registered: Record<string, unknown>) => Record<string, unknown>;
  /** The connection's metadata. @default those of this environment */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What somebody does in the tenant once everything is registered. */
  readonly hands?: (by: Hands) => unknown;
  readonly clients?: readonly string[];
  readonly connections?: TenantOptions['connections'];
  readonly applications?: readonly Application[];
  readonly scopes?: readonly string[];
  readonly tenant?: Partial<TenantOptions>;
  /** What Twilio answers to the harmless call. */
  readonly twilio?: Answer;
  /** Answers in the gateway's place. */
  readonly gateway?: () => LocalAnswer;
  /** The key that the deployed gateway goes by. */
  readonly gatewayKey?: string;
  readonly world?: (world: DoctorWorld) => DoctorWorld;
}

/** A healthy environment, all of it served for real: AWS, Auth0, Twilio and the gateway. */
export interface Clinic {
  readonly aws: AwsServer;
  readonly examine: (plant?: Plant) => Promise<Examination>;
  readonly close: () => Promise<void>;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** Every request to Auth0, as `METHOD /path`. */
  readonly asked: readonly string[];
  /** What the gateway logged. */
  readonly gatewayLog: readonly string[];
}

export const openClinic = async (): Promise<Clinic> => {
  const [aws, twilio] = await Promise.all([startAwsServer(), startHttpServer()]);
  Object.assign(process.env, aws.env);
  return {
    aws,
    examine: (plant = {}) => examineOnce(aws, twilio, plant),
    close: async () => {
      await Promise.all([aws.close(), twilio.close()]);
    },
  };
};

const examineOnce = async (
  aws: AwsServer,
  twilio: TestServer,
  plant: Plant,
): Promise<Examination> => {
  const { gatewayKey = TOKEN_SECRET, scopes = HEALTHY_SCOPES } = plant;
  twilio.answerWith(plant.twilio ?? json(200, { status: 'active', type: 'Full' }));
  const gateway = createTestGateway({
    providers: {},
    definitions: providerRegistry,
    store: inMemorySecrets({ [names.gatewayToken]: gatewayKey }),
  });
  const gatewayServer: RunningServer = await serve(async ({ body, headers }) => {
    if (plant.gateway !== undefined) return plant.gateway();
    const answer = await gateway.send(body, {
      headers: {
        'Content-Type': headers['content-type'],
        Authorization: headers['authorization'],
      },
    });
    return { status: answer.status, body: JSON.stringify(answer.body) };
  });
  const gatewayUrl = `${gatewayServer.url}/sms`;

  const placed = (domain: string): Environment => {
    const healthy = healthyEnvironment(domain, twilio.url);
    return plant.environment?.(healthy) ?? healthy;
  };
  const properties = registeredProperties(placed('http://127.0.0.1:1'), gatewayUrl);
  const options = {
    ...gatewayOptions(properties, TOKEN_SECRET),
    use_phone_provider: properties.integration === 'phone-provider',
  };
  const asked: string[] = [];
  const tenant = await startTenant({
    connections: plant.connections ?? [
      {
        id: 'con_sms0000000000000',
        name: 'sms',
        options: withoutUndefined(plant.options?.(options) ?? options),
        clients: plant.clients ?? [APP],
        settings: { metadata: plant.metadata ?? { sms_gateway_owner: properties.owner } },
      },
    ],
    intercept: ({ method, path }) => {
      asked.push(`${method} ${path}`);
      return undefined;
    },
    build: INSTANT_BUILD,
    allowLoopbackGateway: true,
    ...plant.tenant,
    applications: [
      OPERATOR,
      ...(plant.applications ?? [{ clientId: APP, name: 'The app', grants: [PASSWORDLESS_GRANT] }]),
      {
        clientId: 'm2m',
        clientSecret: CANARIES.management,
        name: 'SMS gateway',
        grants: [CLIENT_CREDENTIALS_GRANT],
        managementScopes: scopes,
      },
    ],
  });

  const environment = placed(tenant.url);
  const { phone } = allRegistered(environment, gatewayUrl);
  if (phone !== undefined) await registerPhone(phone, TOKEN_SECRET);
  if (plant.hands !== undefined) {
    const manage = await operatorOf(tenant, tenant.url);
    await plant.hands(handsOn({ manage, pass: () => undefined }));
  }
  asked.length = 0;
  Object.assign(aws.state, healthyAccount(gatewayUrl));
  aws.calls.length = 0;
  plant.aws?.(aws.state);
  const world = createDoctorWorld(environment);
  try {
    const findings = await examine(checksOf(plant.world?.(world) ?? world), {
      show: () => {},
      clear: () => {},
    });
    return { findings, asked, gatewayLog: gateway.lines };
  } finally {
    await Promise.all([tenant.close(), gatewayServer.close()]);
  }
};

const withoutUndefined = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const healthyEnvironment = (domain: string, twilioUrl: string): Environment => {
  const base = environmentWith({ name: ENVIRONMENT, production: true });
  return {
    ...base,
    alarms: { ...base.alarms, email: 'oncall@acme.example' },
    sendLimits: { ...base.sendLimits, countries: ['US', 'GB'] },
    auth0: {
      ...base.auth0,
      domain,
      connection: { ...base.auth0.connection, enabledClients: [APP] },
    },
    providers: {
      twilio: {
        type: 'twilio',
        baseUrl: twilioUrl,
        accountSid: `AC${'0'.repeat(32)}`,
        from: '+12025550100',
      },
      sns: { type: 'sns' },
      voice: { type: 'aws-end-user-messaging', originationIdentity: '+12025550101' },
    },
    routes: [{ countries: '*', providers: ['twilio', 'voice', 'sns'] }],
  };
};

const healthyAccount = (gatewayUrl: string): AwsState => ({
  ...emptyAccount(),
  secrets: new Map([
    [names.gatewayToken, { value: TOKEN_SECRET }],
    [
      names.auth0Management,
      { value: JSON.stringify({ clientId: 'm2m', clientSecret: CANARIES.management }) },
    ],
    [names.provider('twilio'), { value: JSON.stringify({ authToken: CANARIES.twilio }) }],
  ]),
  parameters: new Map([['/cdk-bootstrap/hnb659fds/version', '27']]),
  stacks: new Map<string, StoredStack>([
    [
      'sms-gateway-test',
      {
        status: 'UPDATE_COMPLETE',
        outputs: { GatewayUrl: gatewayUrl },
        resources: [
          {
            logicalId: 'GatewayFunction0A1B2C3D',
            type: 'AWS::Lambda::Function',
            physicalId: 'sms-gateway-function',
          },
        ],
      },
    ],
    [
      'sms-gateway-test-auth0',
      {
        status: 'CREATE_COMPLETE',
        outputs: {},
        resources: [
          { logicalId: 'Drift', type: 'AWS::CloudWatch::Alarm', physicalId: 'drift-alarm' },
        ],
      },
    ],
  ]),
  functions: new Map([['sms-gateway-function', { state: 'Active' }]]),
  alarms: [{ name: 'drift-alarm', state: 'OK' }],
  sms: { isInSandbox: false, attributes: { MonthlySpendLimit: '500' }, optedOut: [] },
  endUserMessaging: {
    tier: 'PRODUCTION',
    spendLimit: 500,
    phoneNumbers: [{ PhoneNumberId: 'phone-1', PhoneNumber: '+12025550101', Status: 'ACTIVE' }],
  },
});
