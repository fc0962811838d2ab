/**
 * The world around the contestants, in a process of its own so that its CPU time is not theirs:
 * Clickatell, Twilio, Amazon SNS, Secrets Manager and DynamoDB on one loopback port. It remembers what it was
 * asked to send, so that the benchmark can insist that every message really went out.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CREDENTIALS, SECRET_VALUES, type Message } from './fixtures';

/** DynamoDB also lives at this path, where it takes {@link SLOW_COUNTERS_MS} for every answer. */
export const SLOW_COUNTERS_PATH = '/slow';
export const SLOW_COUNTERS_MS = 50;

export interface StandIns {
  /** `http://127.0.0.1:<port>`, the base URL of every stand-in. */
  readonly url: string;
  /** What was sent since the last call. */
  readonly takeSent: () => Promise<readonly Message[]>;
  readonly stop: () => void;
}

/** Starts this file as a process; it ends by itself when the benchmark does. */
export const startStandIns = async (): Promise<StandIns> => {
  const child = fork(__filename, ['serve']);
  const next = async (): Promise<unknown> => (await once(child, 'message'))[0];
  const { port } = (await next()) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    takeSent: async () => {
      child.send('take sent');
      return (await next()) as readonly Message[];
    },
    stop: () => child.disconnect(),
  };
};

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Set when the answer says that a message is on its way. */
  readonly sent?: Message;
}

type StandIn = (request: IncomingMessage, body: string) => Answer;

const serve = (): void => {
  let sent: Message[] = [];
  let count = 0;

  const id = () => String(++count).padStart(32, '0');
  const json = (status: number, value: unknown, message?: Message): Answer => ({
    status,
    type: 'application/json',
    body: JSON.stringify(value),
    sent: message,
  });

  const clickatell: StandIn = (request, body) => {
    if (request.headers.authorization !== CREDENTIALS.clickatellApiKey)
      return json(401, { messages: [], error: { code: 1, description: 'Invalid API key' } });
    const { messages } = JSON.parse(body) as { messages: { to: string; content: string }[] };
    const [message] = messages;
    if (message === undefined)
      return json(400, { messages: [], error: { code: 21, description: 'Malformed' } });
    const { to, content } = message;
    return json(
      202,
      { messages: [{ apiMessageId: id(), accepted: true, to, error: null }], error: null },
      { recipient: `+${to}`, text: content },
    );
  };

  const twilioLogin = Buffer.from(
    `${CREDENTIALS.twilioAccountSid}:${CREDENTIALS.twilioAuthToken}`,
  ).toString('base64');

  const twilio: StandIn = (request, body) => {
    if (request.headers.authorization !== `Basic ${twilioLogin}`)
      return json(401, { code: 20003, message: 'Authenticate', more_info: '', status: 401 });
    const form = new URLSearchParams(body);
    const message = { recipient: form.get('To') ?? '', text: form.get('Body') ?? '' };
    return json(
      201,
      {
        account_sid: CREDENTIALS.twilioAccountSid,
        api_version: '2010-04-01',
        body: message.text,
        date_created: 'Mon, 02 Nov 2026 08:00:00 +0000',
        date_sent: null,
        date_updated: 'Mon, 02 Nov 2026 08:00:00 +0000',
        direction: 'outbound-api',
        error_code: null,
        error_message: null,
        from: null,
        messaging_service_sid: form.get('MessagingServiceSid'),
        num_media: '0',
        num_segments: '1',
        price: null,
        price_unit: 'USD',
        sid: `SM${id()}`,
        status: 'accepted',
        subresource_uris: {},
        to: message.recipient,
        uri: request.url,
      },
      message,
    );
  };

  const sns: StandIn = (_request, body) => {
    const form = new URLSearchParams(body);
    return {
      status: 200,
      type: 'text/xml',
      body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id()}</MessageId></PublishResult><ResponseMetadata><RequestId>${id()}</RequestId></ResponseMetadata></PublishResponse>`,
      sent: { recipient: form.get('PhoneNumber') ?? '', text: form.get('Message') ?? '' },
    };
  };

  const secretsManager: StandIn = (_request, body) => {
    const { SecretId, VersionStage = 'AWSCURRENT' } = JSON.parse(body) as {
      SecretId: string;
      VersionStage?: string;
    };
    const value = SECRET_VALUES[SecretId];
    if (value === undefined || VersionStage !== 'AWSCURRENT')
      return json(400, { __type: 'ResourceNotFoundException', Message: `No ${SecretId}` });
    return json(200, {
      ARN: `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${SecretId}-AbCdEf`,
      Name: SecretId,
      SecretString: value,
      VersionId: '11111111-2222-3333-4444-555555555555',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: 1_793_600_000,
    });
  };

  /** It counts nothing: whatever is asked of it is done, and no breaker is open. */
  const dynamoDb: StandIn = () => json(200, { Attributes: {}, Items: [], Count: 0 });

  /** All AWS services live at `/`; the JSON protocol names its operation in a header. */
  const aws: StandIn = (request, body) => {
    const signed = `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.awsAccessKeyId}/`;
    if (!request.headers.authorization?.startsWith(signed))
      return json(403, { __type: 'UnrecognizedClientException', message: 'Not signed' });
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target === '') return sns(request, body);
    return target.startsWith('DynamoDB') ? dynamoDb(request, body) : secretsManager(request, body);
  };

  const standInFor = (path: string): StandIn => {
    if (path === '/' || path === SLOW_COUNTERS_PATH) return aws;
    if (path === '/v1/message') return clickatell;
    if (path === `/2010-04-01/Accounts/${CREDENTIALS.twilioAccountSid}/Messages.json`)
      return twilio;
    return () => json(404, { message: `Nobody lives at ${path}` });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const answer = standInFor(pathname)(request, Buffer.concat(chunks).toString('utf8'));
      if (answer.sent !== undefined) sent.push(answer.sent);
      const reply = () =>
        response
          .writeHead(answer.status, {
            'content-type': answer.type,
            'content-length': Buffer.byteLength(answer.body),
            'x-amzn-requestid': '00000000-0000-0000-0000-000000000000',
          })
          .end(answer.body);
      if (pathname === SLOW_COUNTERS_PATH) setTimeout(reply, SLOW_COUNTERS_MS);
      else reply();
    });
  });

  server.listen(0, '127.0.0.1', () =>
    process.send?.({ port: (server.address() as AddressInfo).port }),
  );
  process.on('message', () => {
    process.send?.(sent);
    sent = [];
  });
  process.on('disconnect', () => process.exit());
};

if (process.argv[2] === 'serve') serve();
