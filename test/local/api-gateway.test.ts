import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createLocalApi, toProxyEvent } from '../../local/api-gateway';
import { localRequest } from '../../local/http/message';

const setUp = () => {
  const events: APIGatewayProxyEvent[] = [];
  const api = createLocalApi((event) => {
    events.push(event);
    return Promise.resolve({ statusCode: 200, headers: { 'x-count': 1 }, body: '{}' });
  });
  return { api, events };
};

test('hands a POST to /sms to the handler and its result back', async () => {
  const { api, events } = setUp();
  const answer = await api(localRequest('POST', '/sms', { body: { recipient: '+12025550123' } }));
  expect(answer).toEqual({ status: 200, headers: { 'x-count': '1' }, body: '{}' });
  expect(events).toHaveLength(1);
});

test.each([
  ['GET', '/sms'],
  ['POST', '/'],
  ['POST', '/sms/'],
  ['POST', '/other'],
])('%s %s is not found, and the handler is not asked', async (method, path) => {
  const { api, events } = setUp();
  expect(await api(localRequest(method, path))).toMatchObject({
    status: 404,
    body: '{"error":"not_found"}',
  });
  expect(events).toEqual([]);
});

test('a handler that throws becomes what the API answers then', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation();
  const api = createLocalApi(() => Promise.reject(new Error('bug')));
  expect(await api(localRequest('POST', '/sms'))).toMatchObject({
    status: 503,
    body: '{"error":"unavailable"}',
  });
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});

test('the event has what API Gateway sends', () => {
  const event = toProxyEvent(
    {
      ...localRequest('POST', '/sms?a=1&a=2', {
        body: 'text',
        remoteAddress: '192.0.2.1',
        headers: { 'User-Agent': 'Auth0' },
      }),
      rawHeaders: [
        ['User-Agent', 'Auth0'],
        ['X-Twice', 'one'],
        ['X-Twice', 'two'],
      ],
    },
    1_800_000_000_000,
  );
  expect(event).toMatchObject({
    resource: '/sms',
    path: '/sms',
    httpMethod: 'POST',
    headers: { 'User-Agent': 'Auth0', 'X-Twice': 'two', 'X-Forwarded-For': '192.0.2.1' },
    multiValueHeaders: { 'User-Agent': ['Auth0'], 'X-Twice': ['one', 'two'] },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    pathParameters: null,
    stageVariables: null,
    body: 'text',
    isBase64Encoded: false,
    requestContext: {
      identity: { sourceIp: '192.0.2.1', userAgent: 'Auth0' },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestTimeEpoch: 1_800_000_000_000,
      path: '/laptop/sms',
      stage: 'laptop',
    },
  });
});

test('absent parameters and an absent body are null', () => {
  expect(toProxyEvent(localRequest('POST', '/sms'), 0)).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
  });
});
