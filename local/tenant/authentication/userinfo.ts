import { jsonResponse, textOf, type LocalRequest, type LocalResponse } from '../../http/message';
import { profileOf } from './exchange-code';
import type { AuthenticationWorld } from './world';

/** `GET /userinfo` with an access token from the passwordless exchange. */
export const userinfo = async (
  { issuer, users }: AuthenticationWorld,
  request: LocalRequest,
): Promise<LocalResponse> => {
  const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  const claims = token === undefined ? undefined : await issuer.readUserinfoToken(token);
  const user = users.byId((claims?.sub ?? '').replace('sms|', ''));
  if (!claims || !user) return { status: 401, body: 'Unauthorized' };
  return jsonResponse(200, {
    sub: claims.sub,
    ...profileOf(user, textOf(claims['scope']).split(' ')),
  });
};
