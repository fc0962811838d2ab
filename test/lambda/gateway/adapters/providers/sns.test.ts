import { provider } from '../../../../../lambda/gateway/adapters/providers/sns';
import { answer, startHttpServer, type TestServer } from '../../../../support/http-server';
import { attempt, complaints, message, rowsOf } from './support';

/** What SNS answers in its Query protocol. */
const published = (id: string) =>
  answer(
    200,
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>f187a3c1</RequestId></ResponseMetadata></PublishResponse>`,
    { 'content-type': 'text/xml' },
  );
const refused = (status: number, code: number | string, words = 'no') =>
  answer(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${words}</Message></Error><RequestId>f187a3c1</RequestId></ErrorResponse>`,
    { 'content-type': 'text/xml' },
  );

let server: TestServer;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server.close());

const send = (options = {}) => attempt(provider, server.url, options);
const form = () => Object.fromEntries(new URLSearchParams(server.requests[0]?.body));

test('a message goes straight to the number, as transactional, signed for the region', async () => {
  server.answerWith(published('567910cd-659e-55d4-8ccb-5aaf14679dc0'));
  expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
    class: 'accepted',
    messageId: '567910cd-659e-55d4-8ccb-5aaf14679dc0',
  });
  expect(form()).toEqual({
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: '+447700900123',
    Message: 'Code: 739154 ✓',
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
  });
  expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/' });
  expect(server.requests[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/sns\/aws4_request,/,
  );
});

test('every setting becomes what SNS calls it', async () => {
  server.answerWith(published('1'));
  await send({
    settings: {
      senderId: 'Acme',
      originationNumber: '+12025550199',
      region: 'ap-south-1',
      maxPriceUsd: 0.5,
      entityId: '1101456324567800000',
      templateId: '1107161234567890123',
    },
  });
  const sent = form();
  const attributes = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((n) => [
      sent[`MessageAttributes.entry.${n}.Name`],
      `${sent[`MessageAttributes.entry.${n}.Value.DataType`]} ${sent[`MessageAttributes.entry.${n}.Value.StringValue`]}`,
    ]),
  );
  expect(attributes).toEqual({
    'AWS.SNS.SMS.SMSType': 'String Transactional',
    'AWS.SNS.SMS.SenderID': 'String Acme',
    'AWS.SNS.SMS.MaxPrice': 'Number 0.5',
    'AWS.MM.SMS.OriginationNumber': 'String 12025550199',
    'AWS.MM.SMS.EntityId': 'String 1101456324567800000',
    'AWS.MM.SMS.TemplateId': 'String 1107161234567890123',
  });
  expect(server.requests[0]?.headers.authorization).toContain('/ap-south-1/sns/aws4_request');
});

// docs/sources.md, providers §1.3, by Query code. First class of a compound row.
const rows = rowsOf([
  [['ParameterValueInvalid'], 'BUG'],
  [['ValidationException'], 'BUG'],
  [['OptedOut'], 'STOP unsubscribed'],
  [['UserError'], 'CONFIG'],
  [['AuthorizationError'], 'CONFIG', 403],
  [['InvalidSecurity'], 'CONFIG', 403],
  [['NotFound'], 'BUG', 404],
  [['Throttled'], 'RETRY', 429],
  [['Throttled', 'Throttling', 'ThrottlingException'], 'RETRY', 400],
  [['InternalError'], 'MAYBE', 500],
  [['ServiceUnavailable'], 'MAYBE', 503],
  [['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'], 'CONFIG'],
  [['UnrecognizedClientException', 'InvalidClientTokenId', 'SignatureDoesNotMatch'], 'CONFIG', 403],
  [['MissingAuthenticationToken', 'AccessDenied', 'AccessDeniedException'], 'CONFIG', 403],
]);

test.each(rows)('$code with status $status means $words', async ({ code, status, outcome }) => {
  server.answerWith(refused(status, code));
  expect(await send()).toEqual(outcome);
});

test.each([
  [
    'Invalid parameter: PhoneNumber Reason: +12025550123 is not valid to publish to',
    { class: 'recipient', code: 'InvalidParameter', reason: 'invalid' },
  ],
  [
    'Invalid parameter: The OriginationNumber does not belong to the account',
    { class: 'configuration', code: 'InvalidParameter' },
  ],
  [
    'Invalid parameter: AWS.SNS.SMS.SenderID is not allowed',
    { class: 'configuration', code: 'InvalidParameter' },
  ],
  ['Invalid parameter: Message too long', { class: 'bug', code: 'InvalidParameter' }],
])('InvalidParameter that says %j is %j', async (words, outcome) => {
  server.answerWith(refused(400, 'InvalidParameter', words));
  expect(await send()).toEqual(outcome);
});

test.each([
  [400, 'SomethingNew', { class: 'route-only', code: 'unrecognised' }],
  [403, 'SomethingNew', { class: 'configuration', code: 'unrecognised' }],
  [500, 'SomethingNew', { class: 'unknown', code: 'unrecognised' }],
  [400, '+12025550123', { class: 'route-only', code: 'unrecognised' }],
])('a %i with the unheard-of code %s is read by its status', async (status, code, outcome) => {
  server.answerWith(refused(status, code));
  expect(await send()).toEqual(outcome);
});

test('a page that is not SNS’s leaves no doubt about whose fault a 404 is', async () => {
  server.answerWith(answer(404, '<html><body>No such page</body></html>'));
  expect(await send()).toEqual({ class: 'configuration', code: 'http_404' });
});

test('nobody tries again on their own', async () => {
  server.answerWith(refused(503, 'ServiceUnavailable'));
  await send();
  expect(server.requests).toHaveLength(1);
});

test('without credentials for AWS it is our configuration, and nobody is asked', async () => {
  server.answerWith(published('1'));
  const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' };
  expect(await send({ env })).toEqual({ class: 'configuration', code: 'no_credentials' });
  expect(server.requests).toHaveLength(0);
});

test('the role may publish to numbers and not to topics', () => {
  expect(provider.permissions?.({})).toMatchObject([
    { effect: 'Allow', actions: ['sns:Publish'], resources: ['*'] },
    { effect: 'Deny', actions: ['sns:Publish'], resources: ['arn:*:sns:*:*:*'] },
  ]);
  expect(provider.credentials).toBeUndefined();
});

test.each([
  [{}, []],
  [{ senderId: 'Acme1', originationNumber: '12025550199', region: 'us-gov-west-1' }, []],
  [
    { senderId: '12345' },
    ['senderId: must be 3 to 11 letters and digits, with at least one letter'],
  ],
  [
    { senderId: 'Acme Inc' },
    ['senderId: must be 3 to 11 letters and digits, with at least one letter'],
  ],
  [{ originationNumber: '1234' }, ['originationNumber: must be 5 to 14 digits']],
  [{ region: 'Ireland' }, ['region: must be an AWS region, such as "eu-west-1"']],
  [{ maxPriceUsd: 0 }, ['maxPriceUsd: must be more than 0']],
  [{ maxPriceUsd: '0.5' }, ['maxPriceUsd: must be an amount of US dollars, such as 0.5']],
  [{ entityId: '' }, ['entityId: must be 1 to 50 characters without spaces']],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});
