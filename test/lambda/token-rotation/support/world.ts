import { randomUUID } from 'node:crypto';
import {
  gatewayTokenClaims,
  type KeyPlace,
  PHONE_ACTION_SECRETS,
  registrationOwner,
  secretNames,
} from '../../../../lambda/contract';
import { createHandler as createGateway } from '../../../../lambda/gateway/handler';
import type { HttpClient, HttpRequest } from '../../../../lambda/shared/http';
import { fail, ok } from '../../../../lambda/shared/result';
import type { SecretStore } from '../../../../lambda/shared/secrets';
import { ROTATION_STEPS, type RotationStep } from '../../../../lambda/token-rotation/core/plan';
import { createHandler } from '../../../../lambda/token-rotation/handler';
import { createLocalApi } from '../../../../local/api-gateway';
import {
  localRequest,
  type LocalHandler,
  type LocalResponse,
} from '../../../../local/http/message';
import {
  MANAGEMENT_SCOPES,
  PASSWORDLESS_GRANT,
  PHONE_PROVIDER_SCOPES,
  REGISTRATION_SCOPES,
  type Connection,
} from '../../../../local/tenant/model';
import { createTenant } from '../../../../local/tenant/tenant';
import { signToken } from '../../../support/gateway';
import { scriptedProvider } from '../../../support/scripted-provider';
import { FOREIGN } from '../../auth0-connection/support/world';
import { createAwsClient } from './aws-client';
import { installAction, type Manage } from './actions';
import { createSecondFactor } from './second-factor';
import { createSecretsManager, type SecretsManager } from './secrets-manager';

export const ENVIRONMENT = 'test';
export const NAMES = secretNames(ENVIRONMENT);
const DOMAIN = 'acme.eu.auth0.com';
const GATEWAY_URL = 'https://abc.execute-api.eu-west-1.amazonaws.com/live/sms';
const CONNECTION_ID = 'con_Rotation00000000';
export const OWNER = registrationOwner('111111111111', 'eu-west-1', ENVIRONMENT);
export const CODE_LIFETIME_SECONDS = 180;
export const FIRST_KEY = 'CanaryFirstKey0000000000000000000000000000000000000000000000000a';
export const CLIENT_SECRET = 'CanaryClientSecret-0123456789-abcdefghij';

/** What signs in the tenant, and so has the key. */
export const LAYOUTS = {
  connection: ['connection'],
  'phone provider': ['custom-phone-provider'],
  'connection and second factor': ['connection', 'send-phone-message'],
} as const satisfies Readonly<Record<string, readonly KeyPlace[]>>;

export type Layout = keyof typeof LAYOUTS;

/** Between two calls, in virtual milliseconds. */
const CALL_MS = 150;
const LAMBDA_TIMEOUT_MS = 300_000;
/** Somebody signs in at least so often, in virtual milliseconds. */
const SIGN_IN_EVERY_MS = 2_500;
/** With Actions, whose threads take their time, so long after the last one: deploying takes longer. */
const SIGN_IN_AGAIN_AFTER_MS = 240;

/** Calls that change something: people sign in right after them, too. */
export const CHANGES = /^(PutSecretValue|PATCH|POST .*\/deploy|UpdateSecretVersionStage)/;

/** A Lambda that was ended in the middle of a call: no code of it runs on, as far as anybody can see. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** What happens to one call of an invocation, counted from 0. */
export interface Strike {
  readonly at: number;
  /** `killed`: the function ends, before the call arrives or after. Else the answer that comes instead. */
  readonly how: 'killed' | LocalResponse;
  readonly when: 'before' | 'after';
}

export interface World {
  readonly secretsManager: SecretsManager;
  readonly connection: () => Connection;
  /** Changes the options, as somebody does in the dashboard or a deployment does. */
  readonly setOptions: (change: Readonly<Record<string, unknown>>) => Promise<void>;
  /** The key that the connection has. */
  readonly heldKey: () => unknown;
  /** The key that each place signs with. */
  readonly heldKeys: () => readonly unknown[];
  /** Calls the Management API as an operator would; throws what is not a success. */
  readonly manage: Manage;
  /** Ends the threads of Actions. */
  readonly close: () => Promise<void>;
  /** Plays one step; resolves to what it threw, if it did. */
  readonly step: (
    step: RotationStep,
    versionId: string,
    strike?: Strike,
  ) => Promise<Error | undefined>;
  /** All four steps, as Secrets Manager calls them: the first that fails ends it. */
  readonly rotation: (versionId: string) => Promise<Error | undefined>;
  /** The calls of the last step: AWS operations, `METHOD path` of Auth0, `probe`. */
  readonly calls: () => readonly string[];
  readonly lines: string[];
  /** What each sign-in came to since the start, but the good ones. */
  readonly failedSignIns: () => readonly string[];
  readonly signIns: () => number;
  readonly forget: () => void;
  /** Whether each instance of the gateway is also bothered by a stranger, who makes it read the secret. */
  readonly setStranger: (comes: boolean) => void;
  readonly setScopes: (scopes: readonly string[]) => void;
  /** Every gateway refuses what it is asked. */
  readonly breakGateway: (status: number | undefined) => void;
  readonly onCall: (hook: ((call: string) => Promise<void> | void) | undefined) => void;
  readonly advance: (ms: number) => Promise<void>;
}

export const newVersionId = (): string => randomUUID();

/**
 * A tenant, a Secrets Manager, three instances of the real gateway and the real rotation function
 * between them, on one virtual clock. People sign in between the calls of the rotation, after each that
 * changes something, and all the time that it waits.
 */
export const createWorld = async (layout: Layout = 'connection'): Promise<World> => {
  const places: readonly KeyPlace[] = LAYOUTS[layout];
  const usesPhoneProvider = layout === 'phone provider';
  let nowMs = Date.parse('2026-11-28T10:00:00Z');
  const now = () => nowMs;
  const secretsManager = createSecretsManager(now);
  secretsManager.secrets.set(NAMES.gatewayToken, { versions: new Map(), labels: new Map() });
  secretsManager.fill(NAMES.gatewayToken, FIRST_KEY);
  secretsManager.fill(
    NAMES.auth0Management,
    JSON.stringify({ clientId: 'm2m', clientSecret: CLIENT_SECRET }),
  );

  const lines: string[] = [];
  const store: SecretStore = {
    read: (name, stage) => {
      const value = secretsManager.valueOf(name, stage);
      return Promise.resolve(value === undefined ? fail('absent') : ok(value));
    },
  };
  const { definition } = scriptedProvider([{ class: 'accepted', messageId: 'm' }]);
  const instances: readonly LocalHandler[] = [0, 1, 2].map(() =>
    createLocalApi(
      createGateway({
        config: {
          environment: ENVIRONMENT,
          providers: { scripted: { type: 'scripted' } },
          routes: [{ countries: '*', providers: ['scripted'] }],
          delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
          testNumbers: [],
        },
        providers: { scripted: definition },
        secrets: store,
        http: { request: () => Promise.reject(new Error('nothing goes out')) },
        region: 'eu-west-1',
        env: {},
        now,
        writeLine: (line) => lines.push(line),
      }),
    ),
  );
  let turn = 0;
  let broken: number | undefined;
  const gateway = (request: HttpRequest): Promise<LocalResponse> => {
    if (broken !== undefined) return Promise.resolve({ status: broken, body: '{}' });
    turn += 1;
    const instance = instances[turn % instances.length];
    const { headers = {}, body } = request;
    return instance?.(localRequest('POST', '/sms', { headers, body })) as Promise<LocalResponse>;
  };

  /** What the gateway told the tenant last, by number: sign-ins may overlap. */
  const answers = new Map<string, number>();
  let scopes: readonly string[] = [
    ...REGISTRATION_SCOPES,
    ...(layout === 'connection' ? [] : PHONE_PROVIDER_SCOPES),
  ];
  const tenant = createTenant({
    baseUrl: `https://${DOMAIN}`,
    now,
    startsPerHour: 1e9,
    http: {
      request: async (request) => {
        const answer = await gateway(request);
        const { recipient } = JSON.parse(request.body ?? '') as { recipient: string };
        answers.set(recipient, answer.status);
        return answerOf(answer);
      },
    },
    retryAfterMs: [],
    applications: [
      { clientId: 'app', name: 'App', grants: [PASSWORDLESS_GRANT] },
      {
        clientId: 'm2m',
        name: 'Registration',
        clientSecret: CLIENT_SECRET,
        grants: ['client_credentials'],
        get managementScopes() {
          return scopes;
        },
      },
      {
        clientId: 'operator',
        name: 'Operator',
        clientSecret: CLIENT_SECRET,
        grants: ['client_credentials'],
        managementScopes: MANAGEMENT_SCOPES,
      },
    ],
    connections: [
      {
        id: CONNECTION_ID,
        name: 'sms',
        displayName: 'Text message',
        clients: ['app'],
        options: {
          ...FOREIGN,
          name: 'sms',
          provider: 'sms_gateway',
          ...(usesPhoneProvider && { use_phone_provider: true }),
          gateway_url: GATEWAY_URL,
          template: 'Canary template: {{ code }}',
          syntax: 'liquid',
          gateway_authentication: {
            method: 'bearer',
            ...gatewayTokenClaims(ENVIRONMENT),
            secret: FIRST_KEY,
            secret_base64_encoded: false,
          },
        },
      },
    ],
  });
  // Its keys take a while to make.
  await tenant.handle(localRequest('GET', '/.well-known/jwks.json'));
  const connection = () => tenant.connections()[0] as Connection;
  const call = async (method: string, path: string, extra: Parameters<typeof localRequest>[2]) =>
    (await tenant.handle(localRequest(method, path, extra))) as LocalResponse;

  const authorised = await call('POST', '/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: 'operator',
      client_secret: CLIENT_SECRET,
      audience: `https://${DOMAIN}/api/v2/`,
    },
  });
  const { access_token: token } = JSON.parse(authorised.body ?? '{}') as { access_token: string };
  const manage: Manage = async (method, path, body) => {
    const { status, body: answer = '' } = await call(method, `/api/v2${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
    });
    if (status >= 300) throw new Error(`the tenant answered ${status} ${answer}`);
    return answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>);
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const settings = {
    gatewayUrl: GATEWAY_URL,
    ...gatewayTokenClaims(ENVIRONMENT),
    codeLifetimeSeconds: CODE_LIFETIME_SECONDS,
  };
  for (const place of places) {
    if (place !== 'connection') await installAction({ manage, pass }, place, settings, FIRST_KEY);
  }
  const secondFactor = createSecondFactor(
    () => tenant.runningAction('send-phone-message'),
    async (request) => answerOf(await gateway(request)),
    now,
  );

  let signIns = 0;
  let signedInMs = -Infinity;
  let stranger = false;
  let failures: string[] = [];
  const signIn = async () => {
    if (broken !== undefined) return;
    if (stranger) {
      const headers = { authorization: `Bearer ${signToken({}, { secret: 'x'.repeat(64) })}` };
      for (const instance of instances)
        await instance(localRequest('POST', '/sms', { headers, body: { probe: true } }));
    }
    signIns += 1;
    signedInMs = nowMs;
    const number = `+120255501${String(signIns % 100).padStart(2, '0')}`;
    answers.delete(number);
    const { status, body = '' } = await call('POST', '/passwordless/start', {
      body: { client_id: 'app', connection: 'sms', phone_number: number, send: 'code' },
    });
    if (status !== 200) failures.push(`${status} ${body}`);
    if (usesPhoneProvider) {
      // Whoever starts is answered at once; what became of the code, the gateway knows.
      await tenant.actionsIdle();
      const answer = answers.get(number);
      if (answer !== 200) failures.push(`the Action was answered ${answer}`);
    }
    if (places.some((place) => place === 'send-phone-message')) {
      const problem = await secondFactor.send();
      if (problem !== undefined) failures.push(problem);
    }
  };

  const advance = async (ms: number) => {
    const endMs = nowMs + ms;
    while (nowMs < endMs) {
      nowMs = Math.min(endMs, nowMs + SIGN_IN_EVERY_MS);
      await signIn();
    }
  };

  let calls: string[] = [];
  let strike: Strike | undefined;
  let dead = false;
  let hook: ((call: string) => Promise<void> | void) | undefined;
  /** Every call of the rotation function goes through here. */
  const around = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    const index = calls.length;
    calls.push(name);
    nowMs += CALL_MS;
    await hook?.(name);
    if (layout === 'connection' || nowMs - signedInMs >= SIGN_IN_AGAIN_AFTER_MS) await signIn();
    const struck = strike?.at === index ? strike : undefined;
    const killed = struck?.how === 'killed';
    dead = killed;
    if (killed && struck.when === 'before') throw new Killed();
    const answer = await work();
    if (CHANGES.test(name)) await signIn();
    if (killed) throw new Killed();
    return answer;
  };

  const http: HttpClient = {
    request: async (request) => {
      const { method, url, headers = {}, body } = request;
      if (url === GATEWAY_URL) return answerOf(await around('probe', () => gateway(request)));
      const path = url.replace(`https://${DOMAIN}`, '');
      const index = calls.length;
      const answer = await around(
        `${method} ${path.replace(/con_\w+|[\da-f-]{36}/, '{id}')}`,
        async () => {
          const struck = strike?.at === index && strike.how !== 'killed' ? strike : undefined;
          const instead = struck?.how as LocalResponse | undefined;
          if (struck?.when === 'before' && instead) return instead;
          const real = await call(method, path, { headers, body });
          return instead ?? real;
        },
      );
      return answerOf(answer);
    },
  };
  const handler = createHandler({
    settings: () => ({
      environment: ENVIRONMENT,
      domain: DOMAIN,
      keyPlaces: places,
      connectionId: CONNECTION_ID,
      owner: OWNER,
      gatewayUrl: GATEWAY_URL,
      codeLifetimeSeconds: CODE_LIFETIME_SECONDS,
    }),
    client: createAwsClient(secretsManager, around),
    http,
    now,
    sleep: (ms) => {
      if (dead) return Promise.reject(new Killed());
      return advance(ms);
    },
    random: () => 0.5,
    writeLine: (line) => void lines.push(line),
  });

  const step: World['step'] = async (name, versionId, next) => {
    calls = [];
    strike = next;
    dead = false;
    const deadlineMs = nowMs + LAMBDA_TIMEOUT_MS;
    try {
      await handler(
        {
          Step: name,
          SecretId: `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${NAMES.gatewayToken}-AbCdEf`,
          ClientRequestToken: versionId,
          RotationToken: 'canary-rotation-token',
        },
        { getRemainingTimeInMillis: () => deadlineMs - nowMs },
      );
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      strike = undefined;
    }
  };

  const heldKey = () =>
    (connection().options['gateway_authentication'] as Record<string, unknown>)['secret'];

  return {
    secretsManager,
    connection,
    heldKey,
    heldKeys: () =>
      places.map((place) =>
        place === 'connection'
          ? heldKey()
          : tenant
              .runningAction(place)
              ?.secrets.find(({ name }) => name === PHONE_ACTION_SECRETS.gatewayTokenKey)?.value,
      ),
    manage,
    setOptions: async (change) => {
      const { options, displayName, id } = connection();
      await manage('PATCH', `/connections/${id}`, {
        options: { ...options, ...change },
        display_name: displayName,
      });
    },
    step,
    rotation: async (versionId) => {
      for (const name of ROTATION_STEPS) {
        const failure = await step(name, versionId);
        if (failure) return failure;
      }
      return undefined;
    },
    calls: () => calls,
    lines,
    failedSignIns: () => failures,
    signIns: () => signIns,
    forget: () => {
      failures = [];
      lines.length = 0;
    },
    setStranger: (comes) => {
      stranger = comes;
    },
    setScopes: (next) => {
      scopes = next;
    },
    breakGateway: (status) => {
      broken = status;
    },
    onCall: (next) => {
      hook = next;
    },
    advance,
    close: async () => {
      await tenant.stopActions();
      await secondFactor.stop();
    },
  };
};

const answerOf = ({ status, headers = {}, body = '' }: LocalResponse) =>
  ok({ status, headers, body });
