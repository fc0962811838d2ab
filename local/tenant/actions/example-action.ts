/**
 * An Action that calls the gateway, for the laptop and for tests: signs a short-lived HS256 token and
 * posts what Auth0's custom SMS gateway would have got. Secrets: GATEWAY_URL, GATEWAY_TOKEN_SECRET,
 * GATEWAY_AUDIENCE, GATEWAY_SUBJECT.
 */
export const EXAMPLE_ACTION = `
const { createHmac, randomUUID } = require('node:crypto');

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const sign = ({ GATEWAY_TOKEN_SECRET, GATEWAY_AUDIENCE, GATEWAY_SUBJECT }) => {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { aud: GATEWAY_AUDIENCE, sub: GATEWAY_SUBJECT, iat, exp: iat + 60, jti: randomUUID() };
  const signed = part({ alg: 'HS256', typ: 'JWT' }) + '.' + part(claims);
  return signed + '.' + createHmac('sha256', GATEWAY_TOKEN_SECRET).update(signed).digest('base64url');
};

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient, as_text: body, message_type: messageType } = event.notification;
  const response = await fetch(event.secrets.GATEWAY_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer ' + sign(event.secrets),
    },
    body: JSON.stringify({ recipient, body, messageType }),
    signal: AbortSignal.timeout(17000),
  });
  if (response.status === 200) return;
  const reason = 'the gateway answered ' + response.status;
  if (response.status === 429 || response.status >= 500) api.notification.retry(reason);
  else api.notification.drop(reason);
};
`;
