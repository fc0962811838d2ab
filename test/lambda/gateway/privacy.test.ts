import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { secretNames } from '../../../lambda/contract';
import type { AnyProviderDefinition } from '../../../lambda/gateway/adapters/providers/provider';
import { providerRegistry } from '../../../lambda/gateway/adapters/providers/registry';
import { sendLimitsConfig } from '../../../lib/send-limits-config';
import { sendLimitsOf } from '../../support/environment';
import { hostileBody, PLACES } from '../../support/hostile-answers';
import { howOften } from '../../support/how-often';
import {
  PROVIDER_SECRETS,
  SECRETIVE_PROVIDERS,
  settingsAt,
} from '../../support/secretive-providers';
import {
  createTestGateway,
  ENVIRONMENT,
  LIMITS_KEY,
  signToken,
  TOKEN_SECRET,
  type LogLine,
} from '../../support/gateway';

/**
 * Nothing that the gateway writes or answers holds the code, the text, a token, a secret or more of
 * a number than its country and last two digits. Generated messages, thousands of them in
 * `npm run test:exhaustive`, go through the real providers to a server that repeats, in every field it
 * can, what it was sent and more.
 */
const RUNS = howOften({ exhaustively: 6_000, otherwise: 600 });

const REQUESTER = '198.51.100.77';
const SECRETS = [TOKEN_SECRET, LIMITS_KEY, REQUESTER, ...PROVIDER_SECRETS];
/** Text goes by every provider; calls by those that can speak. */
const ROUTES = Object.entries<AnyProviderDefinition>(providerRegistry).flatMap(
  ([type, { connectVoice }]) => [
    { type, method: 'text' },
    ...(connectVoice ? [{ type, method: 'voice' }] : []),
  ],
);

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

const lettersOf = (letters: string, min: number, max: number) =>
  fc
    .array(fc.constantFrom(...letters.split('')), { minLength: min, maxLength: max })
    .map((list) => list.join(''));

/** Auth0's are of digits; with letters among them or alone, an Action has made them and names them. */
const code = fc.oneof(
  { weight: 3, arbitrary: digits(6, 10) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(lettersOf('BCDFGHJKLMNPQRSTVWXZ', 2, 4), digits(2, 4))
      .map(([letters, rest]) => letters + rest),
  },
  { weight: 1, arbitrary: lettersOf('BCDFGHJKLMNPQRSTVWXZ', 6, 8) },
);

const message = fc
  .record({
    recipient: number,
    code,
    spelled: fc.constantFrom('together', 'together', 'apart'),
    before: fc.constantFrom('Your code is ', 'Acme: ', '', 'Ihr Code lautet\n', '验证码 '),
    after: fc.constantFrom('', ' - do not share it', '.', ' @example.com #'),
    token: fc.constantFrom(
      ...Array.from({ length: 9 }, () => signToken()),
      signToken({}, { secret: 'somebodyElse'.repeat(5) }),
      signToken({ exp: 1 }),
      signToken({ body_sha256: 'ofAnotherBody' }),
      TOKEN_SECRET,
    ),
    broken: fc.constantFrom(
      ...Array<'no'>(9).fill('no'),
      'truncated',
      'wrong types',
      'extra fields',
      'a probe as well',
    ),
  })
  .map((parts) => {
    const spelled = parts.spelled === 'apart' ? parts.code.split('').join('-') : parts.code;
    return { ...parts, text: `${parts.before}${spelled}${parts.after}` };
  });

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** Every place of every provider's answer where words can stand. */
const providerAnswer = fc.record({
  status: fc.constantFrom(
    200,
    200,
    200,
    201,
    201,
    202,
    207,
    302,
    400,
    401,
    402,
    403,
    404,
    429,
    500,
    503,
    0,
  ),
  echo: fc.constantFrom<(keyof Message | 'secret' | 'authorization')[]>(
    ['code'],
    ['text'],
    ['recipient'],
    ['recipient', 'code'],
    ['secret'],
    ['token'],
    ['text', 'recipient'],
  ),
  place: fc.constantFrom('id', 'id', ...PLACES),
});

const requestBody = (
  { recipient, text, code: named, spelled, broken }: Message,
  deliveryMethod: string,
): string => {
  // Without its name, nobody can know a code from a word, nor from a number spelled apart.
  const needsName = spelled === 'apart' || !/\d/.test(named) || named.length % 2 === 0;
  const whole = JSON.stringify({
    recipient,
    body: text,
    deliveryMethod,
    ...(needsName && { code: named }),
    sender: '+12025550100',
    req: { ip: REQUESTER },
  });
  if (broken === 'truncated') return whole.slice(0, -3);
  if (broken === 'wrong types')
    return JSON.stringify({ recipient: { [named]: text }, body: [text] });
  if (broken === 'extra fields')
    return JSON.stringify({
      recipient,
      body: text,
      code: named,
      deliveryMethod,
      correlationId: named,
      locale: text,
      [text]: text,
    });
  if (broken === 'a probe as well')
    return JSON.stringify({ probe: true, [named]: text, recipient });
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
  const providers = settingsAt(baseUrl);
  const gatewayOf = ({ type, method }: (typeof ROUTES)[number], mode: 'enforce' | 'shadow') => ({
    ...createTestGateway({
      providers,
      definitions: providerRegistry,
      routes: [{ countries: ['US', 'GB'], methods: ['text', 'voice'], providers: [type] }],
      sendLimits: sendLimitsConfig(sendLimitsOf({ mode, perRecipient: { per10Minutes: 2 } }), []),
      secrets: Object.fromEntries(
        Object.entries(SECRETIVE_PROVIDERS).map(([name, { credentials }]) => [
          secretNames(ENVIRONMENT).provider(name),
          JSON.stringify(credentials),
        ]),
      ),
    }),
    type,
    method,
  });
  // In shadow mode the limits write all they know, and hide no provider's answer.
  const gateways = ROUTES.map((route) => gatewayOf(route, 'shadow'));
  // Twice, so that the second is a repeat; most of both come to a limit.
  const strict = gatewayOf({ type: 'clickatell', method: 'text' }, 'enforce');
  const escaped: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    escaped.push(String(chunk));
    return true;
  });
  const statuses = new Set<number>();
  /** Which routes came to which kinds of end. */
  const ends = new Set<string>();
  const breakers = new Set<string>();

  try {
    await fc.assert(
      fc.asyncProperty(
        message,
        providerAnswer,
        fc.nat(ROUTES.length - 1),
        async (sent, play, nth) => {
          const gateway = gateways[nth] as (typeof gateways)[number];
          const whole = { ...sent, secret: SECRETS.join(' '), authorization: sent.token };
          const echo = play.echo.map((field) => whole[field]).join(' ');
          answer = {
            status: play.status,
            headers:
              play.place === 'header'
                ? { 'retry-after': sent.code, location: `/${sent.code}`, 'x-request-id': sent.code }
                : {},
            body: hostileBody(play.place, echo, gateway.type),
          };
          gateway.lines.splice(0);
          const headers = { authorization: `Bearer ${sent.token}` };
          const answered = await gateway.send(requestBody(sent, gateway.method), { headers });
          statuses.add(answered.status);
          strict.lines.splice(0);
          const answers: object[] = [answered.body];
          for (const _ of nth % 4 === 0 ? ['first', 'repeat'] : []) {
            const limited = await strict.send(requestBody(sent, 'text'), { headers });
            statuses.add(limited.status);
            if (limited.body['status'] === 'duplicate') ends.add('duplicate');
            answers.push(limited);
          }
          for (const line of gateway.lines.map((text) => JSON.parse(text) as LogLine)) {
            if (line.message === 'attempt')
              ends.add(`${gateway.type} ${gateway.method} ${String(line['class'])}`);
            if (line.message === 'breaker') breakers.add(String(line['status']));
          }

          const written = [
            ...[...gateway.lines, ...strict.lines].map(withoutTimes),
            JSON.stringify(answers),
            ...escaped,
          ]
            .join('\n')
            .toLowerCase();
          const numberDigits = sent.recipient.replaceAll(/\D/g, '');
          for (const forbidden of [
            sent.code,
            sent.text,
            sent.token,
            ...SECRETS,
            numberDigits.slice(-7),
            numberDigits.slice(0, -2),
          ]) {
            if (written.includes(forbidden.toLowerCase()))
              throw new Error('something private was written');
          }
        },
      ),
      { numRuns: RUNS, seed: 20261123 },
    );
  } finally {
    stdout.mockRestore();
  }
  // The generator reaches every kind of end that it can: for each route, where it has the time.
  const classes = ['accepted', 'unknown', 'configuration'];
  const wanted = howOften({
    exhaustively: ROUTES.flatMap(({ type, method }) =>
      classes.map((end) => `${type} ${method} ${end}`),
    ),
    otherwise: [...ROUTES.map(({ type, method }) => `${type} ${method} `), ...classes],
  });
  const missing = wanted.filter((part) => ![...ends].some((end) => end.includes(part)));
  expect(missing).toEqual([]);
  expect(ends).toContain('duplicate');
  expect([...breakers].toSorted()).toEqual(['closed', 'open']);
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400, 401, 403, 422, 429, 502]);
}, 120_000);
