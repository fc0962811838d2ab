import * as v from 'valibot';
import type { ManagementCall } from '../../../lambda/auth0-management/adapters/management-caller';
import { connectionDrift } from '../../../lambda/drift-check/core/connection-drift';
import type { Difference } from '../../../lambda/drift-check/core/differences';
import { fail, ok, type Result } from '../../../lambda/shared/result';
import { registeredProperties } from '../../../lib/registered-properties';
import { reviewGranted } from '../../credentials/try';
import { type Auth0Session, faultOf } from '../../shared/auth0-session';
import { type Facts, type LookedAtConnection, TITLES } from '../facts';
import { type Check, first, given, green, type Outcome, red, skipped, yellow } from '../outcome';
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
          given(connection, (found) => lookAtTenant(opened, found, environment.auth0.integration)),
        ),
    },
    {
      id: 'auth0-connection',
      title: TITLES.connection,
      look: () =>
        given(facts.connection, (found) =>
          given(facts.gatewayUrl, (url) =>
            given(facts.gatewayKey, (key) =>
              ofDrift(
                connectionDrift(registeredProperties(environment, url), key, found).filter(
                  ({ path }) => path !== 'connection.clients',
                ),
                environment.name,
              ),
            ),
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

/** Without these a code does not arrive; the others change how it looks. */
const VITAL = /^connection(\.options(\.(provider|gateway_url|gateway_authentication)(\..*)?)?)?$/;

const ofDrift = (differences: readonly Difference[], environment: string): Outcome => {
  if (differences.length === 0) return green('is as it was registered');
  const paths = differences.map(({ path }) => path.replace('connection.options.', ''));
  const detail = `is not as it was registered: ${paths.join(', ')}`;
  const advice = `npm run drift -- ${environment} shows where; raise auth0.revision by one, and npx cdk deploy "${environment}/*"`;
  return differences.some(({ path }) => VITAL.test(path))
    ? red(detail, advice)
    : yellow(detail, advice);
};

const settingsSchema = v.object({
  phone_consolidated_experience: v.optional(v.boolean(), false),
});

/** Source: auth0.com/docs, "Unified Phone Experience"; an absent flag means false. */
const lookAtTenant = async (
  { scopes, caller }: Auth0Session,
  { connection: { options = {} } }: LookedAtConnection,
  integration: string,
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
          'npx cdk deploy of the Auth0 stack switches it; or set "integration": "sms-gateway"',
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
