import { PHONE_ACTION_SECRETS } from '../../contract';
import { fail, ok, type Result } from '../../shared/result';
import { textAt } from './reading';

export interface ActionSettings {
  readonly gatewayUrl: string;
  readonly gatewayTokenKey: string;
  readonly audience: string;
  readonly subject: string;
  /** How long a code is good for. */
  readonly codeLifetimeMs: number;
}

/** Auth0's own default of a passwordless code (auth0.com/docs, "Passwordless Connections"). */
const DEFAULT_CODE_LIFETIME_SECONDS = 180;
const DEPLOY = 'deploy the environment again';

/** Reads the Action's secrets. The fault names the secret and never its value. */
export const readSettings = (event: unknown): Result<ActionSettings, string> => {
  const secret = (name: string) => textAt(event, 'secrets', name);
  const { codeLifetimeSeconds: lifetime, ...required } = PHONE_ACTION_SECRETS;
  const missing = Object.values(required).filter((name) => secret(name) === undefined);
  if (missing.length > 0)
    return fail(`the Action lacks the secret ${missing.join(', ')}; ${DEPLOY}`);
  const [gatewayUrl = '', gatewayTokenKey = '', audience = '', subject = ''] = [
    required.gatewayUrl,
    required.gatewayTokenKey,
    required.audience,
    required.subject,
  ].map(secret);
  if (!isGatewayUrl(gatewayUrl))
    return fail(`the Action's secret ${required.gatewayUrl} is no https address; ${DEPLOY}`);
  const seconds = secret(lifetime) ?? String(DEFAULT_CODE_LIFETIME_SECONDS);
  if (!/^[1-9]\d{0,8}$/.test(seconds))
    return fail(`the Action's secret ${lifetime} is no number of seconds; ${DEPLOY}`);
  return ok({
    gatewayUrl,
    gatewayTokenKey,
    audience,
    subject,
    codeLifetimeMs: Number(seconds) * 1000,
  });
};

/** https, or http to this very machine, as in tests. */
const isGatewayUrl = (text: string): boolean =>
  URL.canParse(text) && /^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(new URL(text).href);
