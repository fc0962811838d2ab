import {
  PinpointSMSVoiceV2Client,
  SendNotifyTextMessageCommand,
  SendNotifyVoiceMessageCommand,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
  VoiceId,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { provider as endUserMessaging } from '../../../../../lambda/gateway/adapters/providers/aws-end-user-messaging';
import { VOICES } from '../../../../../lambda/gateway/adapters/providers/aws-end-user-messaging-voices';
import type { AnyProviderDefinition } from '../../../../../lambda/gateway/adapters/providers/provider';
import { provider as sns } from '../../../../../lambda/gateway/adapters/providers/sns';
import { createHttpClient } from '../../../../../lambda/shared/http';
import { AWS_ENV } from '../../../../support/gateway';
import {
  answer,
  json,
  startHttpServer,
  type RecordedRequest,
  type TestServer,
} from '../../../../support/http-server';
import { message } from './support';

/**
 * The gateway calls AWS without the SDK's clients. They are the measure all the same: for the same
 * message, they and we send the same request.
 */
let server: TestServer;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server.close());

const TO = '+447700900123';
const WORDS = ['Your Acme code is 739154', '"Ümlaut" & Co. + 100%: 739154\n✓ 验证码 ~*()\'!'];
const ACCOUNT = {
  region: 'ap-south-1',
  credentials: { accessKeyId: AWS_ENV.AWS_ACCESS_KEY_ID, secretAccessKey: 'x', sessionToken: 's' },
};
const clientConfig = () => ({ ...ACCOUNT, endpoint: server.url, maxAttempts: 1 });

/** What the service reads of a request; neither the order of a form's fields nor the clock is in it. */
const essentials = ({ method, path, headers, body }: RecordedRequest) => {
  const contentType = headers['content-type'] ?? '';
  return {
    method,
    path,
    contentType,
    target: headers['x-amz-target'],
    token: headers['x-amz-security-token'],
    scope: /Credential=[^/]+\/\d+\/([^,]+),/.exec(headers.authorization ?? '')?.[1],
    bodyHash: (headers['x-amz-content-sha256']?.length ?? 0) > 0,
    body: contentType.includes('json')
      ? (JSON.parse(body) as unknown)
      : Object.fromEntries(new URLSearchParams(body)),
  };
};

const recorded = async (send: () => Promise<unknown>) => {
  await send();
  const [request, ...more] = server.requests;
  expect(more).toEqual([]);
  if (request === undefined) throw new Error('nothing was sent');
  return essentials(request);
};

const ours =
  (
    { connect, connectVoice }: AnyProviderDefinition,
    settings: object,
    text: string,
    { code, spoken = false }: { readonly code?: string; readonly spoken?: boolean } = {},
  ) =>
  () =>
    (spoken ? (connectVoice ?? connect) : connect)(
      { ...settings, baseUrl: server.url },
      {
        http: createHttpClient(),
        region: ACCOUNT.region,
        env: { ...AWS_ENV, AWS_SESSION_TOKEN: ACCOUNT.credentials.sessionToken },
      },
    )(
      { ...message(TO, text), ...(code !== undefined && { code }) },
      { timeoutMs: 5_000, attemptNumber: 1 },
      undefined,
    );

describe('SNS', () => {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const SETTINGS = [
    [{}, {}],
    [
      {
        senderId: 'Acme',
        originationNumber: '+12025550199',
        maxPriceUsd: 0.5,
        entityId: '1101456324567800000',
        templateId: '1107161234567890123',
      },
      {
        'AWS.SNS.SMS.SenderID': text('Acme'),
        'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.5' },
        'AWS.MM.SMS.OriginationNumber': text('12025550199'),
        'AWS.MM.SMS.EntityId': text('1101456324567800000'),
        'AWS.MM.SMS.TemplateId': text('1107161234567890123'),
      },
    ],
  ] as const;

  test.each(WORDS.flatMap((words) => SETTINGS.map((row) => [words, ...row] as const)))(
    '%j with the settings %j is the request of PublishCommand',
    async (words, settings, attributes) => {
      server.answerWith(
        answer(
          200,
          '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
        ),
      );
      const theirs = await recorded(() =>
        new SNSClient(clientConfig()).send(
          new PublishCommand({
            PhoneNumber: TO,
            Message: words,
            MessageAttributes: {
              'AWS.SNS.SMS.SMSType': text('Transactional'),
              ...attributes,
            },
          }),
        ),
      );
      server.answerWith(answer(200));
      expect(await recorded(ours(sns, settings, words))).toEqual(theirs);
    },
  );
});

describe('AWS End User Messaging', () => {
  const common = { DestinationPhoneNumber: TO, TimeToLive: 180 };
  const india = { entityId: '1101456324567800000', templateId: '1107161234567890123' };
  const notify = { notifyConfigurationId: 'nc-1234567890abcdef0' };
  const inNotify = { ...common, NotifyConfigurationId: notify.notifyConfigurationId };
  const sender = { originationIdentity: '+12025550199' };
  const code = '739154';
  const [, words = ''] = WORDS;

  test.each([
    [
      'SendTextMessage',
      { ...sender, ...india, maxPriceUsd: 0.5, configurationSet: 'codes' },
      {},
      new SendTextMessageCommand({
        ...common,
        OriginationIdentity: sender.originationIdentity,
        ConfigurationSetName: 'codes',
        MessageBody: words,
        MessageType: 'TRANSACTIONAL',
        MaxPrice: '0.50000',
        DestinationCountryParameters: {
          IN_ENTITY_ID: india.entityId,
          IN_TEMPLATE_ID: india.templateId,
        },
      }),
    ],
    [
      'SendVoiceMessage',
      { ...sender, voiceId: 'AMY' },
      { spoken: true },
      new SendVoiceMessageCommand({
        ...common,
        OriginationIdentity: sender.originationIdentity,
        MessageBody: words,
        MessageBodyTextType: 'TEXT',
        VoiceId: 'AMY',
      }),
    ],
    [
      'SendNotifyTextMessage',
      notify,
      { code },
      new SendNotifyTextMessageCommand({ ...inNotify, TemplateVariables: { code } }),
    ],
    [
      'SendNotifyVoiceMessage',
      notify,
      { code, spoken: true },
      new SendNotifyVoiceMessageCommand({
        ...inNotify,
        TemplateVariables: { code: '7. 3. 9. 1. 5. 4.' },
      }),
    ],
  ] as const)('%s with %j is the request of the command', async (_, settings, how, command) => {
    server.answerWith(json(200, { MessageId: '1' }));
    const client = new PinpointSMSVoiceV2Client(clientConfig());
    // Each command is one that the client sends; together they fit none of its overloads.
    const theirs = await recorded(() => client.send(command as SendTextMessageCommand));
    server.answerWith(json(200, { MessageId: '1' }));
    expect(await recorded(ours(endUserMessaging, settings, words, how))).toEqual(theirs);
  });

  test('knows the voices of the SDK', () => {
    expect(VOICES).toEqual(Object.values(VoiceId));
  });
});
