import { createManagementApi } from '../../lambda/auth0-connection/adapters/management-api';
import type { Connection } from '../../lambda/auth0-connection/core/ports';
import { GATEWAY_KEY } from '../../lambda/auth0-management/adapters/credentials';
import type { GatewayKeys } from '../../lambda/auth0-management/core/gateway-keys';
import { secretNames } from '../../lambda/contract';
import { fail, ok, type Result } from '../../lambda/shared/result';
import { type Auth0Session, faultOf, openAuth0Session } from '../shared/auth0-session';
import { accountFault, readAccount } from '../shared/identity';
import {
  type DeployedStack,
  listResources,
  readStack,
  type StackResource,
  stackNames,
} from '../shared/stacks';
import { wantedSecrets } from '../shared/wanted-secrets';
import { type Fact, first, ofAwsFault, once, type Outcome, red, skipped } from './outcome';
import { lookAtPhone } from './look-at-phone';
import { TITLES } from './titles';
import type { DoctorWorld } from './world';

const GATEWAY_TOKEN_KEY = 'gateway-token';

/** What several checks go on from, each looked up once. */
export const gatherFacts = (world: DoctorWorld) => {
  const { environment, http } = world;
  const names = stackNames(environment.name);
  const account = once(() => lookAtAccount(world));
  const known = first(TITLES.account, account);

  const stack = (name: string): Fact<DeployedStack> =>
    once(async () => {
      const trusted = await known();
      if (!trusted.ok) return trusted;
      const read = await readStack(world.cloudFormation, name);
      if (!read.ok) return fail(ofAwsFault(read.error));
      return read.value === undefined
        ? fail(red('is not deployed', `npx cdk deploy "${environment.name}/*"`))
        : ok(read.value);
    });
  const gatewayStack = stack(names.gateway);
  const deployed = first(TITLES.gatewayStack, gatewayStack);

  const gatewayUrl: Fact<string> = async () => {
    const gateway = await deployed();
    if (!gateway.ok) return gateway;
    const url = gateway.value.outputs.get('GatewayUrl');
    return url === undefined ? fail(skipped('the stack has no output GatewayUrl')) : ok(url);
  };

  const secretLooks = new Map(
    [
      {
        key: GATEWAY_TOKEN_KEY,
        name: secretNames(environment.name).gatewayToken,
        parse: parseGatewayToken,
      },
      ...wantedSecrets(environment).map(({ key, name, parse }) => ({
        key,
        name,
        parse: (text: string) => parse(parseJson(text)),
      })),
    ].map((it) => [it.key, once(() => lookAtSecret(world, deployed, it))] as const),
  );
  const secret = (key: string): Fact<Readonly<Record<string, string>>> => {
    const look = secretLooks.get(key);
    return look ?? (() => Promise.resolve(fail(skipped('it needs no credentials'))));
  };
  const needSecret = (key: string) => first(TITLES.secret(key), secret(key));

  const domain = once(() => lookAtDomain(world));
  const session: Fact<Auth0Session> = once(async () => {
    const reached = await first(TITLES.domain, domain)();
    if (!reached.ok) return reached;
    const credentials = await needSecret('auth0-management')();
    if (!credentials.ok) return credentials;
    const { clientId = '', clientSecret = '' } = credentials.value;
    const opened = await openAuth0Session({
      domain: environment.auth0.domain,
      secretName: secretNames(environment.name).auth0Management,
      credentials: { clientId, clientSecret },
      http,
    });
    return opened.ok
      ? opened
      : fail(
          red(
            opened.error.sentence,
            `npm run credentials -- ${environment.name} --only auth0-management stores working ones`,
          ),
        );
  });

  const gatewayKey: Fact<string> = async () => {
    const key = await needSecret(GATEWAY_TOKEN_KEY)();
    return key.ok ? ok(key.value['key'] ?? '') : key;
  };
  const gatewayKeys = once(() => lookAtKeys(world, gatewayKey));

  return {
    account,
    gatewayStack,
    auth0Stack: stack(names.auth0),
    gatewayUrl,
    resources: once(async (): Promise<Result<readonly StackResource[], Outcome>> => {
      const gateway = await deployed();
      if (!gateway.ok) return gateway;
      const lists = await Promise.all(
        [names.gateway, names.auth0].map((name) => listResources(world.cloudFormation, name)),
      );
      // Of a stack that is not there another line tells.
      const resources = lists.flatMap((list) => (list.ok ? list.value : []));
      const [gatewayList] = lists;
      return gatewayList?.ok === false ? fail(ofAwsFault(gatewayList.error)) : ok(resources);
    }),
    secret,
    needSecret,
    gatewayKey,
    /** The one in use, and the next one of a rotation that is under way. */
    gatewayKeys,
    domain,
    session,
    connection: once(() => lookAtConnection(world, first(TITLES.token, session))),
    /** Of what sends phone messages beside the connection. */
    phoneDrift: once(() =>
      lookAtPhone(world, { session: first(TITLES.token, session), gatewayUrl, gatewayKeys }),
    ),
    /** For AWS's SMS services, which need no stack of ours. */
    trusted: known,
  };
};

export type Facts = ReturnType<typeof gatherFacts>;

const lookAtAccount = async ({
  environment,
  sts,
}: DoctorWorld): Promise<Result<string, Outcome>> => {
  const account = await readAccount(sts);
  if (!account.ok) return fail(ofAwsFault(account.error));
  const fault = accountFault(account.value, environment.account);
  return fault === undefined
    ? account
    : fail(
        red(
          fault,
          'name the right profile in AWS_PROFILE, or correct "account" in the environment file',
        ),
      );
};

interface SecretToLookAt {
  readonly key: string;
  readonly name: string;
  readonly parse: (text: string) => Result<Readonly<Record<string, string>>, readonly string[]>;
}

const lookAtSecret = async (
  { environment, secrets }: DoctorWorld,
  deployed: Fact<unknown>,
  { key, name, parse }: SecretToLookAt,
): Promise<Result<Readonly<Record<string, string>>, Outcome>> => {
  const stack = await deployed();
  if (!stack.ok) return stack;
  const looked = await secrets.look(name);
  if (!looked.ok) return fail(ofAwsFault(looked.error));
  const fill =
    key === GATEWAY_TOKEN_KEY
      ? 'put its last good value back (docs/runbook.md, "The gateway token")'
      : `npm run credentials -- ${environment.name} --only ${key}`;
  switch (looked.value.kind) {
    case 'missing':
      return fail(red(`${name} does not exist`, `npx cdk deploy "${environment.name}/Gateway"`));
    case 'empty':
      return fail(red(`${name} is not filled in`, fill));
    case 'being-deleted':
      return fail(
        red(
          `${name} is about to be deleted`,
          `aws secretsmanager restore-secret --secret-id ${name}`,
        ),
      );
    case 'filled': {
      const parsed = parse(looked.value.value);
      return parsed.ok
        ? parsed
        : fail(red(`${name} has the wrong shape: ${parsed.error.join('; ')}`, fill));
    }
  }
};

const parseGatewayToken: SecretToLookAt['parse'] = (text) =>
  GATEWAY_KEY.test(text)
    ? ok({ key: text })
    : fail(['it should be the 64 letters and digits that the Gateway stack generated']);

const lookAtKeys = async (
  { environment: { name }, secrets }: DoctorWorld,
  gatewayKey: Fact<string>,
): Promise<Result<GatewayKeys, Outcome>> => {
  const current = await gatewayKey();
  if (!current.ok) return current;
  const looked = await secrets.look(secretNames(name).gatewayToken, 'AWSPENDING');
  if (!looked.ok) return fail(ofAwsFault(looked.error));
  const pending = looked.value.kind === 'filled' ? looked.value.value : current.value;
  // After a rotation the label stays on the version in use.
  return ok(
    pending !== current.value && GATEWAY_KEY.test(pending)
      ? { current: current.value, next: pending }
      : { current: current.value },
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const DOMAIN_TIMEOUT_MS = 8_000;

const lookAtDomain = async ({
  environment: { auth0 },
  http,
}: DoctorWorld): Promise<Result<void, Outcome>> => {
  const base = /^https?:/.test(auth0.domain) ? auth0.domain : `https://${auth0.domain}`;
  const answer = await http.request({
    method: 'GET',
    url: `${base}/.well-known/openid-configuration`,
    timeoutMs: DOMAIN_TIMEOUT_MS,
  });
  const advice =
    'correct "auth0.domain" in the environment file; if it is right, look at the network, and at status.auth0.com';
  if (!answer.ok)
    return fail(red(`${auth0.domain} gave no answer (${answer.error.reason})`, advice));
  return answer.value.status === 200
    ? ok(undefined)
    : fail(red(`${auth0.domain} is no Auth0 tenant: it answered ${answer.value.status}`, advice));
};

/** The connection with the applications that may use it. */
export interface LookedAtConnection {
  readonly connection: Connection;
  readonly clients: readonly string[];
}

const lookAtConnection = async (
  { environment: { name, auth0 } }: DoctorWorld,
  session: Fact<Auth0Session>,
): Promise<Result<LookedAtConnection, Outcome>> => {
  const opened = await session();
  if (!opened.ok) return opened;
  const { scopes, caller } = opened.value;
  if (!['read:connections', 'read:connections_options'].every((it) => scopes.includes(it)))
    return fail(skipped(`first see to "${TITLES.scopes}"`));
  const api = createManagementApi(caller);
  const found = await faultOf(async () => {
    const connection = await api.findByName(auth0.connection.name);
    return connection && { connection, clients: await api.listClients(connection.id) };
  });
  if (!found.ok) return fail(red(found.error.sentence, 'try again in a minute'));
  return found.value === undefined
    ? fail(
        red(
          `the tenant has no sms connection of the name "${auth0.connection.name}"`,
          `raise auth0.revision by one, and npx cdk deploy "${name}/*"`,
        ),
      )
    : ok(found.value);
};
