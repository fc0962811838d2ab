/**
 * A plain handler around Twilio's own SDK, as its quickstart has it: no framework, jsonwebtoken for
 * the token, credentials in environment variables.
 */
import jwt from 'jsonwebtoken';
import twilio from 'twilio';

/**
 * The SDK knows no base URL, so its requests are turned to loopback on their way out. `httpClient` is
 * its documented extension point; everything else is the SDK's own path, keep-alive included.
 */
class LoopbackClient extends twilio.RequestClient {
  request(options) {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: `${process.env.TWILIO_URL}${pathname}${search}` });
  }
}

const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN, {
  httpClient: new LoopbackClient(),
});

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const isAuthorized = (event): boolean => {
  const [scheme, token] = (event.headers?.Authorization ?? '').split(' ');
  try {
    jwt.verify(token, process.env.GATEWAY_TOKEN_SECRET, {
      algorithms: ['HS256'],
      audience: process.env.GATEWAY_AUDIENCE,
      subject: process.env.GATEWAY_SUBJECT,
    });
    return scheme === 'Bearer';
  } catch {
    return false;
  }
};

const readMessage = (event) => {
  try {
    const { recipient, body } = JSON.parse(event.body);
    return typeof recipient === 'string' && typeof body === 'string'
      ? { recipient, body }
      : undefined;
  } catch {
    return undefined;
  }
};

export const handler = async (event) => {
  if (!isAuthorized(event)) return answer(401, { error: 'unauthorized' });
  const message = readMessage(event);
  if (message === undefined) return answer(400, { error: 'invalid_request' });
  try {
    const { sid } = await client.messages.create({
      to: message.recipient,
      messagingServiceSid: process.env.TWILIO_MESSAGING_SERVICE_SID,
      body: message.body,
    });
    console.log(JSON.stringify({ level: 'INFO', message: 'sent', id: sid }));
    return answer(200, { status: 'accepted', messageId: sid });
  } catch (error) {
    console.error(JSON.stringify({ level: 'ERROR', message: 'not sent', code: error.code }));
    return answer(502, { error: 'delivery_failed' });
  }
};
