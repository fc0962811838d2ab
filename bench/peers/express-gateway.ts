/**
 * The gateway as it was built when Auth0's SMS gateways appeared in 2017, and as most tutorials
 * still build it: an Express app behind serverless-http, jsonwebtoken for the token, Clickatell by
 * HTTP. Brought up to date only where it costs nothing: Express 5, and `fetch` in place of the
 * `request` package. Secrets come from environment variables, which is why it needs no AWS call.
 */
import express from 'express';
import jwt from 'jsonwebtoken';
import serverless from 'serverless-http';

const app = express();
app.disable('x-powered-by');

app.use((request, response, next) => {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  try {
    if (scheme !== 'Bearer') throw new Error('no bearer token');
    jwt.verify(token, process.env.GATEWAY_TOKEN_SECRET, {
      algorithms: ['HS256'],
      audience: process.env.GATEWAY_AUDIENCE,
      subject: process.env.GATEWAY_SUBJECT,
    });
    next();
  } catch {
    response.status(401).json({ error: 'unauthorized' });
  }
});

app.post('/sms', express.json(), async (request, response) => {
  const { recipient, body } = request.body ?? {};
  if (typeof recipient !== 'string' || typeof body !== 'string') {
    response.status(400).json({ error: 'invalid_request' });
    return;
  }
  const answer = await fetch(`${process.env.CLICKATELL_URL}/v1/message`, {
    method: 'POST',
    headers: {
      authorization: process.env.CLICKATELL_API_KEY,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({
      messages: [{ channel: 'sms', to: recipient.replace(/^\+/, ''), content: body }],
    }),
  });
  const { messages = [] } = await answer.json();
  if (!messages[0]?.accepted) {
    console.error(JSON.stringify({ level: 'ERROR', message: 'not sent', status: answer.status }));
    response.status(502).json({ error: 'delivery_failed' });
    return;
  }
  console.log(JSON.stringify({ level: 'INFO', message: 'sent', id: messages[0].apiMessageId }));
  response.json({ status: 'accepted', messageId: messages[0].apiMessageId });
});

export const handler = serverless(app);
