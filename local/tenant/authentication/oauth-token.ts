import {
  jsonResponse,
  readFields,
  textOf,
  type LocalRequest,
  type LocalResponse,
} from '../../http/message';
import { authenticationError } from '../errors';
import { CLIENT_CREDENTIALS_GRANT, PASSWORDLESS_GRANT, type Application } from '../model';
import { ACCESS_TOKEN_SECONDS } from '../token-issuer';
import { accessDenied, addressOf, grantNotAllowed, hasShownItsSecret } from './caller';
import { exchangeCode } from './exchange-code';
import type { AuthenticationWorld } from './world';

/** `POST /oauth/token`, JSON or form, for the two grants this project meets. */
export const oauthToken = async (
  world: AuthenticationWorld,
  request: LocalRequest,
): Promise<LocalResponse> => {
  const fields = readFields(request);
  if (!fields)
    return authenticationError(400, 'invalid_request', 'The body is no JSON and no form');
  const grant = textOf(fields['grant_type']);
  if (grant !== CLIENT_CREDENTIALS_GRANT && grant !== PASSWORDLESS_GRANT)
    return authenticationError(403, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
  const application = world.application(fields['client_id']);
  if (!application || !hasShownItsSecret(application, fields['client_secret']))
    return accessDenied();
  if (!application.grants.includes(grant)) return grantNotAllowed(grant);
  return grant === CLIENT_CREDENTIALS_GRANT
    ? issueManagementToken(world, application, fields['audience'])
    : exchangeCode(world, application, fields, addressOf(request, application));
};

/** docs/sources.md §4.1: the slash at the audience's end matters. The two 403 bodies are unverified. */
const issueManagementToken = async (
  { issuer }: AuthenticationWorld,
  application: Application,
  audience: unknown,
): Promise<LocalResponse> => {
  if (application.clientSecret === undefined) return accessDenied();
  if (audience !== issuer.managementAudience)
    return authenticationError(
      403,
      'access_denied',
      `Service not enabled within domain: ${textOf(audience)}`,
    );
  if (!application.managementScopes)
    return authenticationError(
      403,
      'access_denied',
      `Client is not authorized to access "${issuer.managementAudience}". You need to create a "client-grant" associated to this API.`,
    );
  const scope = application.managementScopes.join(' ');
  const accessToken = await issuer.signAccessToken({
    sub: `${application.clientId}@clients`,
    aud: issuer.managementAudience,
    azp: application.clientId,
    scope,
    gty: 'client-credentials',
  });
  return jsonResponse(200, {
    access_token: accessToken,
    scope,
    expires_in: ACCESS_TOKEN_SECONDS,
    token_type: 'Bearer',
  });
};
