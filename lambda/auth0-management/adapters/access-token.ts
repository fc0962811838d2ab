import * as v from 'valibot';
import { managementAudience, tenantBaseUrl } from '../core/tenant';
import type { ManagementCredentials } from './credentials';
import type { createPersistentSender } from './persistent-sender';
import { tokenRefusal, type RefusalContext } from './refusals';

const schema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  scope: v.fallback(v.string(), ''),
});

export interface AccessToken {
  readonly token: string;
  /** What the application was granted, e.g. `read:connections`. */
  readonly scopes: readonly string[];
}

export interface AccessTokenOptions {
  readonly sender: ReturnType<typeof createPersistentSender>;
  readonly readCredentials: () => Promise<ManagementCredentials>;
  readonly context: RefusalContext;
}

/** Asks for a token; throws the sentence of a refusal. */
export const requestAccessToken = async ({
  sender,
  readCredentials,
  context,
}: AccessTokenOptions): Promise<AccessToken> => {
  const { clientId, clientSecret } = await readCredentials();
  context.scrubber.hide(clientSecret);
  const answer = await sender.send({
    label: 'POST /oauth/token',
    // A second token does no harm.
    repeatable: true,
    method: 'POST',
    url: `${tenantBaseUrl(context.domain)}/oauth/token`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: managementAudience(context.domain),
    }),
  });
  if (answer === 'unknown') throw new Error('a repeatable request has no unknown outcome');
  const parsed = v.safeParse(schema, answer.json);
  if (answer.status !== 200 || !parsed.success) throw tokenRefusal(answer, context);
  const { access_token: token, scope } = parsed.output;
  context.scrubber.hide(token);
  return { token, scopes: scope.split(' ').filter((name) => name !== '') };
};

/**
 * The access token for the Management API, asked for once per invocation: it lives for a day, the
 * function for minutes.
 * Source: auth0.com/docs, "Get Management API Access Tokens for Production".
 */
export const createAccess = (options: AccessTokenOptions) => {
  let access: Promise<AccessToken> | undefined;
  return (): Promise<AccessToken> => (access ??= requestAccessToken(options));
};

export const createAccessToken = (options: AccessTokenOptions) => {
  const access = createAccess(options);
  return async (): Promise<string> => (await access()).token;
};
