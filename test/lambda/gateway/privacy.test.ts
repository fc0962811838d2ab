import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { secretNames } from '../../../lambda/contract';
import { providerRegistry } from '../../../lambda/gateway/adapters/providers/registry';
import { createTestGateway, ENVIRONMENT, signToken, TOKEN_SECRET } from '../../support/gateway';

/**
 * Nothing that the gateway writes or answers holds the code, the text, a token, a secret or more of
 * a number than its country and last two digits. Thousands of generated messages go through the
 * real providers to a server that repeats, in every field it can, what it was sent and more.
 */
const RUNS = 2_000;

const CREDENTIALS = {
  twilio: { authToken: 'twilioAuthToken0f1e2d3c' },
  plivo: { authToken: 'plivoAuthToken4b5a6978' },
  clickatell: { apiKey: 'clickatellApiKey8796a5b4==' },
};
const SECRETS = [TOKEN_SECRET, ...Object.values(CREDENTIALS).flatMap((c) => Object.values(c))];

/** What the provider answers next. */
let answer = { status: 200, headers: {} as Record<string, string>, body: '' };
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (answer.status === 0) request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The SDK looks for credentials as it does in Lambda.
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDTESTONLY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const digits = (min: number, max: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
    .map((list) => list.join(''));

/** Numbers that are reserved for fiction, written in the ways people do. */
const number = fc
  .tuple(
    fc.constantFrom('+1202555', '+1415555', '+1613555', '+44770090'),
    digits(4, 4),
    fc.constantFrom('plain', 'spaced', 'short'),
  )
  .map(([prefix, rest, style]) => {
    const plain =
      prefix === '+44770090' ? `${prefix}0${rest.slice(1)}` : `${prefix}01${rest.slice(2)}`;
    if (style === 'short') return plain.slice(0, 7);
    return style === 'spaced' ? plain.replace(/(\d{3})(\d{3})(?=\d{4}$)/, '-$1-$2 ') : plain;
  });

const message = fc
  .record({
    recipient: number,
    code: digits(6, 10),
    before: fc.constantFrom('Your code is ', 'Acme: ', '', 'Ihr Code lautet\n', '验证码 '),
    after: fc.constantFrom('', ' - do not share it', '.', ' @example.com #'),
    token: fc.constantFrom(
      signToken(),
      signToken({}, { secret: 'somebodyElse'.repeat(5) }),
      signToken({ exp: 1 }),
      TOKEN_SECRET,
    ),
    broken: fc.constantFrom('no', 'no', 'no', 'no', 'truncated', 'wrong types', 'extra fields'),
  })
  .map((parts) => ({ ...parts, text: `${parts.before}${parts.code}${parts.after}` }));

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** Every place of every provider's answer where words can stand. */
const providerAnswer = fc.record({
  status: fc.constantFrom(200, 201, 202, 207, 302, 400, 401, 402, 403, 404, 429, 500, 503, 0),
  echo: fc.constantFrom<(keyof Message | 'secret' | 'authorization')[]>(
    ['code'],
    ['text'],
    ['recipient'],
    ['recipient', 'code'],
    ['secret'],
    ['token'],
    ['text', 'recipient'],
  ),
  shape: fc.constantFrom(
    'id',
    'error code',
    'numeric error code',
    'message',
    'html',
    'xml id',
    'xml error',
    'header',
  ),
});

const bodyOf = (shape: string, echo: string): string => {
  const numeric = Number(echo.replaceAll(/\D/g, '') || 0);
  switch (shape) {
    case 'id':
      return JSON.stringify({
        sid: echo,
        message_uuid: [echo],
        api_id: echo,
        messages: [{ apiMessageId: echo, accepted: true, to: echo, error: null }],
      });
    case 'error code':
    case 'numeric error code': {
      const code = shape === 'error code' ? echo : numeric;
      return JSON.stringify({
        code,
        error_code: code,
        message: echo,
        error: { code, description: echo },
        messages: [{ accepted: false, error: { code, description: echo } }],
      });
    }
    case 'message':
      return JSON.stringify({ message: echo, error: echo, more_info: echo, detail: echo });
    case 'xml id':
      return `<PublishResponse><PublishResult><MessageId>${echo}</MessageId></PublishResult></PublishResponse>`;
    case 'xml error':
      return `<ErrorResponse><Error><Type>Sender</Type><Code>${echo}</Code><Message>Invalid parameter: PhoneNumber Reason: ${echo}</Message></Error></ErrorResponse>`;
    default:
      return `<html><body>${echo}</body></html>`;
  }
};

const requestBody = ({ recipient, text, code, broken }: Message): string => {
  const whole = JSON.stringify({
    recipient,
    body: text,
    sender: '+12025550100',
    req: { ip: '192.0.2.1' },
  });
  if (broken === 'truncated') return whole.slice(0, -3);
  if (broken === 'wrong types')
    return JSON.stringify({ recipient: { [code]: text }, body: [text] });
  if (broken === 'extra fields')
    return JSON.stringify({
      recipient,
      body: text,
      code,
      correlationId: code,
      locale: text,
      [text]: text,
    });
  return whole;
};

/** Everything but the times, in which any digits may turn up by chance. */
const withoutTimes = (line: string): string =>
  JSON.stringify(JSON.parse(line), (key: string, value: unknown) =>
    ['time', 'Timestamp', 'durationMs', 'ms', 'AttemptLatency', 'EndToEndLatency'].includes(key)
      ? 0
      : value,
  );

test('no code, text, token, secret or whole number is in anything written or answered', async () => {
  const provider = (type: keyof typeof providerRegistry, settings: object) => ({
    type,
    baseUrl,
    ...settings,
  });
  const providers = {
    clickatell: provider('clickatell', {}),
    twilio: provider('twilio', { accountSid: `AC${'0'.repeat(32)}`, from: '+12025550100' }),
    plivo: provider('plivo', { authId: 'MAXXXXXXXXXXXXXXXXXX', src: '+12025550100' }),
    sns: provider('sns', {}),
  };
  const names = Object.keys(providers);
  const orders = names.map((_, n) => [...names.slice(n), ...names.slice(0, n)]);
  const gateways = orders.map((order) =>
    createTestGateway({
      providers,
      definitions: providerRegistry,
      routes: [{ countries: ['US', 'GB'], providers: order }],
      secrets: Object.fromEntries(
        Object.entries(CREDENTIALS).map(([name, value]) => [
          secretNames(ENVIRONMENT).provider(name),
          JSON.stringify(value),
        ]),
      ),
    }),
  );
  const escaped: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    escaped.push(String(chunk));
    return true;
  });
  const statuses = new Set<number>();

  try {
    await fc.assert(
      fc.asyncProperty(
        message,
        providerAnswer,
        fc.nat(names.length - 1),
        async (sent, play, first) => {
          const gateway = gateways[first] as (typeof gateways)[number];
          const whole = { ...sent, secret: SECRETS.join(' '), authorization: sent.token };
          const echo = play.echo.map((field) => whole[field]).join(' ');
          answer = {
            status: play.status,
            headers:
              play.shape === 'header'
                ? { 'retry-after': sent.code, location: `/${sent.code}`, 'x-request-id': sent.code }
                : {},
            body: bodyOf(play.shape, echo),
          };
          gateway.lines.splice(0);
          const answered = await gateway.send(requestBody(sent), {
            headers: { authorization: `Bearer ${sent.token}` },
          });
          statuses.add(answered.status);

          const written = [
            ...gateway.lines.map(withoutTimes),
            JSON.stringify(answered.body),
            ...escaped,
          ].join('\n');
          const numberDigits = sent.recipient.replaceAll(/\D/g, '');
          for (const forbidden of [
            sent.code,
            sent.text,
            sent.token,
            ...SECRETS,
            numberDigits.slice(-7),
            numberDigits.slice(0, -2),
          ]) {
            if (written.includes(forbidden)) throw new Error('something private was written');
          }
        },
      ),
      { numRuns: RUNS, seed: 20261123 },
    );
  } finally {
    stdout.mockRestore();
  }
  // The generator reaches every kind of end that it can.
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400, 401, 403, 422, 502]);
}, 120_000);
