import { createGatewayClient } from '../../../../lambda/phone-action/adapters/gateway';
import {
  answer,
  deserted,
  drip,
  halfAnswer,
  hang,
  redirectTo,
  reset,
  startHttpServer,
  type Answer,
  type TestServer,
} from '../../../support/http-server';

/** By Node.js's own `fetch`, as Auth0 has it; the sandbox of the stand-in tenant has another. */
let server: TestServer;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server.close());

const post = (url = `${server.url}/sms`, timeoutMs = 5000) =>
  createGatewayClient({ fetch, timeoutMs, now: Date.now })(
    { recipient: '+12025550123', body: 'Your code is 739154', deliveryMethod: 'text' },
    {
      gatewayUrl: url,
      gatewayTokenKey: 'key',
      audience: 'a',
      subject: 's',
      codeLifetimeMs: 180_000,
    },
  );

test('an answer comes back with its status, its body and when to ask again', async () => {
  server.answerWith(answer(429, '{"error":"rate_limited"}', { 'retry-after': '7' }));
  expect(await post()).toEqual({
    kind: 'answered',
    status: 429,
    body: '{"error":"rate_limited"}',
    retryAfter: '7',
  });
});

test('a redirect is an answer and not followed: the token is for the gateway alone', async () => {
  server.answerWith(redirectTo('/elsewhere'));
  expect(await post()).toMatchObject({ kind: 'answered', status: 302 });
  expect(server.requests).toHaveLength(1);
});

test.each<[string, Answer]>([
  ['nothing', hang],
  ['a byte now and then', drip()],
])('%s is given up in time', async (_, reply) => {
  server.answerWith(reply);
  expect(await post(undefined, 150)).toEqual({ kind: 'timeout' });
});

test.each<[string, Answer]>([
  ['a connection that is dropped', reset],
  ['half an answer', halfAnswer()],
])('%s is unreachable, and of the error no words are kept', async (_, reply) => {
  server.answerWith(reply);
  expect(await post()).toEqual({ kind: 'unreachable', cause: expect.stringMatching(/^[A-Z_]+$/) });
});

test('nobody there has a name', async () => {
  expect(await post(await deserted())).toEqual({ kind: 'unreachable', cause: 'ECONNREFUSED' });
});
