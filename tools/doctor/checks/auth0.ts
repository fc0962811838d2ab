import * as v from 'valibot';
import type { ManagementCall } from '../../../lambda/auth0-management/adapters/management-caller';
import { keyToRegister } from '../../../lambda/auth0-connection/core/key';
import type { GatewayKeys } from '../../../lambda/auth0-management/core/gateway-keys';
import type { Integration } from '../../../lambda/contract';
import { connectionDrift } from '../../../lambda/drift-check/core/connection-drift';
import { fail, ok, type Result } from '../../../lambda/shared/result';
import type { Environment } from '../../../lib/environment';
import { registeredProperties } from '../../../lib/registered-properties';
import { reviewGranted } from '../../credentials/try';
import { type Auth0Session, faultOf } from '../../shared/auth0-session';
import { ofDrift } from '../drift-outcome';
import type { Facts, LookedAtConnection } from '../facts';
import { type Check, first, given, green, type Outcome, red, skipped, yellow } from '../outcome';
import { TITLES } from '../titles';
import type { DoctorWorld } from '../world';

/** `grant_type` of the exchange of a code. Source: auth0.com/docs, Authentication API, /oauth/token */
const PASSWORDLESS_GRANT = 'http://auth0.com/oauth/grant-type/passwordless/otp';

/** The tenant, and what the registration made of it. Only GETs, and one token. */
export const auth0Checks = (world: DoctorWorld, facts: Facts): readonly Check[] => {
  const { environment } = world;
  const session = first(TITLES.token, facts.session);
  const connection = first(TITLES.connection, facts.connection);
  return [
    { id: 'auth0-domain', title: TITLES.domain, look: () => given(facts.domain, () => green()) },
    { id: 'auth0-token', title: TITLES.token, look: () => given(facts.session, () => green()) },
    {
      id: 'auth0-scopes',
      title: TITLES.scopes,
      look: () => given(session, ({ scopes }) => ofScopes(scopes, world)),
    },
    {
      id: 'auth0-tenant',
      title: 'Auth0 tenant',
      look: () =>
        given(session, (opened) =>
          given(connection, (found) => lookAtTenant(opened, found, environment)),
        ),
    },
    {
      id: 'auth0-connection',
      title: TITLES.connection,
      look: () =>
        given(facts.connection, (found) =>
          given(facts.gatewayUrl, (url) =>
            given(facts.gatewayKeys, (keys) => ofConnection(found, { environment, url, keys })),
          ),
        ),
    },
    {
      id: 'auth0-applications',
      title: 'Auth0 applications',
      look: () =>
        given(session, (opened) =>
          given(connection, (found) => lookAtApplications(opened, found, world)),
        ),
    },
  ];
};

const ofScopes = (scopes: readonly string[], { environment }: DoctorWorld): Outcome => {
  const { level, remarks, advice } = reviewGranted(scopes, environment.auth0);
  if (level === 'green' || advice === undefined) return green(`${scopes.length} granted`);
  return { level, detail: remarks.join('; '), advice };
};

const ofConnection = (
  found: LookedAtConnection,
  { environment, url, keys }: ConnectionNeeds,
): Outcome => {
  const key = keyToRegister(keys, found.connection.options);
  const differences = connectionDrift(registeredProperties(environment, url), key, found);
  return ofDrift(
    // Another line has the applications.
    differences.filter(({ path }) => path !== 'connection.clients'),
    environment.name,
    ({ path }) => VITAL[environment.auth0.integration].test(path),
  );
};

interface ConnectionNeeds {
  readonly environment: Environment;
  readonly url: string;
  readonly keys: GatewayKeys;
}

/** Without these a code does not arrive; the others change how it looks. */
const VITAL: Readonly<Record<Integration, RegExp>> = {
  'sms-gateway':
    /^connection(\.options(\.(provider|gateway_url|gateway_authentication)(\..*)?)?)?$/,
  'phone-provider': /^connection(\.options(\.use_phone_provider)?)?$/,
};

const settingsSchema = v.object({
  phone_consolidated_experience: v.optional(v.boolean(), false),
});

/** Source: auth0.com/docs, "Unified Phone Experience"; an absent flag means false. */
const lookAtTenant = async (
  { scopes, caller }: Auth0Session,
  { connection: { options = {} } }: LookedAtConnection,
  { name, auth0: { integration } }: Environment,
): Promise<Outcome> => {
  if (!scopes.includes('read:tenant_settings'))
    return skipped('the application has no scope read:tenant_settings');
  const settings = await read(caller, settingsSchema, {
    method: 'GET',
    path: '/tenants/settings',
    query: { fields: 'phone_consolidated_experience', include_fields: 'true' },
    scopes: ['read:tenant_settings'],
  });
  if (!settings.ok) return settings.error;
  const usesProvider = settings.value.phone_consolidated_experience;
  const bypasses =
    options['use_phone_provider'] === true || options['use_phone_provider'] === 'unified';
  if (integration === 'phone-provider') {
    return usesProvider
      ? green('sends through its phone provider')
      : red(
          'sends through the connection, and the environment file says "phone-provider"',
          `raise auth0.revision by one, and npx cdk deploy "${name}/*"; or set "integration": "sms-gateway"`,
        );
  }
  const advice =
    'set "integration": "phone-provider" in the environment file, or switch the tenant-level messaging provider of the connection off in the Auth0 dashboard';
  if (bypasses) {
    return red(
      'the connection uses the tenant-level phone provider (use_phone_provider), so codes do not come through the gateway',
      advice,
    );
  }
  return usesProvider
    ? yellow(
        'it has the unified phone experience (phone_consolidated_experience), in which codes may go through its phone provider and not through the gateway',
        advice,
      )
    : green('sends through the SMS gateway of the connection');
};

const applicationSchema = v.object({
  name: v.optional(v.string(), ''),
  grant_types: v.optional(v.array(v.string()), []),
});

const lookAtApplications = async (
  { scopes, caller }: Auth0Session,
  { clients }: LookedAtConnection,
  { environment: { name, auth0 } }: DoctorWorld,
): Promise<Outcome> => {
  const redeploy = `raise auth0.revision by one, and npx cdk deploy "${name}/*"`;
  const listed = auth0.connection.enabledClients;
  const missing = listed.filter((clientId) => !clients.includes(clientId));
  if (missing.length > 0) return red(`may not use the connection: ${missing.join(', ')}`, redeploy);
  if (clients.length === 0) {
    return red(
      'no application may use the connection, so nobody can sign in through it',
      `name them in auth0.connection.enabledClients of ${name}.json, and npx cdk deploy "${name}/*"`,
    );
  }
  if (!scopes.includes('read:clients')) {
    return listed.length === 0
      ? green(`${clients.length} may use the connection`)
      : skipped('the application has no scope read:clients, so their grants were not looked at');
  }
  for (const clientId of listed) {
    const application = await read(caller, applicationSchema, {
      method: 'GET',
      path: '/clients/{id}',
      id: clientId,
      query: { fields: 'name,grant_types', include_fields: 'true' },
      scopes: ['read:clients'],
    });
    if (!application.ok) {
      return application.error.detail?.includes(' 404') === true
        ? red(
            `the tenant has no application ${clientId}`,
            `correct auth0.connection.enabledClients in ${name}.json, and deploy`,
          )
        : application.error;
    }
    if (!application.value.grant_types.includes(PASSWORDLESS_GRANT)) {
      return red(
        `the application ${clientId} lacks the grant "Passwordless OTP", so it cannot exchange a code`,
        'in the Auth0 dashboard, under Applications, its Advanced Settings, Grant Types, tick Passwordless OTP',
      );
    }
  }
  return green(`${clients.length} may use the connection`);
};

/** One GET, read by its schema. */
const read = async <T>(
  caller: Auth0Session['caller'],
  schema: v.GenericSchema<unknown, T>,
  call: ManagementCall,
): Promise<Result<T, Outcome>> => {
  const answer = await faultOf(() => caller.ask(call));
  if (!answer.ok) return fail(yellow(`not checked: ${answer.error.sentence}`, 'try again'));
  const parsed = v.safeParse(schema, answer.value.json);
  if (answer.value.status === 200 && parsed.success) return ok(parsed.output);
  return fail(
    yellow(
      `not checked: ${caller.refused(answer.value, call).message}`,
      'do what it says, then look again',
    ),
  );
};
