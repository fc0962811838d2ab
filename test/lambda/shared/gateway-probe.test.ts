import { gatewayTokenClaims, secretNames } from '../../../lambda/contract';
import { createHttpClient } from '../../../lambda/shared/http';
import { probeGateway } from '../../../lambda/shared/gateway-probe';
import { serve, type RunningServer } from '../../../local/http/serve';
import {
  createTestGateway,
  ENVIRONMENT,
  inMemorySecrets,
  TOKEN_SECRET,
} from '../../support/gateway';

const NAME = secretNames(ENVIRONMENT).gatewayToken;
const NEXT_SECRET = 'TheNextValueOfTheSecret'.repeat(3);
const running: RunningServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

const started = async (server: Promise<RunningServer>): Promise<string> => {
  const { url, ...rest } = await server;
  running.push({ url, ...rest });
  return `${url}/sms`;
};

/** The real handler behind a port, with a provider that may not be asked. */
const startGateway = (values: Record<string, string> = { [NAME]: TOKEN_SECRET }) => {
  const { send } = createTestGateway({
    providers: {},
    definitions: {},
    store: inMemorySecrets(values),
  });
  return started(
    serve(async ({ body, headers }) => {
      const answer = await send(body, { headers: { Authorization: headers['authorization'] } });
      return { status: answer.status, body: JSON.stringify(answer.body) };
    }),
  );
};

const probe = (url: string, overrides: Partial<Parameters<typeof probeGateway>[0]> = {}) =>
  probeGateway({
    http: createHttpClient(),
    url,
    key: TOKEN_SECRET,
    ...gatewayTokenClaims(ENVIRONMENT),
    now: Date.now,
    timeoutMs: 3000,
    ...overrides,
  });

test('a key that the gateway accepts is ready', async () => {
  expect(await probe(await startGateway())).toBe('ready');
});

test('so is the pending key of a rotation', async () => {
  const url = await startGateway({ [NAME]: TOKEN_SECRET, [`AWSPENDING ${NAME}`]: NEXT_SECRET });
  expect(await probe(url, { key: NEXT_SECRET })).toBe('ready');
});

test.each<[string, Partial<Parameters<typeof probeGateway>[0]>]>([
  ['a key it does not know', { key: NEXT_SECRET }],
  ['the audience of another environment', { audience: 'urn:sms-gateway:prod' }],
  ['the subject of another environment', { subject: 'auth0:prod' }],
  ['a clock that is two minutes and more slow', { now: () => Date.now() - 130_000 }],
  ['a clock that is two minutes fast', { now: () => Date.now() + 120_000 }],
])('%s is refused with 401', async (_, overrides) => {
  expect(await probe(await startGateway(), overrides)).toEqual({ refused: 401 });
});

test('a gateway without its secret refuses with 503', async () => {
  expect(await probe(await startGateway({}))).toEqual({ refused: 503 });
});

test.each([
  ['is a web page', { status: 200, body: '<html>' }],
  ['is JSON of another kind', { status: 200, body: '{"status":"accepted"}' }],
  ['is null', { status: 200, body: 'null' }],
])('an answer of 200 that %s is no gateway’s', async (_, answer) => {
  const url = await started(serve(() => answer));
  expect(await probe(url)).toEqual({ unreachable: 'malformed' });
});

test('a gateway that hangs is given up in time', async () => {
  const url = await started(serve(() => ({ misbehaves: 'hangs' })));
  expect(await probe(url, { timeoutMs: 50 })).toEqual({ unreachable: 'timeout' });
});

test('nobody there is told from a gateway that refuses', async () => {
  expect(await probe('http://127.0.0.1:1/sms')).toEqual({ unreachable: 'refused' });
});
